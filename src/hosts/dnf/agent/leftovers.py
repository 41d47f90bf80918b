"""What a transaction that was killed has left of the file that it was writing."""

# rpm writes a file under its name, ";" and the transaction's number in eight hex digits, and renames it then (rpm 4.14 to
# 4.20 lib/fsm.c). Such a name beside a path that a package owns is rpm's.
HALF_WRITTEN = re.compile(r"^(.+);[0-9a-f]{8}$", re.DOTALL)


def remove_leftovers():
    """Removes them. Only regular files and links, none that a package owns, and none whose own name no package has."""
    owned = set()
    for header in read_only_rpm().dbMatch():
        owned.update(os.fsencode(name) for name in header[rpm.RPMTAG_FILENAMES])
    for folder in sorted(set(os.path.dirname(path) for path in owned)):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            half = HALF_WRITTEN.match(os.fsdecode(name))
            path = os.path.join(folder, name)
            if half is None or path in owned or os.path.join(folder, os.fsencode(half.group(1))) not in owned:
                continue
            if os.path.islink(path) or os.path.isfile(path):
                print("removed %r, which the interrupted transaction had half written" % os.fsdecode(path))
                os.unlink(path)
