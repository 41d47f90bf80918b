"""Compares a tree with a manifest and writes what a restore has to do, in the order it is to be done.

Input: {"root": "/", "staging": folder, "point": id, "rules": [[path, "restore" | "owned" | "leave"], ...], "mounts": [...],
        "since": seconds, "machineMade": [...], "write": true}
restore: as the manifest says, and nothing else stays there. owned: the same, for the paths of packages only. leave: untouched.
Writes <staging>/plan.jsonl.gz, <staging>/needed (hashes of content) and <staging>/lost (what is newer than the copy and goes).
"""
LISTED = 200


def what_differs(wanted, found, real):
    """None, or "metadata", "content", "kind": what has to be done to make the one of the other."""
    if wanted["type"] != found["type"]:
        return "kind"
    kind = wanted["type"]
    if kind == "file" and (wanted["size"] != found["size"] or wanted["sha256"] != hash_file(real)):
        return "content"
    if kind == "symlink" and wanted["target"] != found["target"]:
        return "content"
    if kind in ("character", "block") and wanted["device"] != found["device"]:
        return "content"
    for name in ("uid", "gid", "xattrs"):
        if wanted.get(name) != found.get(name):
            return "metadata"
    # The mode of a link is nobody's.
    if kind != "symlink" and wanted["mode"] != found["mode"]:
        return "metadata"
    if wanted["mtime"] != found["mtime"]:
        return "metadata"
    return None


class LeftWhole:
    """The folders that need no look: they are left, and nothing below them is not."""

    def __init__(self, rules, action):
        self.action = action
        self.above = set()
        for path, wanted in rules:
            while wanted != "leave" and path != "/":
                path = os.path.dirname(path)
                self.above.add(path)

    def __contains__(self, path):
        return path not in self.above and self.action(path) == "leave"


class Losses:
    """What users would miss: files that are no package's, written after the copy, that a restore changes or removes."""

    def __init__(self, job, owned):
        self.since = job["since"]
        self.machine_made = rule_finder([["/", False]] + [[path, True] for path in job["machineMade"]])
        self.owned = owned
        self.files = self.bytes = 0
        self.newest = []
        self.lines = open(os.path.join(job["staging"], "lost"), "w") if job["write"] else None

    def add(self, path, status, what):
        if not stat.S_ISREG(status.st_mode) or path in self.owned or self.machine_made(path):
            return
        if max(status.st_mtime, status.st_ctime) < self.since:
            return
        self.files += 1
        self.bytes += status.st_size
        self.newest.append([int(status.st_mtime), path, status.st_size, what])
        if len(self.newest) > 2 * LISTED:
            self.newest = sorted(self.newest, reverse=True)[:LISTED]
        if self.lines is not None:
            self.lines.write(json.dumps([path, status.st_size, int(status.st_mtime), what]) + "\n")

    def answer(self):
        if self.lines is not None:
            self.lines.close()
        newest = sorted(self.newest, reverse=True)[:LISTED]
        return {
            "files": self.files,
            "bytes": self.bytes,
            "newest": [{"modified": when, "path": path, "bytes": size, "what": what} for when, path, size, what in newest],
        }


class Planner:
    def __init__(self, job):
        self.job = job
        self.root = job["root"].rstrip("/")
        self.action = rule_finder(job["rules"])
        self.owned = package_names() if job["root"] == "/" else set()
        self.database = rpm_database() if job["root"] == "/" else None
        self.losses = Losses(job, self.owned)
        self.wanted = {}
        self.rewritten = set()
        self.needed = {}
        self.compared = 0
        self.different = []

    def real(self, path):
        return self.root + path if path != "/" else self.root or "/"

    def in_scope(self, path, owned):
        action = self.action(path)
        return action == "restore" or (action == "owned" and (owned or path in self.owned))

    def operation(self, entry):
        """What has to be done for one entry, or None."""
        path = entry["path"]
        real = self.real(path)
        try:
            status = os.lstat(real)
            found = describe(path, real, status)
        except (FileNotFoundError, NotADirectoryError):
            status = found = None
        self.compared += 1
        if found is not None and path == self.database:
            # Whoever asks rpm for anything makes and removes files in it.
            found["mtime"] = entry["mtime"]
        if found is None:
            difference = "missing"
        elif "link" in entry:
            difference = self.link_differs(entry, status)
        else:
            difference = what_differs(entry, found, real)
        if difference is None:
            return None
        if found is not None and entry["type"] == "file" and difference != "metadata":
            self.losses.add(path, status, "changed")
        if difference == "metadata":
            return "metadata"
        self.rewritten.add(path)
        if "link" in entry:
            return "link"
        if entry["type"] == "file":
            self.needed[entry["sha256"]] = entry["size"]
            return "write"
        return "directory" if entry["type"] == "directory" else "node"

    def link_differs(self, entry, status):
        if entry["link"] in self.rewritten:
            return "content"
        try:
            first = os.lstat(self.real(entry["link"]))
        except (FileNotFoundError, NotADirectoryError):
            return "content"
        return None if (first.st_dev, first.st_ino) == (status.st_dev, status.st_ino) else "content"

    def operations(self, entries):
        for entry in entries:
            path = entry["path"]
            self.wanted[path] = entry["type"]
            if not self.in_scope(path, entry.get("owned", False)):
                continue
            operation = self.operation(entry)
            if operation is not None:
                yield dict(entry, op=operation)
        for operation in self.removals():
            yield operation

    def removals(self):
        """What is there and was not, contents before their folders."""
        found = []
        left = LeftWhole(self.job["rules"], self.action)
        for path, real, status in walk(self.job["root"], set(self.job["mounts"]), left):
            if path in self.wanted or kind_of(status.st_mode) is None:
                continue
            # What an interrupted restore of this point left beside its place goes wherever it is.
            leftover = os.path.basename(path).startswith(".ferry-%s-" % self.job["point"])
            if not (leftover or self.in_scope(path, False)):
                continue
            if self.database is not None and is_database_companion(self.database, path):
                continue
            found.append(path)
            self.losses.add(path, status, "new")
        return [{"op": "remove", "path": path} for path in reversed(found)]


def main(job):
    staging = job["staging"]
    planner = Planner(job)
    counts = {}
    plan = None
    if job["write"]:
        check_mounts(job)
        plan = gzip.open(os.path.join(staging, "plan.jsonl.gz.new"), "wb", 6)
    for operation in planner.operations(manifest_entries(os.path.join(staging, "manifest.jsonl.gz"))):
        counts[operation["op"]] = counts.get(operation["op"], 0) + 1
        if len(planner.different) < LISTED:
            planner.different.append([operation["op"], operation["path"]])
        if plan is not None:
            plan.write(json.dumps(operation, sort_keys=True).encode("ascii") + b"\n")
    if plan is not None:
        plan.write(json.dumps({"operations": sum(counts.values())}).encode("ascii") + b"\n")
        plan.close()
        with open(os.path.join(staging, "needed"), "w") as target:
            target.write("".join(digest + "\n" for digest in sorted(planner.needed)))
        os.rename(os.path.join(staging, "plan.jsonl.gz.new"), os.path.join(staging, "plan.jsonl.gz"))
    return {
        "compared": planner.compared,
        "operations": counts,
        "different": planner.different,
        "contentBytes": sum(planner.needed.values()),
        "lost": planner.losses.answer(),
    }


def check_mounts(job):
    """A file system that was copied and is not mounted now would be filled below its mount point."""
    mounted = {point[0] for point in mount_points()}
    missing = [path for path in job["mounts"] if path != "/" and path not in mounted]
    if job["root"] == "/" and missing:
        raise Trouble("Mount %s first: the copy holds its files" % " and ".join(missing))


if __name__ == "__main__":
    run_program(main)
