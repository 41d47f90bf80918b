"""A throw-away copy of this host: namespaces of its own, and an overlay of every file system that packages write to.

Runs under the Python that the host's dnf runs on (3.6 to 3.13). The parts are joined in the order sandbox, measure, rehearsal.
"""
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)

# linux/sched.h, linux/mount.h, linux/prctl.h
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWNET = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_CAPBSET_READ, PR_CAPBSET_DROP = 1, 23, 24
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "ppc64le": 203, "s390x": 217}

# linux/capability.h: what would reach the kernel or the machine through any namespace. CAP_DAC_READ_SEARCH opens files of
# the live system by handle.
DROPPED = {
    "DAC_READ_SEARCH": 2, "NET_ADMIN": 12, "SYS_MODULE": 16, "SYS_RAWIO": 17, "SYS_PACCT": 20, "SYS_ADMIN": 21,
    "SYS_BOOT": 22, "SYS_TIME": 25, "AUDIT_CONTROL": 30, "MAC_OVERRIDE": 32, "MAC_ADMIN": 33, "SYSLOG": 34,
    "WAKE_ALARM": 35, "BLOCK_SUSPEND": 36, "PERFMON": 38, "BPF": 39, "CHECKPOINT_RESTORE": 40,
}

# File systems that can lie below an overlay. The names of vfat's files know no case, which overlayfs refuses: it is copied.
LOWER = ("ext2", "ext3", "ext4", "xfs", "btrfs", "overlay", "f2fs", "zfs", "bcachefs", "jfs", "reiserfs", "erofs", "squashfs")
COPIED = ("vfat", "msdos", "exfat")
MOST_COPIED_BYTES = 1 << 30
PSEUDO_FOLDERS = ("/proc", "/sys", "/dev", "/run")
# Mounted by others for their own use; asking an automounter about its folder would mount something.
PASSED_KINDS = ("autofs", "rpc_pipefs", "nsfs", "fuse.gvfsd-fuse", "fuse.portal", "binfmt_misc")
PASSED_FOLDERS = tuple("/var/lib/" + name for name in ("docker", "containers", "containerd", "kubelet", "lxc", "machines"))
PROC_READ_ONLY = ("bus", "fs", "irq", "sys", "sysrq-trigger", "acpi", "scsi")


class Impossible(Exception):
    """Why there can be no rehearsal on this host, and what would help."""

    def __init__(self, reason, fix):
        super(Impossible, self).__init__(reason)
        self.reason = reason
        self.fix = fix


def checked(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, "%s: %s" % (what, os.strerror(number)))
    return result


def mount(source, target, kind=None, flags=0, data=None):
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    checked(LIBC.mount(words[0], words[1], words[2], ctypes.c_ulong(flags), os.fsencode(data) if data else None), "mount %s" % target)


def bind(source, target, flags=0):
    mount(source, target, None, MS_BIND)
    if flags:
        mount(None, target, None, MS_REMOUNT | MS_BIND | flags)


def unshare(flags, what):
    checked(LIBC.unshare(flags), what)


def die_with_parent():
    checked(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def read_mounts():
    """(mount point, type, source, options) of what is mounted, in the order in which it can be mounted again."""
    found = {}
    with open("/proc/self/mountinfo") as file:
        for line in file:
            # 36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw
            left, _, right = line.rstrip("\n").partition(" - ")
            point, options = left.split(" ")[4:6]
            kind, source = right.split(" ")[:2]
            unescaped = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), point)
            found[unescaped] = (unescaped, kind, source, options)
    return sorted(found.values(), key=lambda entry: (entry[0].count("/") if entry[0] != "/" else 0, entry[0]))


def is_below(path, folders):
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def overlay_option(path):
    """Colons and commas end a path in the options of overlayfs (ovl_parse_param in fs/overlayfs)."""
    return re.sub(r"([\\:,])", r"\\\1", path)


def mount_overlay(lower, layer, target):
    upper, work = layer + "/upper", layer + "/work"
    for folder in (upper, work):
        os.makedirs(folder)
    shutil.copystat(lower, upper)
    os.chown(upper, os.stat(lower).st_uid, os.stat(lower).st_gid)
    options = "lowerdir=%s,upperdir=%s,workdir=%s" % tuple(overlay_option(path) for path in (lower, upper, work))
    # Without redirect_dir a scriptlet that renames a directory of a package fails, which it does not on the host itself.
    for more in (",redirect_dir=on,metacopy=off,index=off", ",redirect_dir=on", ""):
        try:
            return mount("ferry", target, "overlay", MS_NODEV, options + more)
        except OSError as error:
            last = error
    raise last


class Layer(object):
    """One file system of the host in the sandbox: where it is mounted, and where what is written to it ends up."""

    def __init__(self, point, kind, folder, how):
        self.point = point
        self.kind = kind
        self.folder = folder
        self.how = how


def copied_bytes(point):
    space = os.statvfs(point)
    return (space.f_blocks - space.f_bfree) * space.f_frsize


def mount_layers(base, root):
    """Mounts an overlay of / at `root`, and of each local file system below it. Returns layers, and what was left out."""
    layers, left_out = [], []
    for number, (point, kind, _, options) in enumerate(read_mounts()):
        target = root + point if point != "/" else root
        if point != "/" and (kind in PASSED_KINDS or is_below(point, PSEUDO_FOLDERS + PASSED_FOLDERS + (base,))):
            continue
        # A server that is away would keep whoever looks at its files waiting.
        if point != "/" and kind not in LOWER + COPIED + ("tmpfs",):
            left_out.append({"mount": point, "why": "%s is neither overlaid nor copied" % kind})
            continue
        if not os.path.isdir(point):
            if os.path.isfile(point) and os.path.isfile(target):
                bind(point, target, MS_RDONLY | MS_NODEV)
            continue
        if point != "/" and kind == "tmpfs":
            mode = stat.S_IMODE(os.stat(point).st_mode)
            mount("ferry", target, "tmpfs", MS_NODEV | MS_NOSUID, "mode=%o,size=1g" % mode)
        elif kind in LOWER or point == "/":
            folder = "%s/layers/%d" % (base, number)
            try:
                mount_overlay(point, folder, target)
            except OSError as error:
                if point == "/":
                    raise Impossible(
                        "the kernel refuses an overlay of / (%s on %s)" % (error.strerror, kind),
                        "rehearse with dnf's test transaction instead",
                    )
                left_out.append({"mount": point, "why": "no overlay of %s: %s" % (kind, error.strerror)})
                continue
            layers.append(Layer(point, kind, folder, "overlay"))
            if "ro" in options.split(","):
                mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NODEV)
        elif kind in COPIED and copied_bytes(point) <= MOST_COPIED_BYTES:
            folder = "%s/layers/%d/copy" % (base, number)
            shutil.copytree(point, folder, symlinks=True)
            bind(folder, target, MS_NODEV)
            layers.append(Layer(point, kind, folder, "copy"))
        else:
            left_out.append({"mount": point, "why": "%s of this size is not copied" % kind})
    return layers, left_out


def remove_sockets(root, sockets):
    """A socket in a folder answers through an overlay, too: databases have theirs outside of /run."""
    for path in sockets:
        try:
            if stat.S_ISSOCK(os.lstat(root + path).st_mode):
                os.unlink(root + path)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                raise


def live_sockets():
    """Paths of sockets that listen, but for those below /run, which is hidden as a whole."""
    paths = set()
    with open("/proc/net/unix") as file:
        for line in file.read().splitlines()[1:]:
            words = line.split(" ")
            path = words[-1]
            if path.startswith("/") and not is_below(os.path.realpath(path), PSEUDO_FOLDERS):
                paths.add(os.path.realpath(path))
    return sorted(paths)


def mount_devices(root):
    target = root + "/dev"
    mount("ferry", target, "tmpfs", MS_NOSUID, "mode=755,size=64k")
    for name in ("null", "zero", "full", "random", "urandom", "tty"):
        if os.path.exists("/dev/" + name):
            open(target + "/" + name, "w").close()
            bind("/dev/" + name, target + "/" + name)
    for name in ("pts", "shm"):
        os.mkdir(target + "/" + name)
    for name, to in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2"), ("ptmx", "pts/ptmx")):
        os.symlink("/proc/self/" + to if to.startswith("fd/") else to, target + "/" + name)
    mount("ferry", target + "/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    mount("ferry", target + "/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=64m")
    # Nobody can make a node of a disk here: elsewhere nodes are dead by nodev.
    mount(None, target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID)


def mount_proc(root):
    target = root + "/proc"
    mount("proc", target, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    # What a container's manager put over the kernel's own files holds here, too.
    for point, _, _, _ in read_mounts():
        if point.startswith("/proc/") and os.path.isfile(point) and os.path.isfile(root + point):
            bind(point, root + point, MS_RDONLY)
    for name in PROC_READ_ONLY:
        path = target + "/" + name
        if os.path.exists(path):
            mount(path, path, None, MS_BIND | MS_REC)
            mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)


def mount_run(root):
    """A copy of the small files of /run; no sockets and pipes, and nothing of systemd and D-Bus: nobody must reach them."""
    target = root + "/run"
    mount("ferry", target, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=64m")
    hidden = ("/run/systemd", "/run/dbus", "/run/udev", "/run/user", "/run/netns", "/run/credentials", "/run/initctl")
    left = 16 << 20
    for folder, folders, names in os.walk("/run"):
        folders[:] = [name for name in folders if not is_below(os.path.join(folder, name), hidden) and not os.path.ismount(os.path.join(folder, name))]
        here = root + folder
        for name in folders:
            if not os.path.islink(os.path.join(folder, name)):
                os.makedirs(os.path.join(here, name), exist_ok=True)
                shutil.copystat(os.path.join(folder, name), os.path.join(here, name))
        for name in names:
            path = os.path.join(folder, name)
            try:
                state = os.lstat(path)
                if os.path.ismount(path):
                    continue
                if stat.S_ISLNK(state.st_mode):
                    os.symlink(os.readlink(path), os.path.join(here, name))
                elif stat.S_ISREG(state.st_mode) and state.st_size <= min(left, 1 << 20):
                    left -= state.st_size
                    shutil.copy2(path, os.path.join(here, name))
            except FileNotFoundError:
                pass  # went away in the meantime
    os.makedirs(root + "/run/lock", exist_ok=True)


# What talks to the live system when packages are exchanged, or wants a right that is dropped.
RPM_PLUGINS = ("systemd_inhibit", "ima", "selinux", "fapolicyd", "audit", "dbus_announce", "syslog")


def build(base, sockets):
    """The whole sandbox below `base`, a folder on a file system of its own. Returns root, layers, left out."""
    root = base + "/root"
    os.mkdir(root)
    layers, left_out = mount_layers(base, root)
    for name in ("proc", "sys", "dev", "run"):
        os.makedirs(root + "/" + name, exist_ok=True)
    mount_proc(root)
    mount("sysfs", root + "/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)
    mount_run(root)
    mount_devices(root)
    remove_sockets(root, sockets)
    os.makedirs(root + "/etc/rpm", exist_ok=True)
    with open(root + "/etc/rpm/macros.zz-ferry-rehearsal", "w") as file:
        file.write("".join("%%__transaction_%s %%{nil}\n" % name for name in RPM_PLUGINS))
    return root, layers, left_out


def enter(root):
    """Makes `root` this process's world, without a way to the live one, and without rights over the machine."""
    unshare(CLONE_NEWNS, "unshare")
    os.chdir(root)
    number = PIVOT_ROOT.get(os.uname().machine)
    if number is not None and LIBC.syscall(ctypes.c_long(number), b".", b".") == 0:
        checked(LIBC.umount2(b".", MNT_DETACH), "umount2")
    else:
        os.chroot(".")
    os.chdir("/")
    for capability in DROPPED.values():
        if LIBC.prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1:
            checked(LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), "prctl")


def run_inside(root, words, environment, log):
    """Starts a program in the sandbox; its process. Its output goes to the open file `log`."""
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        preexec_fn=lambda: (die_with_parent(), enter(root)),
        start_new_session=True,
        close_fds=True,
    )
