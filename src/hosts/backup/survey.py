"""What a backup has to know of a host: its packages, file systems, tools, databases and kinds of snapshot. Changes nothing.

Input: {"folder": the state folder, "repository": a path on the host or null}
"""
import shutil
import time


def output_of(*command):
    """Standard output of a program; None where it is not there or fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    except OSError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def first_line(path):
    try:
        with open(path) as source:
            return source.readline().strip()
    except OSError:
        return ""


def release():
    found = {}
    try:
        with open("/etc/os-release") as source:
            for line in source:
                name, _, value = line.strip().partition("=")
                found[name] = value.strip("\"'")
    except OSError:
        pass
    return found.get("PRETTY_NAME", "unknown")


def packages():
    """[NEVRA, vendor, SIGMD5 or SHA-256 of the header] of what is installed, sorted; keys left out."""
    form = "%{NEVRA}\\t%{VENDOR}\\t%{SIGMD5}\\t%{SHA256HEADER}\\n"
    text = output_of("rpm", "-qa", "--qf", form)
    if text is None:
        raise Trouble("Cannot list the installed packages: rpm -qa fails")
    found = []
    for line in text.splitlines():
        nevra, vendor, md5, sha256 = line.split("\t")
        if not nevra.startswith("gpg-pubkey-"):
            found.append([nevra, vendor, md5 if md5 != "(none)" else sha256])
    return sorted(found)


def mounts():
    found = []
    for path, kind, source, options in mount_points():
        try:
            room = os.statvfs(path)
        except OSError:
            continue
        size = room.f_blocks * room.f_frsize
        free = room.f_bavail * room.f_frsize
        used = size - room.f_bfree * room.f_frsize
        device = os.stat(path).st_dev
        found.append({"path": path, "type": kind, "source": source, "bytes": size, "used": used, "free": free, "device": device})
    return sorted(found, key=lambda mount: mount["path"])


def nearest(path):
    """The file system that a path would lie on: its mount point's device and free bytes."""
    while not os.path.isdir(path):
        path = os.path.dirname(path) or "/"
    room = os.statvfs(path)
    return {"device": os.stat(path).st_dev, "free": room.f_bavail * room.f_frsize}


def version_of(program, *words):
    if shutil.which(program) is None:
        return None
    text = output_of(program, *words)
    return text.split("\n", 1)[0].strip() if text else program


def databases():
    """The database servers that run, by their processes: containers' are not the host's (another root)."""
    found = {}
    root = os.stat("/")
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            seen = os.stat("/proc/%s/root" % name)
            program = os.path.basename(os.readlink("/proc/%s/exe" % name).replace(" (deleted)", ""))
            with open("/proc/%s/cmdline" % name, "rb") as source:
                words = [os.fsdecode(word) for word in source.read(65536).split(b"\0")]
        except OSError:
            continue
        if (seen.st_dev, seen.st_ino) != (root.st_dev, root.st_ino):
            continue
        script = os.path.basename(words[1]) if program.startswith("python") and len(words) > 1 else ""
        if program in ("postgres", "postmaster") and "-D" in words:
            found[("postgresql", words[words.index("-D") + 1])] = int(name)
        elif program in ("mysqld", "mariadbd") or script in ("mysqld", "mariadbd"):
            folder = [word.split("=", 1)[1] for word in words if word.startswith("--datadir=")]
            found[("mysql", folder[0] if folder else "")] = int(name)
    return [{"kind": kind, "folder": folder, "process": process} for (kind, folder), process in sorted(found.items())]


def json_of(*command):
    text = output_of(*command)
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def volumes():
    """Logical volumes and groups, as lvs and vgs report them."""
    fields = "lv_path,lv_dm_path,vg_name,lv_name,lv_size,lv_attr,pool_lv,origin,data_percent"
    logical = json_of("lvs", "--reportformat", "json", "--units", "b", "--nosuffix", "-o", fields)
    groups = json_of("vgs", "--reportformat", "json", "--units", "b", "--nosuffix", "-o", "vg_name,vg_free,vg_extent_size")
    return {
        "volumes": logical["report"][0]["lv"] if logical else [],
        "groups": groups["report"][0]["vg"] if groups else [],
    }


def subvolume_of_root():
    """Of a btrfs root: its subvolume, the file system's default one, and those within it that hold something."""
    root = [point for point in mount_points() if point[0] == "/"]
    if not root or root[0][1] != "btrfs" or shutil.which("btrfs") is None:
        return None
    default = output_of("btrfs", "subvolume", "get-default", "/") or ""
    here = output_of("btrfs", "subvolume", "show", "/") or ""
    name = here.split("\n", 1)[0].strip()
    base = "" if name == "/" else name + "/"
    listed = [line.split(" path ", 1)[1] for line in (output_of("btrfs", "subvolume", "list", "-o", "/") or "").splitlines()]
    inner = ["/" + path[len(base):] for path in listed if path.startswith(base) and not path.startswith("ferry-")]
    return {
        "device": root[0][2],
        "default": default.strip(),
        "root": name,
        "options": root[0][3],
        "inner": [path for path in inner if os.path.isdir(path) and os.listdir(path)],
    }


def main(job):
    installed = packages()
    lines = "".join("\t".join(package) + "\n" for package in installed)
    now = mounts()
    with open("/proc/swaps") as source:
        swaps = [line.split()[0] for line in source.read().splitlines()[1:]]
    kernel = os.uname()
    return {
        "now": int(time.time()),
        "machineId": first_line("/etc/machine-id"),
        "release": release(),
        "kernel": first_line("/proc/sys/kernel/osrelease") or kernel.release,
        "architecture": kernel.machine,
        "packages": installed,
        "packagesSha256": hashlib.sha256(lines.encode("utf-8")).hexdigest(),
        "database": rpm_database(),
        "mounts": now,
        "swapFiles": [path for path in swaps if not path.startswith("/dev/")],
        "tools": {
            "restic": version_of("restic", "version"),
            "zstd": version_of("zstd", "--version"),
            "gzip": version_of("gzip", "--version"),
        },
        "databases": databases(),
        "lvm": volumes(),
        "btrfs": subvolume_of_root(),
        "zfs": [point[2] for point in mount_points() if point[1] == "zfs"],
        "state": nearest(job["folder"]),
        "repository": nearest(job["repository"]) if job["repository"] else None,
    }


if __name__ == "__main__":
    run_program(main)
