"""Downloads the packages that are installed now, with the host's own dnf from its own repositories, and verifies that each is
the very one: same header digest, good signature.

Input: {"folder": where to, "wanted": [nevra, ...] or null for all, "digests": {nevra: SIGMD5 or header SHA-256}}
"""
import contextlib

import dnf
import rpm


def nevra_of(package):
    """As rpm writes %{NEVRA}: no epoch where there is none."""
    epoch = "" if not package.epoch else "%s:" % package.epoch
    return "%s-%s%s-%s.%s" % (package.name, epoch, package.version, package.release, package.arch)


def open_base():
    base = dnf.Base()
    base.conf.read()
    # Without it dnf takes its downloads away when it is closed.
    base.conf.keepcache = True
    base.conf.substitutions.update_from_etc("/")
    base.init_plugins()
    base.pre_configure_plugins()
    base.read_all_repos()
    base.configure_plugins()
    for repository in base.repos.iter_enabled():
        # One that is away keeps nobody from the packages of the others: what is missing then is told.
        repository.skip_if_unavailable = True
    base.fill_sack(load_system_repo=True)
    return base


def candidates(base, wanted):
    """{nevra: [available packages]}"""
    found = dict((nevra, []) for nevra in wanted)
    for package in base.sack.query().available():
        nevra = nevra_of(package)
        if nevra in found:
            found[nevra].append(package)
    return found


def why_not_the_same(path, digest):
    """None when the file is the package that is installed, signed by a key that the host trusts."""
    transaction = rpm.TransactionSet()
    try:
        with open(path, "rb") as source:
            header = transaction.hdrFromFdno(source.fileno())
    except rpm.error as error:
        return "its signature does not hold: %s" % error
    md5 = header[rpm.RPMTAG_SIGMD5]
    if not md5:
        found = header[rpm.RPMTAG_SHA256HEADER]
    else:
        found = md5.hex() if isinstance(md5, bytes) else "".join("%02x" % byte for byte in bytearray(md5))
    if isinstance(found, bytes):
        found = found.decode("ascii")
    return None if found == digest else "the repositories have another build under this name"


def main(job):
    os.makedirs(job["folder"], mode=0o700, exist_ok=True)
    digests = job["digests"]
    wanted = sorted(digests) if job["wanted"] is None else [nevra for nevra in job["wanted"] if nevra in digests]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return download(job["folder"], wanted, digests)
    except dnf.exceptions.Error as error:
        raise Trouble("dnf cannot look for the packages that are installed now: %s" % error)


def download(folder, wanted, digests):
    base = open_base()
    missing = {}
    chosen = []
    for nevra, packages in candidates(base, wanted).items():
        if packages:
            chosen.append(packages[0])
        else:
            missing[nevra] = "no repository of the host has it any more"
    size = sum(package.downloadsize for package in chosen)
    room = os.statvfs(folder)
    if size * 1.1 + (64 << 20) > room.f_bavail * room.f_frsize:
        raise Trouble("There is no room for %d MB of old packages in %s: free space there" % (size >> 20, folder))
    for package in chosen:
        package.repo.pkgdir = folder
    try:
        base.download_packages(chosen)
    except dnf.exceptions.DownloadError as error:
        # What did not come is found missing below.
        sys.stderr.write("%s\n" % error)
    paths = [(nevra_of(package), package.localPkg()) for package in chosen]
    base.close()
    kept = 0
    total = 0
    for nevra, path in paths:
        why = why_not_the_same(path, digests[nevra]) if os.path.exists(path) else "it could not be downloaded"
        if why is None:
            kept += 1
            total += os.path.getsize(path)
        else:
            missing[nevra] = why
            if os.path.exists(path):
                os.unlink(path)
    return {"kept": kept, "bytes": total, "missing": [{"nevra": name, "why": missing[name]} for name in sorted(missing)]}


if __name__ == "__main__":
    run_program(main)
