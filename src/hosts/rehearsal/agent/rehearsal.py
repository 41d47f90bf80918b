"""The real transaction on a throw-away copy of this host.

Input: {"agent", "agentInput", "probes", "nonce", "seconds"}: the program that drives dnf with its input, the script of the
probes, and the longest time. The result has a kind: rehearsed, overdue or impossible. This process starts another one in a
scope of systemd with a limit on memory; that one makes the namespaces. Each dies with its parent, and the mounts with them.
"""
FOLDER = os.environ["FERRY_FOLDER"]
BASE = os.path.join(FOLDER, "rehearsal")
# What the host must keep for itself, in bytes.
MEMORY_LEFT = 768 << 20
DISK_LEFT = 1 << 30
# What dnf and scriptlets take besides the files.
PROGRAM_MEMORY = 2 << 30
TEST_TRANSACTION = "rehearse with dnf's test transaction instead"


def progress(**value):
    with open(os.environ["FERRY_PROGRESS"], "a") as file:
        file.write(json.dumps(value) + "\n")


def remove_remains():
    """The folder of a rehearsal that was killed. Its mounts died with it; if something is mounted there, somebody else did it."""
    if any(is_below(point, [BASE]) for point, _, _, _ in read_mounts()):
        raise Impossible("something is mounted below %s" % BASE, "unmount it and try again")
    if os.path.lexists(BASE):
        shutil.rmtree(BASE)


def available_memory():
    found = re.search(r"^MemAvailable: +(\d+) kB", read_text("/proc/meminfo"), re.M)
    memory = int(found.group(1)) * 1024 if found else 0
    # A container may have less than the machine says.
    group = re.search(r"^0::(/.*)$", read_text("/proc/self/cgroup"), re.M)
    path = "/sys/fs/cgroup" + (group.group(1) if group else "")
    while len(path) >= len("/sys/fs/cgroup"):
        most, used = read_text(path + "/memory.max").strip(), read_text(path + "/memory.current").strip()
        if most.isdigit() and used.isdigit():
            memory = min(memory, int(most) - int(used))
        path = os.path.dirname(path)
    return memory


def choose_storage(need):
    """Where what is written goes: memory when there is plenty, else a file of fixed size. Both have a limit of their own."""
    memory = available_memory()
    if memory - MEMORY_LEFT - PROGRAM_MEMORY >= need:
        return {"kind": "tmpfs", "bytes": need}
    space = os.statvfs(FOLDER)
    free = space.f_bavail * space.f_frsize
    if free - DISK_LEFT >= need:
        if not shutil.which("mkfs.ext4"):
            raise Impossible("there is no mkfs.ext4 for a file system of its own, and too little memory without", TEST_TRANSACTION)
        if not os.path.exists("/dev/loop-control"):
            raise Impossible("this host has no loop devices, and too little memory without", TEST_TRANSACTION)
        return {"kind": "file", "bytes": need}
    words = "a rehearsal wants %d MB; %d MB of memory and %d MB below /var/lib/ferry can be spared"
    spare = (max(0, memory - MEMORY_LEFT - PROGRAM_MEMORY), max(0, free - DISK_LEFT))
    raise Impossible(words % tuple(int(size) >> 20 for size in (need,) + spare), "free space, or " + TEST_TRANSACTION)


def needed_bytes():
    """What the transaction can write: all files of the packages that arrive, the database anew, and an initramfs or two."""
    cache = os.path.join(FOLDER, "dnf", "cache")
    files = [os.path.join(folder, name) for folder, _, names in os.walk(cache) for name in names if name.endswith(".rpm")]
    if not files:
        raise Impossible("no packages are downloaded", "download them first")
    total = 0
    for start in range(0, len(files), 200):
        words = ["rpm", "-qp", "--nosignature", "--nodigest", "--qf", "%{LONGSIZE}\n"] + files[start : start + 200]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        total += sum(int(word) for word in done.stdout.split() if word.isdigit())
    database = subprocess.run(["rpm", "-E", "%{_dbpath}"], stdout=subprocess.PIPE).stdout.decode().strip() or "/var/lib/rpm"
    return total * 11 // 10 + 3 * blocks_below(os.path.realpath(database)) + (512 << 20)


def check_kernel():
    if not re.search(r"\boverlay$", read_text("/proc/filesystems"), re.M):
        subprocess.call(["modprobe", "overlay"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not re.search(r"\boverlay$", read_text("/proc/filesystems"), re.M):
            raise Impossible("this kernel has no overlay file system", TEST_TRANSACTION)
    if os.geteuid() != 0:
        raise Impossible("a rehearsal needs root", "connect as root, or with --become")


def prepare_storage(storage):
    """In the new mount namespace: the file system that takes what is written."""
    if storage["kind"] == "tmpfs":
        mount("ferry", BASE, "tmpfs", MS_NODEV | MS_NOSUID, "mode=700,size=%d" % storage["bytes"])
        return
    image = os.path.join(BASE, "image")
    with open(image, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, storage["bytes"])
    words = ["mkfs.ext4", "-q", "-F", "-m", "0", "-O", "^has_journal", "-E", "lazy_itable_init=1,nodiscard", image]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode == 0:
        words = ["mount", "-o", "loop,nodev,nosuid", image, BASE]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()
        raise Impossible("no file system of its own can be made: %s" % (said[-1] if said else words[0]), TEST_TRANSACTION)


def used_bytes():
    space = os.statvfs(BASE)
    return (space.f_blocks - space.f_bfree) * space.f_frsize


class Watcher(threading.Thread):
    """Hands the agent's progress on, and remembers how much space was used at most."""

    def __init__(self, path):
        super(Watcher, self).__init__()
        self.daemon = True
        self.path = path
        self.peak = 0
        self.done = threading.Event()
        self.offset = 0

    def run(self):
        while not self.done.wait(0.3):
            self.look()
        self.look()

    def look(self):
        self.peak = max(self.peak, used_bytes())
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                text = file.read(1 << 20)
        except FileNotFoundError:
            return
        whole = text[: text.rfind(b"\n") + 1]
        self.offset += len(whole)
        if whole:
            with open(os.environ["FERRY_PROGRESS"], "ab") as file:
                file.write(whole)


def environment_inside():
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LC_ALL": os.environ.get("LC_ALL", "C"),
        # systemctl does what it can do without a manager, and says that it does.
        "SYSTEMD_OFFLINE": "1",
        "FERRY_FOLDER": FOLDER,
        "FERRY_INPUT": "/run/ferry/input",
        "FERRY_RESULT": "/run/ferry/result",
        "FERRY_PROGRESS": "/run/ferry/progress",
    }


def configuration_tests(asked, root):
    """The stream of probes.sh: which services accept their configuration. Asked in the same place before and after."""
    path = root + "/run/ferry/tests"
    with open(path, "wb") as log:
        words = ["/bin/sh", "/run/ferry/probes.sh", asked["nonce"], "configuration"]
        run_inside(root, words, environment_inside(), log).wait()
    return read_text(path, 4 << 20)


def rehearse(asked, storage, sockets):
    """As the first process of the new namespaces."""
    begun = time.monotonic()
    os.mkdir(BASE + "/layers")
    root, layers, left_out = build(BASE, sockets)
    os.mkdir(root + "/run/ferry", 0o700)
    for name, text in (("agent.py", asked["agent"]), ("probes.sh", asked["probes"]), ("input", json.dumps(asked["agentInput"]))):
        with open(root + "/run/ferry/" + name, "w") as file:
            file.write(text)
    boot_before = boot_of(root)
    tests_before = configuration_tests(asked, root)
    prepared = time.monotonic()
    watcher = Watcher(root + "/run/ferry/progress")
    # Of its own, so that it can tell when the copy is full.
    os.mkdir(BASE + "/talk")
    mount("ferry", BASE + "/talk", "tmpfs", MS_NODEV | MS_NOSUID, "mode=700,size=32m")
    log_path = BASE + "/talk/log"
    with open(log_path, "wb") as log:
        agent = run_inside(root, [sys.executable, "-IB", "/run/ferry/agent.py"], environment_inside(), log)
        watcher.start()
        status = agent.wait()
    transacted = time.monotonic()
    watcher.done.set()
    watcher.join()
    answer = read_text(root + "/run/ferry/result", 64 << 20)
    log = read_text(log_path, 8 << 20)
    print(log)
    progress(kind="measure")
    tests_after = configuration_tests(asked, root)
    free = dict((layer.point, os.statvfs(layer.point)) for layer in layers)
    leftovers = sorted(path for layer in layers for path in leftovers_of(layer))
    result = {
        "kind": "rehearsed",
        "status": status,
        "agent": json.loads(answer) if status == 0 and answer else None,
        "log": log[-65536:],
        "seconds": {"prepare": round(prepared - begun, 1), "transaction": round(transacted - prepared, 1)},
        "storage": dict(storage, peak=watcher.peak),
        "growth": [
            {"mount": layer.point, "bytes": growth_of(layer), "free": free[layer.point].f_bavail * free[layer.point].f_frsize}
            for layer in layers
        ],
        "leftOut": left_out,
        "leftovers": leftovers[:2000],
        "tests": {"before": tests_before, "after": tests_after},
        "boot": {"before": boot_before, "after": boot_of(root)},
    }
    return result


def inside_namespaces(asked):
    """Makes the namespaces; what is started next is their first process. Ends with the whole of them."""
    sockets = live_sockets()
    storage = json.loads(os.environ["FERRY_STORAGE"])
    os.makedirs(BASE, mode=0o700)
    try:
        unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID, "unshare")
    except OSError as error:
        raise Impossible("no namespaces of its own can be had (%s): is this a container?" % error.strerror, TEST_TRANSACTION)
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        die_with_parent()
        # The parent may have died before the line above.
        if os.read(ready, 1) != b"g":
            os._exit(1)
        # A signal from inside reaches the first process only where it has a handler, and Python has one for this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            mount(None, "/", None, MS_REC | MS_PRIVATE)
            prepare_storage(storage)
            answer = rehearse(asked, storage, sockets)
        except Impossible as impossible:
            answer = {"kind": "impossible", "reason": impossible.reason, "fix": impossible.fix}
        write_result(answer)
        os._exit(0)
    os.close(ready)
    os.write(told, b"g")
    return os.waitpid(child, 0)[1]


def write_result(result):
    with open(os.environ["FERRY_RESULT"], "w") as file:
        json.dump(result, file)


def scope_words(storage):
    """systemd-run with a limit on memory, where systemd can set one; it becomes the program that it is given."""
    if not os.path.isdir("/run/systemd/system") or not shutil.which("systemd-run"):
        return []
    limit = PROGRAM_MEMORY + (storage["bytes"] if storage["kind"] == "tmpfs" else 0)
    words = ["systemd-run", "--scope", "--quiet", "-p", "MemoryMax=%d" % limit, "-p", "TasksMax=4096", "--"]
    tried = subprocess.call(words + ["true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return words if tried == 0 else []


def main():
    with open(os.environ["FERRY_INPUT"]) as file:
        asked = json.load(file)
    if os.environ.get("FERRY_REHEARSAL") == "inside":
        try:
            status = inside_namespaces(asked)
        except Impossible as impossible:
            return write_result({"kind": "impossible", "reason": impossible.reason, "fix": impossible.fix})
        return sys.exit(0 if status == 0 else 1)
    try:
        check_kernel()
        remove_remains()
        storage = choose_storage(needed_bytes())
    except Impossible as impossible:
        return write_result({"kind": "impossible", "reason": impossible.reason, "fix": impossible.fix})
    os.setpriority(os.PRIO_PROCESS, 0, 10)
    words = scope_words(storage) + [sys.executable, "-IB", os.path.abspath(sys.argv[0])]
    environment = dict(os.environ, FERRY_REHEARSAL="inside", FERRY_STORAGE=json.dumps(storage))
    child = subprocess.Popen(words, env=environment, preexec_fn=die_with_parent)
    try:
        status = child.wait(timeout=asked["seconds"])
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        status = 0
        write_result({"kind": "overdue", "seconds": asked["seconds"]})
    # The namespaces may need a moment until they have let go of the folder.
    shutil.rmtree(BASE, ignore_errors=True)
    sys.exit(1 if status != 0 else 0)


main()
