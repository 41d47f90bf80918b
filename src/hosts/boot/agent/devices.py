"""Which disks and partitions stand behind a file system, and which of them hold GRUB's boot code."""


def source_of(mount):
    status, said = tool("findmnt", "--noheadings", "--output", "SOURCE", "--target", mount)
    return re.sub(r"\[.*\]$", "", said.splitlines()[0]) if status == 0 and said else None


def block_name(device):
    """vda1 for /dev/vda1, dm-0 for /dev/mapper/cs-root."""
    return os.path.basename(os.path.realpath(device))


def partitions_below(name):
    """The partitions (or whole disks) that a block device stands on: through LVM, LUKS, multipath and md."""
    slaves = sorted(os.listdir("/sys/class/block/%s/slaves" % name)) if os.path.isdir(
        "/sys/class/block/%s/slaves" % name
    ) else []
    if not slaves:
        return [name]
    return sorted(set(part for slave in slaves for part in partitions_below(slave)))


def disk_of(name):
    """The disk of a partition: nvme0n1 for nvme0n1p12; the device itself when it is no partition."""
    path = os.path.realpath("/sys/class/block/%s" % name)
    if os.path.exists(os.path.join(path, "partition")):
        return os.path.basename(os.path.dirname(path))
    return name


def partition_number(name):
    text = read_text("/sys/class/block/%s/partition" % name)
    return int(text) if text else None


def disks_below(mount):
    source = source_of(mount)
    if source is None or not os.path.exists("/sys/class/block/%s" % block_name(source)):
        return []
    return sorted(set(disk_of(part) for part in partitions_below(block_name(source))))


def has_grub_boot_code(disk):
    """GRUB's boot.img has its name in the first sector (grub-core/boot/i386/pc/boot.S)."""
    try:
        with open("/dev/%s" % disk, "rb") as file:
            return b"GRUB" in file.read(440)
    except OSError:
        return False


def drivers_below(mount):
    """Kernel modules that the disks below a mount need, from the devices up to the bus; names with _ for -."""
    drivers = set()
    for disk in disks_below(mount):
        path = os.path.realpath("/sys/class/block/%s" % disk)
        while path not in ("/", "/sys"):
            module = os.path.realpath(os.path.join(path, "driver", "module"))
            if "/module/" in module:
                drivers.add(os.path.basename(module).replace("-", "_"))
            path = os.path.dirname(path)
    return sorted(drivers)
