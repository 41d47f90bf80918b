"""Copies the host: a manifest of every file, and with it a tar archive (PAX, as GNU tar reads it) unless a copier is to follow.

Each file is read once: the hash in the manifest is that of the bytes in the archive. The rpm database is copied first, at
rest and whole, and that copy goes into the archive under its name.
Input: {"folder": private folder for this copy, "mounts": [...], "skip": [...], "more": [paths within what is skipped], "archive": {"kind": "none" | "stdout"} |
        {"kind": "file", "path": ...}, "compress": [program, ...], "root": "/"}
The answer goes to <folder>/copy.json too: standard output may be the archive.
"""
import sqlite3
import tarfile
import threading
import time


def copy_database(folder, into):
    """Copies of the rpm database's files, taken while no transaction runs: {name: path of the copy}."""
    copies = {}
    os.makedirs(into, mode=0o700, exist_ok=True)
    lock = lock_rpm(folder)
    try:
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.startswith(".") or is_database_companion(folder, path) or not stat.S_ISREG(os.lstat(path).st_mode):
                continue
            copy = os.path.join(into, name)
            if name.endswith(".sqlite"):
                copy_sqlite(path, copy)
            else:
                copy_file(path, copy)
            copies[name] = copy
    finally:
        lock.close()
    return copies


def copy_sqlite(path, copy):
    if os.path.exists(copy):
        os.unlink(copy)
    source = sqlite3.connect(path)
    try:
        if hasattr(source, "backup"):
            target = sqlite3.connect(copy)
            source.backup(target)
            target.close()
        else:
            # Python 3.6: no transaction runs, so the log goes into the database and that is copied as a file.
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            copy_file(path, copy)
    finally:
        source.close()
    target = sqlite3.connect(copy)
    seen = target.execute("PRAGMA integrity_check").fetchone()[0]
    target.close()
    if seen != "ok":
        raise Trouble("The rpm database %s is damaged (%s): repair it with rpm --rebuilddb first" % (path, seen))


def copy_file(path, copy):
    with open(path, "rb") as source, open(copy, "wb") as target:
        for piece in iter(lambda: source.read(CHUNK), b""):
            target.write(piece)


class Meter:
    """Hashes and counts what passes."""

    def __init__(self, target):
        self.target = target
        self.digest = hashlib.sha256()
        self.bytes = 0

    def write(self, piece):
        self.digest.update(piece)
        self.bytes += len(piece)
        self.target.write(piece)
        return len(piece)


class Archive:
    """A compressed tar archive on its way to a file or to standard output."""

    def __init__(self, target, compress):
        self.meter = Meter(target)
        self.packer = subprocess.Popen(compress, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        widen(self.packer.stdin)
        widen(self.packer.stdout)
        self.pump = threading.Thread(target=self._pump)
        self.pump.daemon = True
        self.failure = None
        self.pump.start()
        self.tar = tarfile.open(fileobj=self.packer.stdin, mode="w|", format=tarfile.PAX_FORMAT, bufsize=CHUNK)
        self.tar.copybufsize = CHUNK

    def _pump(self):
        try:
            for piece in iter(lambda: self.packer.stdout.read1(CHUNK), b""):
                self.meter.write(piece)
        except OSError as error:
            self.failure = error
            self.packer.kill()

    def finish(self):
        self.tar.close()
        self.packer.stdin.close()
        self.pump.join()
        if self.failure is not None:
            raise self.failure
        if self.packer.wait() != 0:
            raise Trouble("Cannot pack the archive: %s ended with %d" % (self.packer.args[0], self.packer.returncode))


class NoArchive:
    def __init__(self):
        self.tar = None

    def finish(self):
        pass


class HashingFile:
    """Reads exactly `size` bytes of a file that may shrink or grow under it, and hashes them."""

    def __init__(self, path, size):
        self.file = open(path, "rb", buffering=0)
        self.left = size
        self.short = False
        self.digest = hashlib.sha256()

    def read(self, length=-1):
        length = self.left if length < 0 else min(length, self.left)
        if length == 0:
            return b""
        piece = self.file.read(length)
        if not piece:
            self.short = True
            piece = b"\0" * length
        self.left -= len(piece)
        self.digest.update(piece)
        # tarfile takes a short answer for the end of the file
        while len(piece) < length:
            more = self.read(length - len(piece))
            piece += more
        return piece

    def drain(self):
        while self.left:
            self.read(CHUNK)


def member_of(entry):
    member = tarfile.TarInfo(entry["path"].lstrip("/") or ".")
    member.mode, member.uid, member.gid = entry["mode"], entry["uid"], entry["gid"]
    member.mtime = time_number(entry["mtime"]) // 1000000000
    member.pax_headers = dict(
        ("SCHILY.xattr." + name, base64.b64decode(value).decode("utf-8", "surrogateescape"))
        for name, value in entry.get("xattrs", {}).items()
    )
    kind = entry["type"]
    if "link" in entry:
        member.type, member.linkname = tarfile.LNKTYPE, entry["link"].lstrip("/")
    elif kind == "file":
        member.size = entry["size"]
    elif kind == "symlink":
        member.type, member.linkname = tarfile.SYMTYPE, entry["target"]
    elif kind == "directory":
        member.type = tarfile.DIRTYPE
    elif kind == "fifo":
        member.type = tarfile.FIFOTYPE
    else:
        member.type = tarfile.CHRTYPE if kind == "character" else tarfile.BLKTYPE
        member.devmajor, member.devminor = entry["device"]
    return member


def read_file(entry, real, status, archive):
    """Reads a file into the archive and its entry. @return False when it has gone."""
    try:
        content = HashingFile(real, entry["size"])
    except FileNotFoundError:
        return False
    with content.file:
        if archive.tar is not None:
            archive.tar.addfile(member_of(entry), content)
        content.drain()
        after = os.fstat(content.file.fileno())
    entry["sha256"] = content.digest.hexdigest()
    if content.short or (after.st_mtime_ns, after.st_size) != (status.st_mtime_ns, status.st_size):
        entry["busy"] = True
    return True


def ancestors(path):
    """The folders above a path, the highest first."""
    parts = path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: count + 1]) for count in range(len(parts))]


def all_of(root, mounts, skip, more):
    """The tree, then what is wanted all the same of what it skips, with the folders on the way there."""
    for start in ["/"] + more:
        for folder in ancestors(start) if start != "/" else []:
            real = root.rstrip("/") + folder
            yield folder, real, os.lstat(real)
        for found in walk(root, mounts, skip - {start}, start):
            yield found


def copy_tree(job, archive, manifest):
    root = job.get("root", "/")
    owned = package_names() if root == "/" else set()
    database = rpm_database() if root == "/" else None
    copies = copy_database(database, os.path.join(job["folder"], "rpmdb")) if database else {}
    skip = set(job["skip"])
    links = {}
    counts = {"files": 0, "bytes": 0, "busy": 0, "vanished": 0, "sockets": 0}
    twice = skip.union(job["more"], (folder for path in job["more"] for folder in ancestors(path)))
    told = set()
    for path, real, status in all_of(root, set(job["mounts"]), skip, job["more"]):
        if path in told:
            continue
        if path in twice:
            told.add(path)
        if database is not None and is_database_companion(database, path):
            continue
        try:
            entry = describe(path, real, status)
        except (FileNotFoundError, NotADirectoryError):
            counts["vanished"] += 1
            continue
        if entry is None:
            counts["sockets"] += 1
            continue
        if path in owned:
            entry["owned"] = True
        copy = copies.get(os.path.basename(path)) if os.path.dirname(path) == database else None
        if copy is not None:
            real, status = copy, os.lstat(copy)
            entry["size"] = status.st_size
            entry.pop("sparse", None)
            if archive.tar is None:
                entry["source"] = copy
        identity = (status.st_dev, status.st_ino)
        if entry["type"] == "file" and status.st_nlink > 1 and identity in links:
            entry["link"], entry["sha256"] = links[identity]
            if archive.tar is not None:
                archive.tar.addfile(member_of(entry))
        elif entry["type"] == "file":
            if not read_file(entry, real, status, archive):
                counts["vanished"] += 1
                continue
            counts["bytes"] += entry["size"]
            counts["busy"] += 1 if "busy" in entry else 0
            if status.st_nlink > 1:
                links[identity] = (path, entry["sha256"])
        elif archive.tar is not None:
            archive.tar.addfile(member_of(entry))
        counts["files"] += 1
        manifest.add(entry)
    return counts


def main(job):
    os.makedirs(job["folder"], mode=0o700, exist_ok=True)
    began = time.time()
    kind = job["archive"]["kind"]
    target = None
    if kind == "none":
        archive = NoArchive()
    else:
        target = sys.stdout.buffer if kind == "stdout" else open(job["archive"]["path"] + ".part", "wb")
        archive = Archive(target, job["compress"])
    manifest = ManifestWriter(os.path.join(job["folder"], "manifest.jsonl.gz"))
    counts = copy_tree(job, archive, manifest)
    archive.finish()
    manifest.finish()
    value = dict(counts, manifestSha256=hash_file(manifest.path), seconds=round(time.time() - began, 1))
    if target is not None:
        value.update(archiveSha256=archive.meter.digest.hexdigest(), archiveBytes=archive.meter.bytes)
        target.flush()
    if kind == "file":
        os.fsync(target.fileno())
        target.close()
        os.rename(job["archive"]["path"] + ".part", job["archive"]["path"])
    with open(os.path.join(job["folder"], "copy.json"), "w") as answer:
        json.dump(value, answer)
    return value


def answer_in_file(job):
    """Standard output is the archive: what goes wrong is told by the status and on standard error."""
    try:
        main(job)
    except (Trouble, OSError) as error:
        sys.stderr.write("%s\n" % error)
        sys.stderr.flush()
        os._exit(3)


if __name__ == "__main__":
    wanted = read_input()
    if wanted["archive"]["kind"] == "stdout":
        answer_in_file(wanted)
    else:
        run_program(main, wanted)
