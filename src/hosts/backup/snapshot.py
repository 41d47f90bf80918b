"""Snapshots that the host itself can make: logical volumes, btrfs, ZFS. Each action looks first and may be done twice.

Input: {"action": "make" | "restore" | "remove" | "open" | "close", "point": id, "folder": mount point for looking into it,
        "snapshot": {"kind": "lvm", "volumes": [{"group", "origin", "snapshot", "thin", "bytes"}]} |
                    {"kind": "btrfs", "device", "subvolume", "default"} | {"kind": "zfs", "snapshots": [name, ...]}}
"open" mounts the snapshot of / read-only on the folder, "close" unmounts it. "restore" holds from the next boot on.
"""
import ctypes


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        lines = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        raise Trouble("%s failed: %s" % (" ".join(command[:3]), lines[-1] if lines else "it said nothing"))
    return done.stdout.decode("utf-8", "replace")


def holds(*command):
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def is_mounted(folder):
    return any(point[0] == folder for point in mount_points())


def mount(folder, *words):
    os.makedirs(folder, mode=0o700, exist_ok=True)
    if not is_mounted(folder):
        run("mount", *words, folder)


def unmount(folder):
    if is_mounted(folder):
        run("umount", folder)


# --- logical volumes ------------------------------------------------------------------------------------------------


def lvm_name(volume):
    return "%s/%s" % (volume["group"], volume["snapshot"])


def finish_merges(job):
    """A merge that began at a boot ends only when somebody looks after it: lvmpolld where it runs, else this."""
    for volume in job["snapshot"]["volumes"]:
        holds("lvchange", "--poll", "y", "%s/%s" % (volume["group"], volume["origin"]))


def lvm_make(job):
    finish_merges(job)
    made = []
    try:
        for volume in job["snapshot"]["volumes"]:
            if holds("lvs", lvm_name(volume)):
                continue
            # Whole sectors only: lvcreate refuses bytes that are not.
            size = () if volume["thin"] else ("-L", "%dk" % ((volume["bytes"] + 1023) // 1024))
            run("lvcreate", "-y", "-s", *(size + ("-n", volume["snapshot"], "%s/%s" % (volume["group"], volume["origin"]))))
            made.append(volume)
    except Trouble:
        for volume in made:
            holds("lvremove", "-f", lvm_name(volume))
        raise


def lvm_is_whole(volume):
    """A thick snapshot that ran out of room is invalid: lv_attr's fifth letter is I then (lvs(8))."""
    attributes = run("lvs", "--noheadings", "-o", "lv_attr", lvm_name(volume)).strip()
    return len(attributes) < 5 or attributes[4] not in "IS"


def lvm_restore(job):
    volumes = [volume for volume in job["snapshot"]["volumes"] if holds("lvs", lvm_name(volume))]
    if len(volumes) < len(job["snapshot"]["volumes"]):
        raise Trouble("The snapshot is gone: it was merged already, or removed. Use the file copy")
    for volume in volumes:
        if not lvm_is_whole(volume):
            raise Trouble("The snapshot %s has run out of room and holds nothing any more: use the file copy" % lvm_name(volume))
    for volume in volumes:
        attributes = run("lvs", "--noheadings", "-o", "lv_attr", lvm_name(volume)).strip()
        # S: it is being merged already, or will be when the volume is next activated.
        if attributes[0] != "S":
            run("lvconvert", "-y", "--merge", lvm_name(volume))


def lvm_remove(job):
    finish_merges(job)
    for volume in job["snapshot"]["volumes"]:
        if holds("lvs", lvm_name(volume)):
            run("lvremove", "-f", lvm_name(volume))


def lvm_open(job):
    root = [point for point in mount_points() if point[0] == "/"][0]
    device = os.path.realpath(root[2])
    for volume in job["snapshot"]["volumes"]:
        if os.path.realpath("/dev/%s/%s" % (volume["group"], volume["origin"])) != device:
            continue
        if volume["thin"]:
            run("lvchange", "-ay", "-K", lvm_name(volume))
        # norecovery: the log of a file system in use is not replayed onto a read-only snapshot.
        options = "ro,nouuid,norecovery" if root[1] == "xfs" else "ro,noload" if root[1].startswith("ext") else "ro"
        mount(job["folder"], "-o", options, "/dev/" + lvm_name(volume))
        return
    raise Trouble("None of the snapshots is of the volume of /")


# --- btrfs ----------------------------------------------------------------------------------------------------------


def top_of(job):
    """The whole file system, mounted for this program."""
    top = "/run/ferry-btrfs-" + job["point"]
    mount(top, "-t", "btrfs", "-o", "subvolid=5", job["snapshot"]["device"])
    return top


def root_subvolume():
    """The path of the subvolume that / is, from the file system's top: "" for the top itself."""
    options = [point[3] for point in mount_points() if point[0] == "/"][0].split(",")
    with open("/proc/self/mountinfo") as source:
        for line in source:
            words = line.split(" ")
            if words[4] == "/":
                return unescape(words[3].encode()).strip("/")
    raise Trouble("Cannot tell which subvolume / is: %s" % options)


def btrfs_make(job):
    top = top_of(job)
    try:
        target = os.path.join(top, job["snapshot"]["subvolume"])
        if not os.path.isdir(target):
            run("btrfs", "subvolume", "snapshot", "-r", "/", target)
    finally:
        unmount(top)


LIBC = ctypes.CDLL(None, use_errno=True)
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange(one, other):
    """Both paths change what they name at one moment: a boot finds a root at any time (rename(2), RENAME_EXCHANGE)."""
    if LIBC.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) != 0:
        raise Trouble("Cannot let %s and %s change places: %s" % (one, other, os.strerror(ctypes.get_errno())))


def fact_of(subvolume, name):
    """A line of `btrfs subvolume show`: "Subvolume ID", "UUID", "Parent UUID"."""
    for line in run("btrfs", "subvolume", "show", subvolume).splitlines():
        label, _, value = line.partition(":")
        if label.strip() == name:
            return value.strip()
    raise Trouble("btrfs does not tell the %s of %s" % (name, subvolume))


def is_copy(subvolume, snapshot):
    return fact_of(subvolume, "Parent UUID") == fact_of(snapshot, "UUID")


def btrfs_restore(job):
    """A copy of the snapshot takes the place of the root that runs, which is kept beside it as -replaced."""
    top = top_of(job)
    try:
        name = job["snapshot"]["subvolume"]
        source, fresh, done = [os.path.join(top, name + suffix) for suffix in ("", "-root", "-replaced")]
        here = root_subvolume()
        if here == name + "-replaced":
            return
        running = os.path.join(top, here)
        if os.path.isdir(done) or (here == name + "-root" and is_copy(running, source)):
            raise Trouble("The host went back to this snapshot before, and was booted since")
        if here == name + "-root":
            # It was cut off between the two renames, and has not been booted.
            os.rename(fresh, done)
            return
        if not os.path.isdir(fresh):
            run("btrfs", "subvolume", "snapshot", source, fresh)
        if here == "":
            run("btrfs", "subvolume", "set-default", fact_of(fresh, "Subvolume ID"), top)
            return
        # A root that is named (rootflags=subvol=, fstab) follows its name; one that is not follows the default.
        if not is_copy(running, source):
            if fact_of(running, "Subvolume ID") == job["snapshot"]["default"]:
                run("btrfs", "subvolume", "set-default", fact_of(fresh, "Subvolume ID"), top)
            exchange(running, fresh)
        os.rename(fresh, done)
    finally:
        unmount(top)


def btrfs_remove(job):
    """The snapshot, and what a restore has replaced by it; not what the host runs from, or will from its next boot on."""
    top = top_of(job)
    try:
        default = run("btrfs", "subvolume", "get-default", top).split()[1]
        for suffix in ("", "-root", "-replaced"):
            name = job["snapshot"]["subvolume"] + suffix
            path = os.path.join(top, name)
            if not os.path.isdir(path) or fact_of(path, "Subvolume ID") == default:
                continue
            if name == root_subvolume():
                raise Trouble("The host still runs from what the restore has replaced: boot it first")
            for inner in reversed(subvolumes_below(path)):
                run("btrfs", "subvolume", "delete", os.path.join(top, inner))
            run("btrfs", "subvolume", "delete", path)
    finally:
        unmount(top)


def subvolumes_below(path):
    """Paths from the file system's top, parents before children."""
    lines = run("btrfs", "subvolume", "list", "-o", path).splitlines()
    return sorted(line.split(" path ", 1)[1] for line in lines)


def btrfs_open(job):
    snapshot = job["snapshot"]
    mount(job["folder"], "-t", "btrfs", "-o", "ro,subvol=/" + snapshot["subvolume"], snapshot["device"])


# --- ZFS ------------------------------------------------------------------------------------------------------------


def zfs_make(job):
    missing = [name for name in job["snapshot"]["snapshots"] if not holds("zfs", "list", "-t", "snapshot", name)]
    if missing:
        # In one call they are of one moment.
        run("zfs", "snapshot", *missing)


def zfs_restore(job):
    for name in job["snapshot"]["snapshots"]:
        run("zfs", "rollback", "-r", name)


def zfs_remove(job):
    for name in job["snapshot"]["snapshots"]:
        if holds("zfs", "list", "-t", "snapshot", name):
            run("zfs", "destroy", name)


def zfs_open(job):
    root = [point for point in mount_points() if point[0] == "/"][0]
    for name in job["snapshot"]["snapshots"]:
        if name.split("@")[0] == root[2]:
            return mount(job["folder"], "-t", "zfs", name)
    raise Trouble("None of the snapshots is of the file system of /")


def main(job):
    if job["action"] == "close":
        unmount(job["folder"])
    else:
        globals()["%s_%s" % (job["snapshot"]["kind"], job["action"])](job)
    return {"words": "%s %s" % (job["action"], job["snapshot"]["kind"])}


if __name__ == "__main__":
    run_program(main)
