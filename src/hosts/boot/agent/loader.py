"""The boot loader: its configuration, its core on BIOS disks, its entry in UEFI firmware, and the kernel it starts."""

ENTRIES = "/boot/loader/entries"


def is_uefi():
    return os.path.isdir("/sys/firmware/efi")


def shim_name():
    return "shimaa64.efi" if platform.machine() == "aarch64" else "shimx64.efi"


def grub_name():
    return "grubaa64.efi" if platform.machine() == "aarch64" else "grubx64.efi"


def grub_config():
    """The file GRUB really reads; the links in /etc are the distribution's word for it."""
    link = "/etc/grub2-efi.cfg" if is_uefi() else "/etc/grub2.cfg"
    return os.path.realpath(link) if os.path.lexists(link) else "/boot/grub2/grub.cfg"


def target_kernel(packages):
    """The version below /lib/modules of the newest of the target's kernels, of the running one's flavour if it can be."""
    found = []
    for nevra in packages:
        for line in tool("rpm", "-ql", nevra)[1].splitlines():
            match = re.match(r"^/(?:usr/)?lib/modules/([^/]+)/vmlinuz$", line)
            if match:
                found.append(match.group(1))
    flavour = re.compile(r"\+[a-z0-9-]+$")
    running = flavour.search(platform.release())
    same = [version for version in found if bool(flavour.search(version)) == bool(running)]
    return (same or found or [None])[0]


def settle_kernel(version):
    """A boot entry for the kernel, and that entry as the default."""
    kernel = "/boot/vmlinuz-%s" % version
    if has("kernel-install") and not (entry_of(version) and size_of(kernel) and size_of(initramfs_of(version))):
        status, said = tool("kernel-install", "add", version, "/lib/modules/%s/vmlinuz" % version)
        if status != 0:
            problem("kernel-install could not add %s: %s" % (version, last_line(said)))
        else:
            changed("added the kernel %s to the boot entries: its package's scriptlet had not" % version)
    if not has("grubby"):
        note("there is no grubby: the default boot entry was not set")
        return
    if tool("grubby", "--default-kernel")[1] != kernel:
        status, said = tool("grubby", "--set-default=%s" % kernel)
        if status != 0 or tool("grubby", "--default-kernel")[1] != kernel:
            problem("the kernel %s cannot be made the default: %s" % (version, last_line(said)))
        else:
            changed("made the kernel %s the default" % version)


def size_of(path):
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def initramfs_of(version):
    return "/boot/initramfs-%s.img" % version


def entry_of(version):
    """The path of the boot entry (BLS) of a kernel."""
    for path in sorted(glob.glob(os.path.join(ENTRIES, "*.conf"))):
        if entry_fields(path).get("version") == version or path.endswith("-%s.conf" % version):
            return path
    return None


def entry_fields(path):
    fields = {}
    for line in (read_text(path) or "").splitlines():
        name, _, value = line.strip().partition(" ")
        if name and not name.startswith("#"):
            fields[name] = value.strip()
    return fields


def settle_environment(vendor):
    """EL 8 keeps grubenv on the ESP, in the folder of its distribution, and a link to it in /boot/grub2."""
    link = "/boot/grub2/grubenv"
    if not os.path.islink(link):
        return
    aimed = os.readlink(link)
    match = re.search(r"efi/EFI/([^/]+)/grubenv$", aimed)
    if match is None or match.group(1) == vendor:
        return
    new = os.path.join("/boot/efi/EFI", vendor, "grubenv")
    old = os.path.realpath(link)
    if not os.path.exists(new):
        if os.path.exists(old):
            shutil.copyfile(old, new)
        else:
            tool("grub2-editenv", new, "create")
    os.unlink(link)
    os.symlink("../efi/EFI/%s/grubenv" % vendor, link)
    changed("pointed %s to %s" % (link, new))


def settle_esp_config(vendor):
    """Where grub.cfg is below /boot, the ESP holds a stub that leads there, in the folder of the distribution."""
    stub = os.path.join("/boot/efi/EFI", vendor, "grub.cfg")
    if grub_config() == stub or not os.path.isdir(os.path.dirname(stub)) or size_of(stub):
        return
    for old in sorted(glob.glob("/boot/efi/EFI/*/grub.cfg*")):
        text = read_text(old) or ""
        if "configfile" in text:
            replace_file(stub, text)
            changed("wrote %s, as in %s" % (stub, old))
            return
    status, uuid = tool("findmnt", "--noheadings", "--output", "UUID", "--target", "/boot")
    if status != 0 or not uuid:
        problem("%s is missing, and the file system of /boot has no UUID to write into it" % stub)
        return
    prefix = "/grub2" if os.path.ismount("/boot") else "/boot/grub2"
    lines = [
        "search --no-floppy --root-dev-only --fs-uuid --set=dev %s" % uuid.splitlines()[0],
        "set prefix=($dev)%s" % prefix,
        "export $prefix",
        "configfile $prefix/grub.cfg",
    ]
    replace_file(stub, "\n".join(lines) + "\n")
    changed("wrote %s" % stub)


def settle_config():
    path = grub_config()
    before = read_text(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    status, said = tool("grub2-mkconfig", "-o", path)
    if status != 0:
        problem("grub2-mkconfig -o %s failed: %s" % (path, last_line(said)))
    elif read_text(path) != before:
        changed("wrote %s anew" % path)


def settle_bios_core():
    """GRUB's core lies outside of all packages: where modules are newer than the core, the boot can stop there."""
    disks = [disk for disk in disks_below("/boot") if has_grub_boot_code(disk)]
    if not disks:
        note("no disk of /boot holds GRUB's boot code: this host is started from outside, and that was left alone")
        return
    if not has("grub2-install") or not os.path.isdir("/usr/lib/grub/i386-pc"):
        note("GRUB's core on %s was not renewed: grub2-pc-modules is not installed" % ", ".join(disks))
        return
    for disk in disks:
        status, said = tool("grub2-install", "--target=i386-pc", "/dev/%s" % disk)
        if status != 0:
            problem("GRUB's core on /dev/%s could not be renewed: %s" % (disk, last_line(said)))
        else:
            changed("renewed GRUB's core on /dev/%s" % disk)


def settle_firmware_entry(vendor, label):
    """An entry of the firmware for each disk that holds the ESP: it may be a mirror."""
    path = "\\EFI\\%s\\%s" % (vendor, shim_name())
    if not size_of("/boot/efi/EFI/%s/%s" % (vendor, shim_name())):
        problem("/boot/efi/EFI/%s/%s is missing: is the ESP mounted, and shim installed?" % (vendor, shim_name()))
        return
    source = source_of("/boot/efi")
    status, entries = tool("efibootmgr", "-v")
    if source is None or status != 0:
        note("the firmware's entries cannot be read (%s): it starts %s by itself" % (last_line(entries), fallback()))
        return
    for part in partitions_below(block_name(source)):
        number = partition_number(part)
        if number is None:
            note("/dev/%s is no partition: no entry of the firmware was made for it" % part)
            continue
        guid = tool("lsblk", "--noheadings", "--nodeps", "--output", "PARTUUID", "/dev/%s" % part)[1].lower()
        if any(path.lower() in line.lower() and guid and guid in line.lower() for line in entries.splitlines()):
            continue
        disk = "/dev/%s" % disk_of(part)
        status, said = tool("efibootmgr", "--create", "--disk", disk, "--part", str(number), "--label", label, "--loader", path)
        if status != 0:
            problem("the firmware takes no entry for %s on %s: %s" % (path, disk, last_line(said)))
        else:
            changed("made the firmware's entry %s for %s, partition %d" % (label, disk, number))


def fallback():
    name = "BOOTAA64.EFI" if platform.machine() == "aarch64" else "BOOTX64.EFI"
    return "\\EFI\\BOOT\\%s" % name if size_of("/boot/efi/EFI/BOOT/%s" % name) else "nothing"
