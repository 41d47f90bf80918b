"""Checks what a restored tree holds besides the hashes: the packages in its rpm database, and the dumps of databases.

Input: {"root": folder, "database": "/var/lib/rpm", "dumps": [{"path", "kind", "sha256", "unpack": [program, ...]}]}
"""
import shutil

END = {"postgresql": b"-- PostgreSQL database cluster dump complete", "mysql": b"-- Dump completed"}


def packages_in(folder):
    """The lines of `rpm -qa` of a copy of a database: rpm writes beside what it reads."""
    copy = folder + ".read"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    try:
        done = subprocess.run(
            ("rpm", "--dbpath", copy, "-qa", "--qf", "%{NEVRA}\\n"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False
        )
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    if done.returncode != 0:
        raise Trouble("rpm cannot read the restored database: %s" % done.stderr.decode("utf-8", "replace").strip()[-200:])
    return [line for line in done.stdout.decode("utf-8", "replace").splitlines() if not line.startswith("gpg-pubkey-")]


def why_dump_fails(root, dump):
    path = root + dump["path"]
    if not os.path.isfile(path) or hash_file(path) != dump["sha256"]:
        return "%s is not the dump that was made" % dump["path"]
    with open(path, "rb") as packed:
        child = subprocess.Popen(dump["unpack"], stdin=packed, stdout=subprocess.PIPE)
        end = b""
        for piece in iter(lambda: child.stdout.read(CHUNK), b""):
            end = (end + piece)[-4096:]
    if child.wait() != 0 or END[dump["kind"]] not in end:
        return "%s cannot be unpacked to its end" % dump["path"]
    return None


def main(job):
    failures = [why for why in (why_dump_fails(job["root"], dump) for dump in job["dumps"]) if why]
    return {"packages": len(packages_in(job["root"] + job["database"])), "dumps": failures}


if __name__ == "__main__":
    run_program(main)
