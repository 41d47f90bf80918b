"""Trees of files as data: what the programs of this folder share. Each of them is sent with this text before it.

A manifest is gzipped JSON, a line each: a head {"schema": "ferry/manifest/1"}, the entries, and an end {"entries": N} without
which it is not whole. An entry names its path from the root on, and every fact about it that a restore sets again:
    {"path": "/etc/passwd", "type": "file", "mode": 420, "uid": 0, "gid": 0, "mtime": "1700000000.123456789", "size": 1024,
     "sha256": "...", "xattrs": {"security.selinux": "<base64>"}, "link": "/first/name", "sparse": true, "owned": true,
     "busy": true, "source": "/elsewhere"}
type: file, directory, symlink, character, block, fifo. "link": another name of the same file, whose entry came before.
"owned": a package owns the path. "busy": it changed while it was read. "source": where a copier reads its content instead.
"""
import base64
import errno
import fcntl
import gzip
import hashlib
import json
import os
import stat
import subprocess
import sys
import zlib

CHUNK = 1 << 20
ZEROS = bytes(CHUNK)
MAX_LINE = 4 << 20
MAX_ENTRIES = 20000000
SCHEMA = "ferry/manifest/1"


def is_hole(piece):
    """Whether it is all zeros. The comparison ends at the first byte that is none."""
    return piece == (ZEROS if len(piece) == CHUNK else bytes(len(piece)))


class Trouble(Exception):
    """Something the user has to know: its text says what was done, what was seen, what to do."""


def read_input():
    """The input of this program: the job's file, or the first line of standard input."""
    path = os.environ.get("FERRY_INPUT")
    if path:
        with open(path, "rb") as source:
            return json.loads(source.read().decode("utf-8"))
    return json.loads(sys.stdin.buffer.readline(64 << 20).decode("utf-8"))


def write_result(value):
    """The answer: a file where the job asks for one, else one line on standard output."""
    text = json.dumps(value) + "\n"
    path = os.environ.get("FERRY_RESULT")
    if not path:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    with open(path + ".new", "w") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    os.rename(path + ".new", path)


def report(value):
    path = os.environ.get("FERRY_PROGRESS")
    if path:
        with open(path, "a") as target:
            target.write(json.dumps(value) + "\n")


def run_program(main, job=None):
    """Runs main(input): Trouble becomes an answer of its own, everything else a traceback and status 1."""
    try:
        write_result({"kind": "done", "value": main(read_input() if job is None else job)})
    except Trouble as trouble:
        tell_trouble(str(trouble))
    except (OSError, EOFError) as error:
        tell_trouble("%s: %s" % (type(error).__name__, error))


def tell_trouble(reason):
    """An answer; of a job a failure, with the reason as its last word, so that it can be started again."""
    if os.environ.get("FERRY_RESULT"):
        sys.stderr.write("\n%s\n" % reason.replace("\n", " "))
        sys.exit(3)
    write_result({"kind": "trouble", "reason": reason})


def mount_points():
    """Mount points and file systems: [(path, type, source, options)], the last mount on a path only."""
    found = {}
    with open("/proc/self/mountinfo", "rb") as source:
        for line in source:
            head, _, tail = line.rstrip(b"\n").partition(b" - ")
            path = unescape(head.split(b" ")[4])
            kind, device, options = (tail.split(b" ") + [b"", b"", b""])[:3]
            found[path] = (path, os.fsdecode(kind), unescape(device), os.fsdecode(options))
    return list(found.values())


def unescape(word):
    parts = word.split(b"\\")
    return os.fsdecode(parts[0] + b"".join(bytes([int(part[:3], 8)]) + part[3:] for part in parts[1:]))


def time_text(nanoseconds):
    return "%d.%09d" % (nanoseconds // 1000000000, nanoseconds % 1000000000)


def time_number(text):
    seconds, _, rest = text.partition(".")
    return int(seconds) * 1000000000 + int(rest)


def widen(pipe):
    """A pipe that takes a whole piece: fewer turns between its two programs (F_SETPIPE_SZ, fcntl(2))."""
    try:
        fcntl.fcntl(pipe.fileno(), 1031, CHUNK)
    except (OSError, ValueError):
        pass  # not a pipe, or more than this user may have


KINDS = (
    (stat.S_ISREG, "file"),
    (stat.S_ISDIR, "directory"),
    (stat.S_ISLNK, "symlink"),
    (stat.S_ISCHR, "character"),
    (stat.S_ISBLK, "block"),
    (stat.S_ISFIFO, "fifo"),
)


def kind_of(mode):
    for test, name in KINDS:
        if test(mode):
            return name
    return None  # a socket: its service makes it anew


def attributes_of(path):
    """Extended attributes: capabilities, access control lists, SELinux labels, the users' own."""
    try:
        names = os.listxattr(path, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EPERM, errno.EACCES):
            return {}
        raise
    found = {}
    for name in sorted(names):
        if name.startswith("trusted.overlay."):
            continue
        try:
            found[name] = base64.b64encode(os.getxattr(path, name, follow_symlinks=False)).decode("ascii")
        except OSError as error:
            if error.errno not in (errno.ENODATA, errno.ENOTSUP):
                raise
    return found


def describe(path, real, status):
    """The entry of what lies at `real`, without its content's hash; None for what no copy holds."""
    kind = kind_of(status.st_mode)
    if kind is None:
        return None
    entry = {
        "path": path,
        "type": kind,
        "mode": stat.S_IMODE(status.st_mode),
        "uid": status.st_uid,
        "gid": status.st_gid,
        "mtime": time_text(status.st_mtime_ns),
    }
    if kind == "file":
        entry["size"] = status.st_size
        if status.st_size > 0 and status.st_blocks * 512 < status.st_size - 4096:
            entry["sparse"] = True
    elif kind == "symlink":
        entry["target"] = os.readlink(real)
    elif kind in ("character", "block"):
        entry["device"] = [os.major(status.st_rdev), os.minor(status.st_rdev)]
    attributes = attributes_of(real)
    if attributes:
        entry["xattrs"] = attributes
    return entry


def walk(root, mounts, skip, start="/"):
    """Everything from `start` on, itself first, parents before children, by name: (path from the root, real path, status).

    Enters a mount point only when `mounts` names it, and nothing that `skip` names: of both the folder itself is told.
    """
    others = {point[0] for point in mount_points()} if root == "/" else set()
    stack = [(start, root if start == "/" else root.rstrip("/") + start)]
    while stack:
        path, real = stack.pop()
        try:
            status = os.lstat(real)
        except (FileNotFoundError, NotADirectoryError):
            continue
        yield path, real, status
        if not stat.S_ISDIR(status.st_mode) or path in skip or (path in others and path not in mounts):
            continue
        try:
            names = sorted(os.listdir(real), reverse=True)
        except FileNotFoundError:
            continue
        base = path if path != "/" else ""
        below = real if real != "/" else ""
        stack.extend((base + "/" + name, below + "/" + name) for name in names)


def hash_file(path):
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as source:
        while True:
            piece = source.read(CHUNK)
            if not piece:
                return digest.hexdigest()
            digest.update(piece)


class ManifestWriter:
    def __init__(self, path):
        self.path = path
        self.count = 0
        self.file = gzip.open(path + ".new", "wb", 6)
        self._line({"schema": SCHEMA})

    def _line(self, value):
        self.file.write(json.dumps(value, sort_keys=True).encode("ascii") + b"\n")

    def add(self, entry):
        self.count += 1
        self._line(entry)

    def finish(self):
        self._line({"entries": self.count})
        self.file.close()
        os.rename(self.path + ".new", self.path)


def manifest_entries(path):
    """The entries of a manifest, or Trouble when it is not whole."""
    count = 0
    try:
        with gzip.open(path, "rb") as source:
            head = json.loads(source.readline(MAX_LINE).decode("ascii"))
            if not isinstance(head, dict) or head.get("schema") != SCHEMA:
                raise Trouble("Cannot use the manifest %s: it is none of Ferry's" % path)
            while True:
                entry = json.loads(source.readline(MAX_LINE).decode("ascii"))
                if not isinstance(entry, dict) or count > MAX_ENTRIES:
                    raise Trouble("Cannot use the manifest %s: it is not whole" % path)
                if "entries" in entry:
                    if entry["entries"] != count or source.read(1):
                        raise Trouble("Cannot use the manifest %s: it is not whole" % path)
                    return
                check_path(entry.get("path"))
                count += 1
                yield entry
    except (ValueError, EOFError, zlib.error):
        raise Trouble("Cannot use the manifest %s: it is damaged" % path)


def check_path(path):
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path or ".." in path.split("/"):
        raise Trouble("Cannot use a manifest with the path %r" % (path,))


def rule_finder(rules):
    """The action for a path: that of the longest rule whose path it is or lies below. Rules are [path, action] pairs."""
    known = dict((path.rstrip("/") or "/", action) for path, action in rules)
    folders = {}

    def action_in(folder):
        if folder in known:
            return known[folder]
        if folder not in folders:
            if folder == "/":
                raise Trouble("The rules of a restore have none for /")
            folders[folder] = action_in(os.path.dirname(folder))
        return folders[folder]

    def action(path):
        return known[path] if path in known else action_in(os.path.dirname(path))

    return action


def package_names():
    """Every path that an installed package owns, folders told by their real names; empty where rpm has no Python."""
    try:
        import rpm
    except ImportError:
        return set()
    names = set()
    real = {}
    for header in rpm.TransactionSet().dbMatch():
        for name in header[rpm.RPMTAG_FILENAMES]:
            name = name if isinstance(name, str) else os.fsdecode(name)
            folder, _, base = name.rpartition("/")
            if folder not in real:
                real[folder] = os.path.realpath(folder or "/").rstrip("/")
            names.add(real[folder] + "/" + base)
    return names


def rpm_database():
    """The folder of the host's rpm database, by its real name."""
    done = subprocess.run(["rpm", "--eval", "%_dbpath"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    path = os.fsdecode(done.stdout.strip())
    if done.returncode != 0 or not path.startswith("/"):
        raise Trouble("Cannot find the rpm database: rpm --eval %%_dbpath says %r" % path)
    return os.path.realpath(path)


def lock_rpm(folder):
    """Keeps every rpm transaction waiting while the file that is returned is open (rpm's own lock, lib/rpmlock.c)."""
    lock = open(os.path.join(folder, ".rpm.lock"), "a+b")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            raise
        raise Trouble("An rpm transaction runs on the host: wait for its end, then do this again")
    return lock


# Beside the database: what sqlite and BerkeleyDB keep while it is open. They make it anew.
DATABASE_COMPANIONS = ("-wal", "-shm", "-journal")


def is_database_companion(folder, path):
    name = os.path.basename(path)
    return os.path.dirname(path) == folder and (name.endswith(DATABASE_COMPANIONS) or name.startswith("__db."))
