"""Writes what is in no file of the host, or in files that a restore may need before all others: tables of disks and volumes,
the firmware's boot entries, and the list of packages.

Input: {"folder": where to, "packages": [[nevra, vendor, digest], ...]}
"""
import shutil

COMMANDS = (
    ("block-devices.json", ("lsblk", "--json", "--output-all", "--bytes")),
    ("block-ids", ("blkid",)),
    ("mounts", ("findmnt", "--all", "--raw", "--bytes")),
    ("firmware-boot-entries", ("efibootmgr", "-v")),
    ("boot-entries", ("grubby", "--info=ALL")),
    ("package-history", ("dnf", "-q", "-C", "history", "list")),
    ("enabled-units", ("systemctl", "list-unit-files", "--state=enabled", "--no-legend", "--plain")),
)


def save(folder, name, command):
    if shutil.which(command[0]) is None:
        return False
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0 or not done.stdout:
        return False
    with open(os.path.join(folder, name), "wb") as target:
        target.write(done.stdout)
    return True


def disks():
    """Whole disks with a size, by their names in /dev."""
    found = []
    for name in sorted(os.listdir("/sys/block")):
        try:
            with open("/sys/block/%s/size" % name) as source:
                size = int(source.read())
        except (OSError, ValueError):
            continue
        path = "/dev/" + name.replace("!", "/")
        if size > 0 and os.path.exists(path) and not name.startswith(("loop", "ram", "zram", "sr", "dm-", "md")):
            found.append(path)
    return found


def main(job):
    folder = job["folder"]
    os.makedirs(folder, mode=0o700, exist_ok=True)
    saved = [name for name, command in COMMANDS if save(folder, name, command)]
    for disk in disks():
        name = "partitions-" + disk[5:].replace("/", "!")
        if save(folder, name, ("sfdisk", "-d", disk)):
            saved.append(name)
    if shutil.which("vgcfgbackup") is not None:
        pattern = os.path.join(folder, "volume-group-%s")
        done = subprocess.run(("vgcfgbackup", "-f", pattern), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            saved.append("volume-group-*")
    with open(os.path.join(folder, "packages"), "w") as target:
        target.write("".join("\t".join(package) + "\n" for package in job["packages"]))
    return {"saved": saved + ["packages"]}


if __name__ == "__main__":
    run_program(main)
