"""The downloaded package files and the installed packages, as rpm sees them."""


def package_files(base, conversion):
    """The path of each arriving package's file, by NEVRA."""
    wanted = set(package["nevra"] for package in conversion["arriving"])
    return dict((str(package), package.localPkg()) for package in arriving_packages(base) if str(package) in wanted)


def check_files(files, conversion):
    """Each file has the checksum that the controller's verified metadata names."""
    with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        found = list(pool.map(lambda package: fault_of(files.get(package["nevra"]), package), conversion["arriving"]))
    wrong = [one for one in found if one is not None]
    if wrong:
        raise Refused("checksum", "downloaded packages are not the foretold ones", wrong)


def fault_of(path, package):
    """What is wrong with a package's file, which is removed when it is another one; else None."""
    if path is None or not os.path.isfile(path):
        return "%s is not there" % package["nevra"]
    checksum = package["checksum"]
    if checksum["algorithm"] not in ("sha256", "sha384", "sha512"):
        return "%s has only a %s checksum" % (package["nevra"], checksum["algorithm"])
    digest = hashlib.new(checksum["algorithm"])
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    if digest.hexdigest() == checksum["hex"]:
        return None
    os.unlink(path)
    return "%s is not the file the repository's metadata names" % package["nevra"]


def run_tool(words):
    """Status and output of a program of the host, in English."""
    return end_of_tool(start_tool(words))


def start_tool(words):
    return subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, LC_ALL="C")
    )


def end_of_tool(process):
    said = process.communicate()[0]
    return process.returncode, said.decode("utf-8", "replace")


def write_keys(conversion):
    folder = os.path.join(FOLDER, "keys")
    os.makedirs(folder, exist_ok=True)
    paths = []
    for index, key in enumerate(conversion["keys"]):
        path = os.path.join(folder, "%d.asc" % index)
        write_file(path, key["armored"])
        paths.append((key, path))
    return paths


def check_signatures(files, conversion):
    """Each file is signed: the target's with the conversion's keys, where the host's own keyring has no say; those of a
    third party's repository with the keys that it names or that the host trusts, unless its settings ask for none."""
    kinds = dict((repository["id"], repository) for repository in conversion["repositories"])
    pinned, others = [], []
    for package in conversion["arriving"]:
        repository = kinds[package["repository"]]
        if repository["kind"] != "other":
            pinned.append(files[package["nevra"]])
        elif repository["settings"].get("gpgcheck") != "0":
            others.append(files[package["nevra"]])
    wrong = unsigned_among(pinned, [path for _, path in write_keys(conversion)], strict=True)
    if others:
        wrong += unsigned_among(others, third_party_keys(conversion), strict=False)
    if wrong:
        raise Refused("signature", "packages are not signed with the expected keys", wrong)


def third_party_keys(conversion):
    """Files of keys: those that the repositories name on this host, and those in the host's keyring."""
    paths = []
    for repository in conversion["repositories"]:
        if repository["kind"] == "other":
            for word in repository["settings"].get("gpgkey", "").split():
                word = re.sub(r"\$releasever\b", conversion["releasever"], word)
                if word.startswith("file:///") and os.path.isfile(word[7:]):
                    paths.append(word[7:])
    path = os.path.join(FOLDER, "keys", "host.asc")
    write_file(path, run_tool(["rpm", "-q", "gpg-pubkey", "--qf", "%{DESCRIPTION}\n"])[1])
    return paths + [path]


def unsigned_among(paths, keys, strict):
    """What is wrong with the signatures of these files. strict: each of the keys has to be readable."""
    keyring = os.path.join(FOLDER, "keyring")
    shutil.rmtree(keyring, ignore_errors=True)
    os.makedirs(keyring)
    for key in keys:
        status, said = run_tool(["rpmkeys", "--dbpath", keyring, "--import", key])
        if status != 0 and strict:
            raise Refused("signature", "a key of the target cannot be read by this host's rpm", said.splitlines())
    wrong = []
    heaps = [paths[start : start + 50] for start in range(0, len(paths), 50)]
    with concurrent.futures.ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        answers = list(pool.map(lambda some: run_tool(["rpmkeys", "--dbpath", keyring, "--checksig"] + some)[1], heaps))
    for some, answer in zip(heaps, answers):
        said = set(answer.splitlines())
        # Since rpm 4.14 (lib/rpmchecksig.c): "digests OK" alone is an unsigned package.
        wrong += [why_unsigned(keyring, path) for path in some if "%s: digests signatures OK" % path not in said]
    shutil.rmtree(keyring, ignore_errors=True)
    return wrong


def why_unsigned(keyring, path):
    lines = run_tool(["rpmkeys", "--dbpath", keyring, "--checksig", "--verbose", path])[1].splitlines()
    signatures = [line.strip() for line in lines if "ignature" in line and not line.strip().endswith(": OK")]
    return "%s: %s" % (os.path.basename(path), "; ".join(signatures) or "not signed")


UNVERIFIED = rpm._RPMVSF_NOSIGNATURES | rpm._RPMVSF_NODIGESTS


def read_only_rpm():
    transaction = rpm.TransactionSet()
    transaction.setVSFlags(UNVERIFIED)
    return transaction


def text_of(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def nevra_of(header):
    epoch = header[rpm.RPMTAG_EPOCH]
    return "%s-%s%s-%s.%s" % (
        text_of(header[rpm.RPMTAG_NAME]),
        "%d:" % epoch if epoch else "",
        text_of(header[rpm.RPMTAG_VERSION]),
        text_of(header[rpm.RPMTAG_RELEASE]),
        text_of(header[rpm.RPMTAG_ARCH]),
    )


def digest_of(header):
    """The digest of a package's header: tells apart two builds of one NEVRA."""
    return text_of(header[rpm.RPMTAG_SHA256HEADER] or header[rpm.RPMTAG_SHA1HEADER] or header[rpm.RPMTAG_BUILDTIME])


def header_of(transaction, path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return transaction.hdrFromFdno(descriptor)
    finally:
        os.close(descriptor)


def installed_packages():
    """(NEVRA, digest of the header) of each installed package, gpg-pubkey left out."""
    return [
        (nevra_of(header), digest_of(header))
        for header in read_only_rpm().dbMatch()
        if text_of(header[rpm.RPMTAG_NAME]) != "gpg-pubkey"
    ]


def where_it_is(files, conversion):
    """before, half or after the transaction, and how many packages have come and have yet to go."""
    there = installed_packages()
    nevras = sorted(nevra for nevra, _ in there)
    come = len(already_come(files, there))
    left = len(set(conversion["leaving"]) & set(nevras))
    if nevras == sorted(conversion["after"]) and come == len(files):
        stage = "after"
    elif come == 0 and left == len(conversion["leaving"]) and len(set(nevras)) == len(nevras):
        stage = "before"
    else:
        stage = "half"
    twice = len(nevras) - len(set(nevras))
    return {"stage": stage, "come": come, "arriving": len(conversion["arriving"]), "left": left, "twice": twice}


def already_come(files, installed=None):
    """NEVRAs of the arriving packages that are installed. After an interruption they are installed anew: what runs at the
    end of a transaction (the initramfs of a new kernel, caches, triggers) has not been run for them."""
    there = set(installed_packages() if installed is None else installed)
    nevras = set(nevra for nevra, _ in there)
    transaction = read_only_rpm()

    def has_come(nevra, path):
        return nevra in nevras and (nevra, digest_of(header_of(transaction, path))) in there

    return [nevra for nevra, path in files.items() if has_come(nevra, path)]
