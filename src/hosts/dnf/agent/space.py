"""Room for the transaction: rpm's own check forgets the database's growth and that old files go last."""

SPARE_BYTES = 32 << 20
# Headers are kept in the database and once more in its log; indexes come on top.
HEADER_COPIES = 3


def mounts():
    """File systems by their mount points, as (path, type), longest path first."""
    with open("/proc/self/mountinfo", "rb") as file:
        lines = file.read().decode("utf-8", "surrogateescape").splitlines()
    found = {}
    for line in lines:
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), line.split(" ")[4])
        found[point] = line.split(" - ")[1].split(" ")[0]
    return sorted(found.items(), key=lambda one: len(one[0]), reverse=True)


def mount_of(path, points):
    for point in points:
        if path == point or path.startswith(point.rstrip("/") + "/"):
            return point
    return "/"


def space_problems(files):
    """Mounts on which the transaction could run out of space or of inodes, with bytes needed and bytes free."""
    types = mounts()
    points = [point for point, _ in types]
    # There a file that is replaced is still below, and takes its place all the same.
    layered = set(point for point, kind in types if kind == "overlay")
    blocks, inodes, largest = {}, {}, {}
    real = {}
    transaction = read_only_rpm()
    grown = 0

    def real_folder(folder):
        if folder not in real:
            real[folder] = os.path.realpath(folder)
        return real[folder]

    def add(path, size):
        folder, name = os.path.split(path)
        path = os.path.join(real_folder(folder), name)
        mount = mount_of(path, points)
        rounded = (size + 4095) // 4096 * 4096
        try:
            there = 0 if mount in layered else os.lstat(path).st_blocks * 512
        except OSError:
            there = 0
            inodes[mount] = inodes.get(mount, 0) + 1
        blocks[mount] = blocks.get(mount, 0) + max(0, rounded - there)
        largest[mount] = max(largest.get(mount, 0), rounded)

    kernels = 0
    for path in files.values():
        header = header_of(transaction, path)
        grown += HEADER_COPIES * len(header.unload())
        if text_of(header[rpm.RPMTAG_NAME]) in ("kernel-core", "kernel-rt-core", "kernel-64k-core"):
            kernels += 1
        for file in rpm.files(header):
            # A ghost (64) is not written by rpm.
            if file.fflags & 64 == 0 and file.mode & 0o170000 == 0o100000:
                add(file.name, file.size)
    database = os.path.realpath(rpm.expandMacro("%{_dbpath}"))
    add(os.path.join(database, "growth of the package database"), grown)
    for _ in range(kernels):
        add("/boot/initramfs of the new kernel", largest_initramfs())
    return [problem for mount in sorted(blocks) for problem in lacking(mount, blocks, largest, inodes)]


def lacking(mount, blocks, largest, inodes):
    status = os.statvfs(mount)
    free = status.f_bavail * status.f_frsize
    # Each file is written beside its old one before it takes its name.
    needed = blocks[mount] + largest[mount] + (SPARE_BYTES if mount == "/" else 0)
    if needed > free:
        yield {"mount": mount, "needed": needed, "free": free, "of": "bytes"}
    if status.f_files > 0 and inodes.get(mount, 0) > status.f_favail:
        yield {"mount": mount, "needed": inodes[mount], "free": status.f_favail, "of": "inodes"}


def largest_initramfs():
    sizes = [0]
    for name in os.listdir("/boot") if os.path.isdir("/boot") else []:
        if name.startswith("initramfs-"):
            sizes.append(os.path.getsize(os.path.join("/boot", name)))
    return max(sizes)


def check_room_for_download(conversion):
    # What is there of an earlier attempt is not written again.
    have = 0
    for folder, _, names in os.walk(CACHE):
        have += sum(os.path.getsize(os.path.join(folder, name)) for name in names if name.endswith(".rpm"))
    status = os.statvfs(FOLDER)
    free = status.f_bavail * status.f_frsize
    needed = max(0, conversion["downloadBytes"] - have) + SPARE_BYTES
    if needed > free:
        point = mount_of(os.path.realpath(FOLDER), [path for path, _ in mounts()])
        details = [{"mount": point, "needed": needed, "free": free, "of": "bytes"}]
        raise Refused("space", "there is no room for the downloaded packages", details)


def full_mounts():
    """Mount points that packages are written to and that have next to no room left."""
    points = [path for path, _ in mounts()]
    folders = ("/", "/usr", "/etc", "/boot", "/var", "/opt", os.path.realpath(rpm.expandMacro("%{_dbpath}")))
    full = set()
    for folder in folders:
        if os.path.isdir(folder):
            status = os.statvfs(folder)
            if status.f_bavail * status.f_frsize < SPARE_BYTES:
                full.add(mount_of(os.path.realpath(folder), points))
    return sorted(full)
