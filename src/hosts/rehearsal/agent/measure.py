"""What the rehearsal did to the throw-away copy."""


def blocks_of(path):
    state = os.lstat(path)
    return state.st_blocks * 512 if state.st_nlink == 1 or stat.S_ISDIR(state.st_mode) else state.st_blocks * 512 // state.st_nlink


def blocks_below(path):
    """Space of a file, or of a directory with all that is in it, on the same file system."""
    total = blocks_of(path)
    if not stat.S_ISDIR(os.lstat(path).st_mode):
        return total
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not os.path.ismount(os.path.join(folder, name))]
        for name in names + folders:
            try:
                total += blocks_of(os.path.join(folder, name))
            except FileNotFoundError:
                pass
    return total


def is_whiteout(state):
    return stat.S_ISCHR(state.st_mode) and state.st_rdev == 0


def is_opaque(path):
    try:
        return os.getxattr(path, "trusted.overlay.opaque", follow_symlinks=False) == b"y"
    except OSError:
        return False


def lower_of(path, lower):
    """Where the content of an upper directory was before: a renamed one says so."""
    try:
        redirect = os.fsdecode(os.getxattr(path, "trusted.overlay.redirect", follow_symlinks=False))
    except OSError:
        return lower
    return redirect if redirect.startswith("/") else os.path.join(os.path.dirname(lower), redirect)


def space_of(path):
    try:
        return blocks_below(path)
    except OSError:
        return 0


def growth_of(layer):
    """Bytes by which the file system of a layer would grow; negative when it would shrink."""
    if layer.how == "copy":
        return blocks_below(layer.folder) - blocks_below(layer.point)
    upper = layer.folder + "/upper"
    total = 0
    pending = [(upper, layer.point)]
    while pending:
        folder, lower = pending.pop()
        for entry in os.scandir(folder):
            path, below = entry.path, os.path.join(lower, entry.name)
            state = entry.stat(follow_symlinks=False)
            if is_whiteout(state):
                total -= space_of(below)
            elif entry.is_dir(follow_symlinks=False):
                if is_opaque(path):
                    total += blocks_below(path) - space_of(below)
                else:
                    was_directory = os.path.isdir(below) and not os.path.islink(below)
                    total += 0 if was_directory else 4096 - space_of(below)
                    pending.append((path, lower_of(path, below)))
            else:
                total += blocks_of(path) - (space_of(below) if os.path.lexists(below) else 0)
    return total


LEFTOVERS = (".rpmnew", ".rpmsave", ".rpmorig")


def leftovers_of(layer):
    """New files that rpm puts beside a configuration file that somebody edited."""
    upper = layer.folder + "/upper" if layer.how == "overlay" else layer.folder
    found = []
    for folder, _, names in os.walk(upper):
        for name in names:
            if name.endswith(LEFTOVERS):
                path = os.path.join(folder, name)
                live = os.path.join(layer.point, os.path.relpath(path, upper))
                if stat.S_ISREG(os.lstat(path).st_mode) and not os.path.lexists(live):
                    found.append(live)
    return found


def read_text(path, most=65536):
    try:
        with open(path, errors="replace") as file:
            return file.read(most)
    except OSError:
        return ""


def boot_of(root):
    """Boot entries as the Boot Loader Specification has them, what they name that is not there, and which is the default."""
    folder = root + "/boot/loader/entries"
    entries = []
    for name in sorted(os.listdir(folder) if os.path.isdir(folder) else []):
        if not name.endswith(".conf"):
            continue
        values = {}
        for line in read_text(os.path.join(folder, name)).splitlines():
            key, _, value = line.strip().partition(" ")
            values.setdefault(key, value.strip())
        missing = []
        for image in [values.get("linux", "")] + values.get("initrd", "").split():
            # Paths are those of the boot file system, which may be / or /boot.
            places = [root + image, root + "/boot" + image]
            if image.startswith("/") and not any(os.path.isfile(place) for place in places):
                missing.append(image)
        entries.append({"id": name[:-5], "title": values.get("title", ""), "version": values.get("version", ""), "missing": missing})
    default = re.search(r"^saved_entry=(.+)$", read_text(root + "/boot/grub2/grubenv"), re.M)
    return {"entries": entries, "default": default.group(1) if default else None}
