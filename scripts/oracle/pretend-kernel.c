/*
 * Preloaded into dnf by run-dnf.ts: this machine runs the kernel named by FERRY_ORACLE_KERNEL. libdnf asks uname(2) for
 * the release, and looks for the image of that name in /boot, before it asks which package owns it (libdnf, hy-iutil.cpp,
 * running_kernel).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

int uname(struct utsname *buffer) {
  int (*real)(struct utsname *) = (int (*)(struct utsname *))dlsym(RTLD_NEXT, "uname");
  int result = real(buffer);
  const char *release = getenv("FERRY_ORACLE_KERNEL");
  if (result == 0 && release != NULL && strlen(release) < sizeof buffer->release) strcpy(buffer->release, release);
  return result;
}

int access(const char *path, int mode) {
  int (*real)(const char *, int) = (int (*)(const char *, int))dlsym(RTLD_NEXT, "access");
  const char *release = getenv("FERRY_ORACLE_KERNEL");
  static const char image[] = "/boot/vmlinuz-";
  if (release != NULL && strncmp(path, image, strlen(image)) == 0 && strcmp(path + strlen(image), release) == 0) return 0;
  return real(path, mode);
}
