"""Looks at the next boot before it happens: what the default entry names is there, whole, and fits this host."""

# How archives and compressed files of an initramfs begin (Linux init/initramfs.c, lib/decompress.c).
BEGINNINGS = (b"070701", b"070702", b"\x1f\x8b", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x02\x21\x4c\x18", b"BZh", b"\x5d\x00\x00")


def check_boot(version, vendor):
    if is_uefi():
        check_esp(vendor)
    config = grub_config()
    if not size_of(config):
        problem("%s, which GRUB reads, is missing or empty" % config)
    check_environment()
    entry = default_entry()
    if entry is None:
        return
    fields = entry_fields(entry)
    if version is not None and fields.get("version") != version and not entry.endswith("-%s.conf" % version):
        problem("the default entry %s does not start the kernel %s" % (entry, version))
    kernel = boot_path(fields.get("linux", "").split(" ")[0])
    check_kernel(kernel, fields.get("version") or version)
    # An entry may name more than one file, and $tuned_initrd, which is most often empty.
    images = [word for word in fields.get("initrd", "").split(" ") if word and not word.startswith("$")]
    if not images:
        problem("the default entry %s names no initramfs" % entry)
    for image in images:
        check_initramfs(boot_path(image), fields.get("version") or version)
    check_root(entry, fields)


def boot_path(word):
    """A path of a boot entry is seen from the file system that holds /boot."""
    inside = "/boot" + word
    return inside if os.path.exists(inside) else word


def check_environment():
    path = "/boot/grub2/grubenv"
    if os.path.islink(path) and not os.path.exists(path):
        problem("%s points to %s, which is not there" % (path, os.readlink(path)))
        return
    text = read_text(path)
    if text is None:
        note("there is no %s: GRUB takes its first entry" % path)
    elif size_of(path) != 1024 or not text.startswith("# GRUB Environment Block\n"):
        problem("%s is not an environment block of 1024 bytes: GRUB does not read it" % path)


def default_entry():
    """The boot entry that GRUB will take."""
    paths = sorted(glob.glob(os.path.join(ENTRIES, "*.conf")))
    if not paths:
        note("there are no boot entries in %s: what %s starts was not checked" % (ENTRIES, grub_config()))
        return None
    match = re.search(r"^saved_entry=(.*)$", tool("grub2-editenv", "-", "list")[1], re.M)
    saved = match.group(1).strip() if match else ""
    if saved and not saved.isdigit():
        path = os.path.join(ENTRIES, saved + ".conf")
        if path in paths:
            return path
        problem("grubenv names the entry %s, which is not in %s" % (saved, ENTRIES))
        return None
    if has("grubby"):
        kernel = tool("grubby", "--default-kernel")[1]
        for path in paths:
            if boot_path(entry_fields(path).get("linux", "").split(" ")[0]) == kernel:
                return path
    problem("which boot entry is the default cannot be told")
    return None


def check_kernel(path, version):
    if not size_of(path):
        problem("the kernel %s is missing or empty" % path)
        return
    packaged = "/lib/modules/%s/vmlinuz" % version
    if size_of(packaged) and not same_bytes(path, packaged):
        problem("%s is not the kernel of its package (%s): the copy is damaged" % (path, packaged))


def same_bytes(one, other):
    if size_of(one) != size_of(other):
        return False
    with open(one, "rb") as left, open(other, "rb") as right:
        while True:
            piece = left.read(1 << 20)
            if piece != right.read(1 << 20):
                return False
            if not piece:
                return True


def check_initramfs(path, version):
    if not size_of(path):
        problem("the initramfs %s is missing or empty" % path)
        return
    with open(path, "rb") as file:
        start = file.read(8)
    if not start.startswith(BEGINNINGS):
        problem("the initramfs %s is no archive: it begins with %s" % (path, start.hex()))
        return
    if not has("lsinitrd"):
        note("what is in %s was not looked at: there is no lsinitrd" % path)
        return
    status, listing = tool("lsinitrd", path)
    if status != 0:
        problem("the initramfs %s cannot be read: %s" % (path, last_line(listing)))
        return
    check_drivers(path, version, listing)


def check_drivers(path, version, listing):
    """The drivers below / are built into the kernel, or its modules, and then in the initramfs."""
    folder = "/lib/modules/%s" % version
    builtin = read_text(os.path.join(folder, "modules.builtin"))
    modules = read_text(os.path.join(folder, "modules.dep"))
    if builtin is None or modules is None:
        note("whether the initramfs holds the root disk's driver is not known: %s has no list of modules" % folder)
        return
    needed = set(drivers_below("/"))
    file_system = tool("findmnt", "--noheadings", "--output", "FSTYPE", "--target", "/")[1]
    if re.match(r"^[a-z0-9]+$", file_system) and file_system not in ("overlay", "rootfs", "tmpfs"):
        needed.add(file_system)
    for driver in sorted(needed):
        pattern = re.compile(r"/%s\.ko\b" % re.escape(driver).replace("_", "[_-]"))
        if pattern.search(builtin):
            continue
        if not pattern.search(modules):
            problem("the kernel %s has no driver %s, which the disk of / needs" % (version, driver))
        elif not pattern.search(listing):
            problem("%s does not hold the driver %s, which the disk of / needs" % (path, driver))


def check_root(entry, fields):
    """The root of the new entry is the root of the kernel that runs, as its own entry names it."""
    options = fields.get("options", "")
    if "$kernelopts" in options:
        match = re.search(r"^kernelopts=(.*)$", tool("grub2-editenv", "-", "list")[1], re.M)
        options = options.replace("$kernelopts", match.group(1) if match else "")
    new = re.search(r"(?:^|\s)root=(\S+)", options)
    if new is None:
        problem("the boot entry %s names no root=" % entry)
        return
    running = entry_of(platform.release())
    old = re.search(r"(?:^|\s)root=(\S+)", entry_fields(running).get("options", "")) if running else None
    if old is not None and old.group(1) != new.group(1):
        problem("the boot entry %s has root=%s, that of the running kernel root=%s" % (entry, new.group(1), old.group(1)))


def check_esp(vendor):
    folder = "/boot/efi/EFI/%s" % vendor
    config = [] if grub_config().startswith("/boot/efi") else ["grub.cfg"]
    for name in [shim_name(), grub_name()] + config:
        if not size_of(os.path.join(folder, name)):
            problem("%s is missing or empty" % os.path.join(folder, name))
    if has("mokutil") and "SecureBoot enabled" in tool("mokutil", "--sb-state")[1]:
        check_signers(os.path.join(folder, shim_name()))


def check_signers(shim):
    """With Secure Boot, shim carries the key that the kernel must be signed with: both have to be one vendor's."""
    vendors = {}
    entry = default_entry()
    kernel = boot_path(entry_fields(entry).get("linux", "").split(" ")[0]) if entry else None
    for path in [shim, os.path.join(os.path.dirname(shim), grub_name())] + ([kernel] if kernel else []):
        status, vendor = tool("rpm", "-qf", "--queryformat", "%{VENDOR}\\n", path)
        vendors[path] = vendor.splitlines()[0] if status == 0 and vendor else "no package"
    if len(set(vendors.values())) > 1:
        said = ", ".join("%s: %s" % pair for pair in sorted(vendors.items()))
        problem("Secure Boot is on, and what it starts is not from one vendor (%s)" % said)
