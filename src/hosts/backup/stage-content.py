"""Brings the content of files to the host, or into a scratch place, by hash: <staging>/objects/<2 digits>/<sha256>.

Nothing is kept that does not hash to what the manifest says. What is there already is not written again, so that this can
be run again after an interruption.
Input: {"staging": folder, "wanted": "all" | "needed", "keep": null | [paths], "source": {"kind": "stdin" | "file" | "restic", ...}}
"needed" are the hashes in <staging>/needed, which plan-restore wrote. With paths in "keep" what lies in them is kept, and all
else is read and hashed and written nowhere.
"""
import tarfile
import threading


def object_path(staging, digest):
    return os.path.join(staging, "objects", digest[:2], digest)


def wanted_content(job):
    """{path in the archive: (hash, size, whether it is kept)} of what is wanted and not there yet."""
    staging = job["staging"]
    inside = None if job["keep"] is None else tuple(path + "/" for path in job["keep"])
    needed = None
    if job["wanted"] == "needed":
        with open(os.path.join(staging, "needed")) as lines:
            needed = {line.strip() for line in lines}
    paths = {}
    seen = set()
    for entry in manifest_entries(os.path.join(staging, "manifest.jsonl.gz")):
        digest = entry.get("sha256")
        if digest is None or (needed is not None and digest not in needed) or digest in seen:
            continue
        if "link" in entry:
            continue
        if not os.path.exists(object_path(staging, digest)):
            kept = inside is None or entry["path"].startswith(inside)
            paths[entry.get("source", entry["path"])] = (digest, entry["size"], kept)
        if inside is None:
            seen.add(digest)
    return paths


def check_room(staging, paths):
    wanted = sum(size for _, size, kept in paths.values() if kept)
    found = os.statvfs(staging)
    free = found.f_bavail * found.f_frsize
    if wanted + (64 << 20) > free:
        raise Trouble(
            "There is no room in %s: %d MB are needed, %d MB are free. Free space there, or name another folder"
            % (staging, (wanted >> 20) + 64, free >> 20)
        )
    return wanted


class Source:
    """The tar stream: a child's standard output, fed with the packed archive where there is one."""

    def __init__(self, source):
        self.digest = hashlib.sha256()
        self.expected = source.get("sha256")
        self.feeder = None
        if source["kind"] == "restic":
            environment = dict(os.environ, **source["environment"])
            command = ["restic", "dump", source["snapshot"], "/"]
            self.child = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment)
            widen(self.child.stdout)
            return
        packed = sys.stdin.buffer if source["kind"] == "stdin" else open(source["path"], "rb")
        self.child = subprocess.Popen(source["unpack"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        widen(self.child.stdin)
        widen(self.child.stdout)
        self.feeder = threading.Thread(target=self._feed, args=(packed,))
        self.feeder.daemon = True
        self.feeder.start()

    def _feed(self, packed):
        try:
            for piece in iter(lambda: packed.read1(CHUNK), b""):
                self.digest.update(piece)
                self.child.stdin.write(piece)
            self.child.stdin.close()
        except OSError:
            pass  # the unpacker has ended: its status tells why

    def finish(self):
        while self.child.stdout.read(CHUNK):
            pass
        if self.feeder is not None:
            self.feeder.join()
        if self.child.wait() != 0:
            raise Trouble("Cannot read the copy: %s ended with %d" % (self.child.args[0], self.child.returncode))
        if self.expected is not None and self.digest.hexdigest() != self.expected:
            raise Trouble("The archive is not the one that was made: its SHA-256 is another")


def keep(staging, content, digest, size):
    """Writes one object. @return whether its hash was right."""
    path = object_path(staging, digest)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    found = hashlib.sha256()
    with open(path + ".part", "wb") as target:
        left = size
        while left:
            piece = content.read(min(CHUNK, left))
            if not piece:
                break
            found.update(piece)
            left -= len(piece)
            # holes stay holes
            if is_hole(piece):
                target.seek(len(piece), 1)
            else:
                target.write(piece)
        target.truncate(size)
    if left or found.hexdigest() != digest:
        os.unlink(path + ".part")
        return False
    os.rename(path + ".part", path)
    return True


def hashes_to(content, digest, size):
    found = hashlib.sha256()
    length = 0
    for piece in iter(lambda: content.read(CHUNK), b""):
        found.update(piece)
        length += len(piece)
    return length == size and found.hexdigest() == digest


def take(source, staging, paths, answer):
    """Goes through the archive once; what was found is no longer in `paths`."""
    try:
        with tarfile.open(fileobj=source.child.stdout, mode="r|", bufsize=CHUNK) as archive:
            for member in archive:
                archive.members = []
                path = "/" + (member.name[2:] if member.name.startswith("./") else member.name).lstrip("/")
                if not member.isreg() or path not in paths:
                    continue
                digest, size, kept = paths.pop(path)
                content = archive.extractfile(member)
                if not (keep(staging, content, digest, size) if kept else hashes_to(content, digest, size)):
                    answer["damaged"].append(path)
    except (tarfile.TarError, EOFError) as error:
        raise Trouble("The copy cannot be read to its end: %s" % error)


def main(job):
    staging = job["staging"]
    paths = wanted_content(job)
    answer = {"objects": len(paths), "bytes": check_room(staging, paths), "damaged": [], "missing": []}
    if paths:
        source = Source(job["source"])
        take(source, staging, paths, answer)
        source.finish()
    answer["missing"] = sorted(path for path in paths if not os.path.exists(object_path(staging, paths[path][0])))
    for name in ("damaged", "missing"):
        answer[name + "Count"] = len(answer[name])
        answer[name] = answer[name][:100]
    return answer


if __name__ == "__main__":
    run_program(main)
