"""What the agent can be asked for. Its input: {"command": …, "conversion": …}; its result has a kind."""


class DownloadProgress(dnf.callback.DownloadProgress):
    """Bytes of all packages together, about twice a second."""

    def __init__(self):
        super(DownloadProgress, self).__init__()
        self.done = {}
        self.total = 0
        self.files = 0
        self.told = 0.0

    def start(self, total_files, total_size, total_drpms=0):
        self.files = total_files
        self.total = total_size

    def progress(self, payload, done):
        self.done[str(payload)] = done
        self.tell(False)

    def end(self, payload, status, msg):
        self.tell(True)

    def tell(self, ended):
        now = time.monotonic()
        bytes_done = sum(self.done.values())
        if now - self.told > 0.5 or (ended and bytes_done >= self.total):
            self.told = now
            progress(kind="download", bytes=bytes_done, of=self.total, files=self.files)


class TransactionProgress(dnf.callback.TransactionProgress):
    """One line for each item of the transaction, and what scriptlets say."""

    def __init__(self):
        super(TransactionProgress, self).__init__()
        self.last = 0
        self.errors = []
        self.output = []

    def progress(self, package, action, ti_done, ti_total, ts_done, ts_total):
        if action == dnf.transaction.TRANS_POST:
            progress(kind="scriptlets")
        elif action == dnf.transaction.PKG_SCRIPTLET:
            progress(kind="scriptlet", package=str(package)[:300])
        elif action not in QUIET_ACTIONS and ts_done is not None and ts_done != self.last:
            self.last = ts_done
            progress(kind="item", item=ts_done, of=ts_total, package=str(package), action=action_name(action))

    def scriptout(self, msgs):
        if msgs and len(self.output) < 500:
            self.output.extend(text_of(msgs).splitlines()[:50])

    def error(self, message):
        if len(self.errors) < 100:
            self.errors.append(str(message)[:1000])


QUIET_ACTIONS = (
    dnf.transaction.TRANS_PREPARATION,
    dnf.transaction.PKG_VERIFY,
    dnf.transaction.PKG_CLEANUP,
)


def action_name(action):
    return str(dnf.transaction.ACTIONS.get(action, action))


def do_plan(conversion):
    base = open_dnf(conversion, cached=False)
    solve(base, conversion)
    return dict(plan_of(base), kind="planned")


def do_download(conversion):
    """The packages, verified; then a budget of space of our own, and dnf's test transaction. Changes nothing but its cache."""
    check_room_for_download(conversion)
    base = open_dnf(conversion, cached=False)
    solve(base, conversion)
    check_plan(plan_of(base), conversion)
    try:
        base.download_packages(arriving_packages(base), DownloadProgress())
    except dnf.exceptions.DownloadError as error:
        raise Refused("download", "packages cannot be downloaded", str(error).splitlines())
    files = package_files(base, conversion)
    progress(kind="verify", files=len(files))
    check_files(files, conversion)
    # Both read what has just been found to be what the metadata name. rpmkeys has processes of its own.
    with concurrent.futures.ThreadPoolExecutor(2) as beside:
        syncing = beside.submit(os.sync)
        signatures = beside.submit(check_signatures, files, conversion)
        progress(kind="test")
        lack = space_problems(files)
        problems = [] if lack else test_transaction(base)
        signatures.result()
        syncing.result()
    if lack:
        raise Refused("space", "the transaction could run out of space", lack)
    if problems:
        raise Refused("test", "rpm's test of the transaction found problems", problems)
    write_file(os.path.join(FOLDER, "tested"), what_is_tested(conversion))
    return {"kind": "downloaded", "files": len(files)}


def what_is_tested(conversion):
    """What rpm's test of a transaction depends on but for room on the disk: what is installed, and the files that come."""
    installed = sorted("%s %s" % one for one in installed_packages())
    arriving = sorted("%s %s" % (one["nevra"], one["checksum"]["hex"]) for one in conversion["arriving"])
    return hashlib.sha256("\n".join(installed + arriving).encode("utf-8")).hexdigest()


def test_transaction(base):
    # check_files() and check_signatures() look at more than rpm's own verification (macros.in of rpm 4.15, _pkgverify_level),
    # which takes most of a test's time; it has its turn in the transaction itself, which runs in another process.
    rpm.addMacro("_pkgverify_level", "none")
    rpm.addMacro("_pkgverify_flags", "0x%x" % UNVERIFIED)
    base.transaction._populate_rpm_ts(base._ts)
    problems = base._run_rpm_check()
    if problems:
        return problems
    base._ts.order()
    base._ts.clean()
    callback = dnf.yum.rpmtrans.RPMTransaction(base, test=True)
    return [str(problem) for problem in base._ts.test(callback)]


def do_run(conversion):
    """The transaction, from where the host is: it is begun, mended after an interruption, or done already."""
    # Held back, not ignored: what is ignored stays so in every scriptlet, which then cannot be ended, nor end by timeout(1)
    # what it has started. rpm takes the mask from its scriptlets (doScriptExec of rpm's lib/rpmscript.c, since 2021 also in
    # EL8's), and SIGPIPE too.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGTERM, signal.SIGINT))
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    # It takes a moment to take hold, which the rest does not wait for.
    with Inhibitor() as inhibitor:
        mend_database()
        import_keys(conversion)
        files = cached_files(conversion)
        where = where_it_is(files, conversion)
        progress(kind="found", **where)
        return exchange(conversion, files, where, inhibitor)


def exchange(conversion, files, where, inhibitor):
    """The packages of a host that is where `where` tells, and what is true of it afterwards."""
    # What came before an interruption is installed once more: what runs at the end of a transaction (the initramfs of a
    # new kernel, caches, triggers) has not run for it, and a power cut may have taken its files. "*" stands for all that
    # comes in the transaction that is being run.
    again = remembered()
    interrupted = bool(again)
    begun = time.monotonic()
    display = TransactionProgress()
    progress(kind="begin", shutdown="held off" if inhibitor.holds() else "not held off")
    if where["stage"] == "before":
        again = []
    elif where["stage"] == "half" and again:
        again = sorted(set(again + already_come(files)) - {"*"})
    elif "*" in again:
        again = sorted(files)
    if where["stage"] != "after":
        remember(again + ["*"])
        sync(conversion, files, display, mending=where["stage"] == "half")
    # Where a scriptlet has refused its package, what is missing is told by what is there afterwards.
    if again and where_it_is(files, conversion)["stage"] == "after":
        remember(again)
        reinstall(conversion, files, display, again)
    if interrupted:
        remove_leftovers()
    seconds = round(time.monotonic() - begun, 1)
    print("scriptlets said:\n" + "\n".join(display.output))
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        syncing = beside.submit(os.sync)
        found = after_it(conversion)
        syncing.result()
    # Not before the packages are on the disk.
    remember([])
    return dict(found, kind="converted", mended=bool(again), items=display.last, errors=display.errors, seconds=seconds)


def sync(conversion, files, display, mending):
    # Beside dnf, which takes about as long to load and solve.
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        checking = None if mending else beside.submit(check_files, files, conversion)
        base = open_dnf(conversion, cached=True, mending=mending)
        solve(base, conversion)
        plan = plan_of(base)
        if checking is not None:
            check_plan(plan, conversion)
            checking.result()
        else:
            check_end(plan, conversion)
            arriving = set(package["nevra"] for package in plan["arriving"])
            come = [one for one in conversion["arriving"] if one["nevra"] in arriving]
            check_files(files, dict(conversion, arriving=come))
    # The download's test has passed with the same packages. rpm looks at it all once more before it writes anything.
    if not mending and read_lines(os.path.join(FOLDER, "tested")) == [what_is_tested(conversion)]:
        base._ts.test = lambda callback: []
    transact(base, conversion, files, display)


def check_end(plan, conversion):
    """From the middle of a transaction other packages come and go than at its beginning, but its end is the same."""
    end, foretold = set(plan["after"]), set(conversion["after"])
    wrong = ["it would leave %s" % nevra for nevra in sorted(end - foretold)]
    wrong += ["it would not bring %s" % nevra for nevra in sorted(foretold - end)]
    if wrong or len(plan["after"]) != len(end):
        raise Refused("half", "the host's dnf cannot finish the interrupted transaction as it was foretold", wrong)


def reinstall(conversion, files, display, nevras):
    base = open_dnf(conversion, cached=True, mending=True)
    for package in base.sack.query().available().filter(nevra=nevras):
        base._goal.install(package)
    base.resolve()
    check_end(plan_of(base), conversion)
    again = set(nevras)
    check_files(files, dict(conversion, arriving=[one for one in conversion["arriving"] if one["nevra"] in again]))
    transact(base, conversion, files, display)


def transact(base, conversion, files, display):
    try:
        base.do_transaction(display)
    except Exception as error:  # a full disk shows itself in many ways; where the host is then tells what it means
        traceback.print_exc()
        stage = where_it_is(files, conversion)["stage"]
        lines = str(error).splitlines() or [type(error).__name__]
        if stage != "after":
            raise Refused("before" if stage == "before" else "half", "the host's dnf stopped: %s" % lines[0], lines[1:])
        display.errors.append(str(error)[:1000])
    base.close()


def remember(nevras):
    with open(os.path.join(FOLDER, "again.new"), "w") as file:
        file.write("\n".join(nevras))
        file.flush()
        os.fsync(file.fileno())
    os.rename(os.path.join(FOLDER, "again.new"), os.path.join(FOLDER, "again"))
    folder = os.open(FOLDER, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remembered():
    return read_lines(os.path.join(FOLDER, "again"))


def cached_files(conversion):
    """The files of the arriving packages by NEVRA, without asking dnf, which may be in no state to be asked. What is in them is
    looked at where it is used; only one under another name than rpm gives it is opened to know which package it is."""
    nevras = set(package["nevra"] for package in conversion["arriving"])
    by_size = set(package["downloadBytes"] for package in conversion["arriving"])
    names_of = dict((re.sub(r"-\d+:", "-", nevra) + ".rpm", nevra) for nevra in nevras)
    transaction = read_only_rpm()
    found = {}
    for folder, _, names in os.walk(CACHE):
        for name in names:
            path = os.path.join(folder, name)
            if not name.endswith(".rpm") or os.path.getsize(path) not in by_size:
                continue
            nevra = names_of.get(name) or nevra_of(header_of(transaction, path))
            if nevra in nevras:
                found[nevra] = path
    return found


def mend_database():
    """Recovers the rpm database after a crash. sqlite does so by itself; BerkeleyDB's regions are removed for it."""
    database = rpm.expandMacro("%{_dbpath}")
    if run_tool(["rpm", "-q", "--qf", "", "rpm"])[0] == 0 and run_tool(["rpmdb", "--verifydb"])[0] == 0:
        return
    print("the rpm database is not sound: recovering it")
    for name in os.listdir(database):
        if name.startswith("__db."):
            os.unlink(os.path.join(database, name))
    if run_tool(["rpmdb", "--verifydb"])[0] == 0:
        return
    kept = os.path.join(FOLDER, "rpmdb-before-rebuild")
    if not os.path.exists(kept):
        shutil.copytree(database, kept)
    status, said = run_tool(["rpmdb", "--rebuilddb"])
    if status != 0:
        take_rebuilt_files(database)
    if run_tool(["rpmdb", "--verifydb"])[0] != 0:
        raise Refused("database", "the rpm database cannot be recovered", said.splitlines())


def take_rebuilt_files(database):
    """rpm exchanges whole folders, which layered file systems refuse; then it leaves the rebuilt files beside."""
    rebuilt = sorted(glob.glob(database.rstrip("/") + "rebuilddb.*"), key=os.path.getmtime)
    if not rebuilt or not os.listdir(rebuilt[-1]):
        return
    print("taking the rebuilt files of %s" % rebuilt[-1])
    for name in os.listdir(database):
        if name.startswith(("rpmdb.sqlite", "Packages", "Index.db")):
            os.unlink(os.path.join(database, name))
    for name in os.listdir(rebuilt[-1]):
        shutil.copy2(os.path.join(rebuilt[-1], name), os.path.join(database, name))
    os.sync()
    for folder in rebuilt:
        shutil.rmtree(folder)


def after_it(conversion):
    """What is wrong afterwards; nothing of it on a host that is as foretold. Whether the foretold packages have all they need
    was solved before; `dnf check` says so when the host is verified."""
    verifying = start_tool(["rpmdb", "--verifydb"])
    installed = [nevra for nevra, _ in installed_packages()]
    names = set(installed)
    foretold = set(conversion["after"])
    return {
        "missing": sorted(foretold - names),
        "surplus": sorted(names - foretold),
        "twice": sorted(set(nevra for nevra in names if installed.count(nevra) > 1)),
        "database": end_of_tool(verifying)[0] == 0,
    }


def read_lines(path):
    try:
        with open(path) as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def dnf_check_lines():
    """What `dnf check` finds, which looks for missing dependencies, conflicts and duplicates among the installed packages."""
    program = next((path for path in ("/usr/bin/dnf-3", "/usr/bin/dnf") if os.path.exists(path)), "dnf")
    status, said = run_tool([program, "--quiet", "--noplugins", "--cacheonly", "--disablerepo=*", "check"])
    lines = [line for line in said.splitlines() if line and not line.startswith(("Error: Check discovered", "Warning:"))]
    return lines if status != 0 else []


class Inhibitor(object):
    """Holds off a shutdown while it is open, where the host has logind."""

    def __enter__(self):
        self.process = None
        words = ["systemd-inhibit", "--what=shutdown:sleep", "--who=Ferry", "--why=Packages are being exchanged", "cat"]
        if os.path.isdir("/run/systemd/system") and shutil.which("systemd-inhibit"):
            self.process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self.begun = time.monotonic()
        return self

    def holds(self):
        """Whether it does. One that is refused ends at once."""
        time.sleep(max(0, self.begun + 0.1 - time.monotonic()))
        return self.process is not None and self.process.poll() is None

    def __exit__(self, *_):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()


def do_check(conversion):
    files = cached_files(conversion)
    where = where_it_is(files, conversion)
    answer = dict(after_it(conversion), kind="checked", where=where, full=full_mounts(), added=added_keys())
    return dict(answer, broken=dnf_check_lines())


def added_keys():
    """The keys in the host's keyring that Ferry has put there."""
    return sorted(set(read_lines(os.path.join(FOLDER, "added-keys"))))


def import_keys(conversion):
    """Puts the conversion's keys into the host's own keyring, and remembers which were not there."""
    list_file = os.path.join(FOLDER, "added-keys")
    for key, path in write_keys(conversion):
        name = "gpg-pubkey-" + key["fingerprint"][-8:].lower()
        if run_tool(["rpm", "-q", name])[0] != 0:
            write_file(list_file, "\n".join(read_lines(list_file) + [name]))
            status, said = run_tool(["rpmkeys", "--import", path])
            if status != 0:
                raise Refused("keys", "the key %s cannot be imported" % key["name"], said.splitlines())


def do_drop_keys(names):
    for name in names:
        if re.match(r"^gpg-pubkey-[0-9a-f]{8}$", name) and run_tool(["rpm", "-q", name])[0] == 0:
            status, said = run_tool(["rpm", "-e", name])
            if status != 0:
                raise Refused("keys", "%s cannot be removed" % name, said.splitlines())
    write_file(os.path.join(FOLDER, "added-keys"), "")
    return {"kind": "dropped"}


COMMANDS = {
    "plan": do_plan,
    "download": do_download,
    "run": do_run,
    "check": do_check,
    "drop-keys": do_drop_keys,
}


def main():
    with open(os.environ["FERRY_INPUT"]) as file:
        asked = json.load(file)
    for folder in (CACHE, os.path.join(FOLDER, "log")):
        os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        result = COMMANDS[asked["command"]](asked.get("conversion", asked.get("keys")))
    except Refused as refused:
        result = {"kind": "refused", "stage": refused.stage, "reason": refused.reason, "details": refused.details}
    except Different as different:
        result = dict(different.plan, kind="different")
    with open(os.environ["FERRY_RESULT"], "w") as file:
        json.dump(result, file)


main()
