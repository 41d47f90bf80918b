"""Does what plan-restore wrote down. May be killed at any point and run again: then it does what is left.

All new content is written and verified beside the files it is for; then everything changes place at once, by rename, so that
what runs goes on with the files it has open; then what was not there goes; then folders get their times. Nothing has to be
loaded after the first rename.
Input: {"root": "/", "staging": folder, "point": id}
Needs the content in <staging>/objects (stage-content); moves it into place where the file system allows it.
"""
import ctypes
import traceback  # noqa: F401  (loaded now, not when an error is told after the disk has changed)


def stay_in_memory():
    """Keeps this program and its libraries off the disk that is about to change (mlockall(2) with MCL_CURRENT)."""
    try:
        ctypes.CDLL(None).mlockall(1)
    except (OSError, AttributeError):
        pass  # only a precaution: renames leave the inodes of mapped files alone


# These have to fit each other whenever a program starts: they change place first and together.
LOADER = ("ld-", "ld64", "libc.so", "libc-", "libm.so", "libm-", "libpthread", "libdl", "librt", "libresolv", "libnss_", "libutil")


def first_of_all(operation):
    return 0 if os.path.basename(operation["path"]).startswith(LOADER) else 1


def read_plan(path):
    operations = []
    with gzip.open(path, "rb") as source:
        for line in source:
            value = json.loads(line.decode("ascii"))
            if "operations" in value:
                if value["operations"] != len(operations):
                    break
                return operations
            check_path(value["path"])
            operations.append(value)
    raise Trouble("The plan %s is not whole: make it again" % path)


class Restorer:
    def __init__(self, job):
        self.root = job["root"].rstrip("/")
        self.staging = job["staging"]
        self.point = job["point"]
        self.operations = read_plan(os.path.join(self.staging, "plan.jsonl.gz"))
        self.problems = []
        self.temporary = {}
        self.folder_times = []
        self.uses = {}
        for index, operation in enumerate(self.operations):
            operation["index"] = index
            if operation["op"] == "write":
                self.uses[operation["sha256"]] = self.uses.get(operation["sha256"], 0) + 1

    def real(self, path):
        return self.root + path if path != "/" else self.root or "/"

    def beside(self, operation, suffix=""):
        """A name in the same folder, the same for each run."""
        folder = os.path.dirname(self.real(operation["path"]))
        return os.path.join(folder, ".ferry-%s-%d%s" % (self.point, operation["index"], suffix))

    def problem(self, path, error):
        self.problems.append("%s: %s" % (path, error))

    # --- first: everything beside its place -------------------------------------------------------------------------

    def check_content(self):
        """All content has to be here before the first change: on the way to its place, or in it."""
        for entry in self.operations:
            if entry["op"] != "write" or lstat_or_none(self.content_of(entry)) is not None:
                continue
            if not (self.is_content(self.beside(entry), entry) or self.is_content(self.real(entry["path"]), entry)):
                raise Trouble("The content of %s is not in %s: bring it there again" % (entry["path"], self.staging))

    def content_of(self, entry):
        return os.path.join(self.staging, "objects", entry["sha256"][:2], entry["sha256"])

    def prepare(self):
        self.check_content()
        for operation in self.operations:
            act = getattr(self, "prepare_" + operation["op"], None)
            if act is not None:
                os.makedirs(os.path.dirname(self.real(operation["path"])), exist_ok=True)
                act(operation)
        self.folder_times = self.times_of_folders()

    def prepare_directory(self, entry):
        real = self.real(entry["path"])
        status = lstat_or_none(real)
        if status is not None and not stat.S_ISDIR(status.st_mode):
            os.rename(real, self.beside(entry, "-old"))
            status = None
        if status is None:
            os.mkdir(real, 0o700)
        self.set_metadata(real, entry, times=False)

    def prepare_write(self, entry):
        real, temporary = self.real(entry["path"]), self.beside(entry)
        if self.is_content(real, entry):
            remove_if_there(temporary)
            self.set_metadata(real, entry)
            return
        if not self.is_content(temporary, entry):
            remove_if_there(temporary)
            self.bring(entry, temporary)
        self.set_metadata(temporary, entry)
        self.temporary[entry["path"]] = temporary

    def is_content(self, real, entry):
        status = lstat_or_none(real)
        if status is None or not stat.S_ISREG(status.st_mode) or status.st_size != entry["size"]:
            return False
        return hash_file(real) == entry["sha256"]

    def bring(self, entry, temporary):
        content = self.content_of(entry)
        if not self.is_content(content, entry):
            raise Trouble("The content of %s in %s is damaged: bring it there again" % (entry["path"], self.staging))
        # What is wanted once is moved; the copies of a content must not become one file.
        if self.uses[entry["sha256"]] == 1:
            try:
                os.rename(content, temporary)
                return
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
        self.copy(content, temporary, entry)

    def copy(self, content, temporary, entry):
        with open(content, "rb", buffering=0) as source, open(temporary, "wb", buffering=0) as target:
            for piece in iter(lambda: source.read(CHUNK), b""):
                if is_hole(piece):
                    target.seek(len(piece), 1)
                else:
                    rest = memoryview(piece)
                    while len(rest):
                        rest = rest[target.write(rest) :]
            target.truncate(entry["size"])
        if not self.is_content(temporary, entry):
            raise Trouble("What was written for %s is not what was read: look at the disk" % entry["path"])

    def prepare_link(self, entry):
        real, temporary = self.real(entry["path"]), self.beside(entry)
        first = self.temporary.get(entry["link"]) or self.real(entry["link"])
        first_status, status = os.lstat(first), lstat_or_none(real)
        remove_if_there(temporary)
        if status is not None and (status.st_dev, status.st_ino) == (first_status.st_dev, first_status.st_ino):
            return
        os.link(first, temporary, follow_symlinks=False)
        self.temporary[entry["path"]] = temporary

    def prepare_node(self, entry):
        real, temporary = self.real(entry["path"]), self.beside(entry)
        remove_if_there(temporary)
        status = lstat_or_none(real)
        if status is not None and describe(entry["path"], real, status) == facts_of(entry):
            return
        kind = entry["type"]
        if kind == "symlink":
            os.symlink(entry["target"], temporary)
        elif kind == "fifo":
            os.mkfifo(temporary, 0o600)
        else:
            flag = stat.S_IFCHR if kind == "character" else stat.S_IFBLK
            os.mknod(temporary, 0o600 | flag, os.makedev(*entry["device"]))
        self.set_metadata(temporary, entry)
        self.temporary[entry["path"]] = temporary

    # --- then: every change of place -------------------------------------------------------------------------------

    def swap(self, database):
        if database is not None:
            for name in os.listdir(database):
                path = os.path.join(database, name)
                if is_database_companion(database, path):
                    os.unlink(path)
        for operation in sorted(self.operations, key=first_of_all):
            temporary = self.temporary.get(operation["path"])
            if temporary is not None:
                self.change_place(operation, temporary)
        for operation in self.operations:
            if operation["op"] == "metadata":
                real = self.real(operation["path"])
                if lstat_or_none(real) is not None:
                    self.set_metadata(real, operation, times=operation["type"] != "directory")

    def change_place(self, operation, temporary):
        real = self.real(operation["path"])
        try:
            status = lstat_or_none(real)
            if status is not None and stat.S_ISDIR(status.st_mode):
                os.rename(real, self.beside(operation, "-old"))
            os.rename(temporary, real)
        except OSError as error:
            self.problem(operation["path"], error)

    # --- then: what was not there ----------------------------------------------------------------------------------

    def remove(self):
        left = 0
        for operation in self.operations:
            real = self.real(operation["path"])
            try:
                if operation["op"] == "remove":
                    remove_one(real)
                else:
                    remove_all(self.beside(operation, "-old"))
            except OSError as error:
                # Something that is left alone lies in this folder, or came into it just now.
                if error.errno == errno.ENOTEMPTY:
                    left += 1
                else:
                    self.problem(operation["path"], error)
        return left

    def times_of_folders(self):
        """[(path, nanoseconds)] of the folders that this restore touches, contents before their folders."""
        touched = {os.path.dirname(operation["path"]) for operation in self.operations}
        touched.update(operation["path"] for operation in self.operations)
        times = []
        for entry in manifest_entries(os.path.join(self.staging, "manifest.jsonl.gz")):
            if entry["type"] == "directory" and entry["path"] in touched:
                times.append((entry["path"], time_number(entry["mtime"])))
        return times[::-1]

    def set_folder_times(self):
        for path, when in self.folder_times:
            real = self.real(path)
            status = lstat_or_none(real)
            if status is not None and stat.S_ISDIR(status.st_mode) and status.st_mtime_ns != when:
                os.utime(real, ns=(when, when))

    # --- facts about a file ----------------------------------------------------------------------------------------

    def set_metadata(self, real, entry, times=True):
        """Sets what differs and nothing else: some file systems know neither owners nor labels."""
        try:
            status = os.lstat(real)
            link = stat.S_ISLNK(status.st_mode)
            if (status.st_uid, status.st_gid) != (entry["uid"], entry["gid"]):
                os.chown(real, entry["uid"], entry["gid"], follow_symlinks=False)
            # Owners first: a change of owner drops the set-uid bit and capabilities (chown(2)).
            if not link and stat.S_IMODE(os.lstat(real).st_mode) != entry["mode"]:
                os.chmod(real, entry["mode"])
            self.set_attributes(real, entry.get("xattrs", {}))
            when = time_number(entry["mtime"])
            if times and os.lstat(real).st_mtime_ns != when:
                os.utime(real, ns=(when, when), follow_symlinks=False)
        except OSError as error:
            self.problem(entry["path"], error)

    def set_attributes(self, real, wanted):
        found = attributes_of(real)
        for name in found:
            if name not in wanted:
                os.removexattr(real, name, follow_symlinks=False)
        for name, value in wanted.items():
            if found.get(name) != value:
                os.setxattr(real, name, base64.b64decode(value), follow_symlinks=False)


def facts_of(entry):
    return {name: value for name, value in entry.items() if name not in ("op", "index", "owned", "busy", "source")}


def lstat_or_none(path):
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def remove_if_there(path):
    if lstat_or_none(path) is not None:
        os.unlink(path)


def remove_one(path):
    status = lstat_or_none(path)
    if status is None:
        return
    if stat.S_ISDIR(status.st_mode):
        os.rmdir(path)
    else:
        os.unlink(path)


def remove_all(path):
    status = lstat_or_none(path)
    if status is None:
        return
    if stat.S_ISDIR(status.st_mode):
        for name in os.listdir(path):
            remove_all(os.path.join(path, name))
    remove_one(path)


def main(job):
    live = job["root"] == "/"
    restorer = Restorer(job)
    database = rpm_database() if live else None
    lock = lock_rpm(database) if live else None
    report({"phase": "prepare", "operations": len(restorer.operations)})
    restorer.prepare()
    os.sync()
    stay_in_memory()
    report({"phase": "swap"})
    restorer.swap(database)
    report({"phase": "remove"})
    left = restorer.remove()
    restorer.set_folder_times()
    os.sync()
    if lock is not None:
        lock.close()
    return {
        "operations": len(restorer.operations),
        "leftFolders": left,
        "problems": restorer.problems[:100],
        "problemCount": len(restorer.problems),
    }


if __name__ == "__main__":
    run_program(main)
