"""Copies the host with restic, after make-copy has made the manifest, and takes snapshots away.

Input: {"action": "backup", "folder": ..., "mounts": [...], "skip": [...], "more": [...], "host": name, "point": id,
        "environment": {...}, "since": seconds}  or  {"action": "forget", "snapshot": id, "environment": {...}}
The password is in the environment of restic alone, which root alone can read.
"""


def restic(job, *words):
    environment = dict(os.environ, **job["environment"])
    return subprocess.run(
        ("restic",) + words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment,
        check=False,
    )


def last_words(text):
    lines = [line.strip() for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def open_repository(job):
    """Makes the repository where there is none."""
    seen = restic(job, "cat", "config")
    if seen.returncode == 0:
        return
    text = seen.stderr.decode("utf-8", "replace")
    if "wrong password" in text or "no key found" in text:
        raise Trouble("The restic repository has another password: name its file with --password-file")
    made = restic(job, "init")
    if made.returncode != 0:
        raise Trouble("Cannot open or make the restic repository: %s" % last_words(made.stderr))


def pattern(path):
    """A line of restic's exclude file that means this path and no other."""
    return "".join("\\" + char if char in "*?[\\" else "$$" if char == "$" else char for char in path)


def expanded(path, wanted):
    """The paths that leave out all of `path` but what is wanted in it."""
    inside = [one for one in wanted if one == path or one.startswith(path + "/")]
    if not inside:
        return [path]
    if path in inside:
        return []
    try:
        names = sorted(os.listdir(path))
    except (FileNotFoundError, NotADirectoryError):
        return [path]
    return [found for name in names for found in expanded(path + "/" + name, inside)]


def excluded(job):
    wanted = job["more"] + [job["folder"] + "/rpmdb"]
    others = [point[0] for point in mount_points() if point[0] not in job["mounts"]]
    return sorted({found for path in job["skip"] + others for found in expanded(path, wanted)})


def backup(job):
    open_repository(job)
    excludes = os.path.join(job["folder"], "excludes")
    with open(excludes, "w") as target:
        target.write("".join(pattern(path) + "\n" for path in excluded(job) + [excludes]))
    words = ["--json", "--host", job["host"], "--tag", "ferry", "--tag", job["point"], "--exclude-file", excludes, "/"]
    done = restic(job, "backup", *words)
    # 3: some files could not be read, such as those that have gone meanwhile; the test of the point tells whether it matters.
    if done.returncode not in (0, 3):
        raise Trouble("restic backup failed: %s" % last_words(done.stderr))
    snapshot = snapshot_of(done.stdout)
    return dict(settle(job, snapshot), snapshot=snapshot)


def snapshot_of(output):
    for line in reversed(output.decode("utf-8", "replace").splitlines()):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and value.get("message_type") == "summary":
            return value["snapshot_id"]
    raise Trouble("restic backup did not tell the id of its snapshot")


MOST_CHANGED = 500


def settle(job, snapshot):
    """Files that changed after they were hashed: the manifest gets the hash of what restic holds of them."""
    path = os.path.join(job["folder"], "manifest.jsonl.gz")
    changed = {}
    for entry in manifest_entries(path):
        if entry["type"] != "file" or "source" in entry or "link" in entry:
            continue
        try:
            status = os.lstat(entry["path"])
            same = (time_text(status.st_mtime_ns), status.st_size) == (entry["mtime"], entry["size"])
        except (FileNotFoundError, NotADirectoryError):
            same = False
        if not same:
            changed[entry["path"]] = None
    if len(changed) > MOST_CHANGED:
        raise Trouble(
            "%d files changed while they were copied, %s among them: stop what writes them, then do this again"
            % (len(changed), sorted(changed)[0])
        )
    for name in changed:
        changed[name] = held(job, snapshot, name)
    if changed:
        rewrite(path, changed)
    return {"busy": len(changed), "manifestSha256": hash_file(path)}


def held(job, snapshot, path):
    """(hash, size) of what a snapshot holds of a file; None when it does not hold it."""
    environment = dict(os.environ, **job["environment"])
    command = ["restic", "dump", snapshot, path]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    digest = hashlib.sha256()
    size = 0
    for piece in iter(lambda: child.stdout.read(CHUNK), b""):
        digest.update(piece)
        size += len(piece)
    return (digest.hexdigest(), size) if child.wait() == 0 else None


def rewrite(path, changed):
    entries = list(manifest_entries(path))
    gone = {name for name, found in changed.items() if found is None}
    writer = ManifestWriter(path)
    for entry in entries:
        name = entry.get("link", entry["path"])
        if entry["path"] in gone or name in gone:
            continue
        if name in changed:
            entry["sha256"], size = changed[name]
            if "link" not in entry:
                entry["size"], entry["busy"] = size, True
        writer.add(entry)
    writer.finish()


def main(job):
    if job["action"] == "backup":
        return backup(job)
    done = restic(job, "forget", "--prune", job["snapshot"])
    if done.returncode != 0 and b"no matching ID" not in done.stderr:
        raise Trouble("restic forget failed: %s" % last_words(done.stderr))
    return {"snapshot": job["snapshot"], "busy": 0, "manifestSha256": ""}


if __name__ == "__main__":
    run_program(main)
