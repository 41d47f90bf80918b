/*
 * Preloaded into dnf by run-dnf.ts: this machine runs the kernel named by FERRY_ORACLE_KERNEL. libdnf asks uname(2) for
 * the release, and looks for the image of that name in /boot, before it asks which package owns it (libdnf, hy-iutil.cpp,
 * running_kernel). Below another root than / it does not ask at all (dnf-sack.cpp, dnf_sack_set_rootdir), so that it is
 * asked here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* libdnf's own `Id running_kernel(DnfSack *)` and `Id dnf_sack_running_kernel(DnfSack *)`, as its C++ compiler names them. */
int _Z23dnf_sack_running_kernelP8_DnfSack(void *sack) {
  static void *asked;
  static int kernel = -1;
  if (asked != sack) {
    void *libdnf = dlopen("libdnf.so.2", RTLD_LAZY | RTLD_NOLOAD);
    int (*find)(void *) = libdnf == NULL ? NULL : (int (*)(void *))dlsym(libdnf, "_Z14running_kernelP8_DnfSack");
    if (find == NULL) abort();
    kernel = find(sack);
    asked = sack;
  }
  return kernel;
}

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
