"""Dumps the database servers that run, with their own programs and as their own users, and checks what came out.

Input: {"folder": where to, "databases": [{"kind", "folder", "process"}], "compress": [program, ...], "suffix": ".zst"}
A server that runs and cannot be dumped is trouble: nothing is skipped in silence.
"""
import pwd
import re
import shutil

END = {"postgresql": b"-- PostgreSQL database cluster dump complete", "mysql": b"-- Dump completed"}
ADVICE = "Make it possible, or stop the server, or go on without dumps (--no-databases)"


def account_of(folder, fallback):
    try:
        return pwd.getpwuid(os.stat(folder).st_uid).pw_name
    except (OSError, KeyError):
        return fallback


def program_beside(process, name):
    """The server's own version of a program, else the one of the search path."""
    try:
        folder = os.path.dirname(os.readlink("/proc/%d/exe" % process))
    except OSError:
        folder = ""
    beside = os.path.join(folder, name)
    return beside if folder and os.access(beside, os.X_OK) else shutil.which(name)


def answer_of(command, account, environment):
    done = subprocess.run(
        as_account(account, command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=dict(os.environ, **environment),
        cwd="/",
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), last_words(done.stderr)


def last_words(text):
    lines = [line.strip() for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def as_account(account, command):
    return command if account == "root" else ["runuser", "-u", account, "--"] + command


def connected_to(line):
    r"""The database that a line of pg_dumpall goes on with: \connect shop, or with an odd name
    \connect -reuse-previous=on "dbname='shop floor'" (appendPsqlMetaConnect, PostgreSQL's fe_utils/string_utils.c).
    """
    odd = re.search(r"dbname='((?:[^'\\]|\\.)*)'", line)
    if odd:
        return re.sub(r"\\(.)", r"\1", odd.group(1))
    return line.split(" ", 1)[1].strip().strip('"').replace('""', '"')


class Reader:
    """Follows a dump as it passes: its end, and the databases and tables in it."""

    def __init__(self, kind):
        self.kind = kind
        self.digest = hashlib.sha256()
        self.bytes = 0
        self.end = b""
        self.rest = b""
        self.databases = set()
        self.tables = 0

    def take(self, piece):
        self.digest.update(piece)
        self.bytes += len(piece)
        self.end = (self.end + piece)[-4096:]
        lines = (self.rest + piece).split(b"\n")
        self.rest = lines.pop()[:4096]
        for line in lines:
            if line.startswith(b"CREATE ") and b"TABLE " in line[:40]:
                self.tables += 1
            elif self.kind == "postgresql" and line.startswith(b"\\connect "):
                self.databases.add(connected_to(line.decode("utf-8", "replace")))
            elif self.kind == "mysql" and line.startswith(b"CREATE DATABASE "):
                self.databases.add(line.split(b"`")[1].decode("utf-8", "replace") if line.count(b"`") > 1 else "?")


def dump(kind, command, account, environment, path, compress):
    """Runs a dump program into a packed file. @return (Reader, status, last words)"""
    seen = Reader(kind)
    with open(path + ".part", "wb") as target, open(path + ".errors", "w+b") as errors:
        child = subprocess.Popen(
            as_account(account, command),
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            env=dict(os.environ, **environment),
            cwd="/",
        )
        packer = subprocess.Popen(compress, stdin=subprocess.PIPE, stdout=target)
        for piece in iter(lambda: child.stdout.read(CHUNK), b""):
            seen.take(piece)
            packer.stdin.write(piece)
        packer.stdin.close()
        status = child.wait() or packer.wait()
        os.fsync(target.fileno())
        errors.seek(0)
        words = last_words(errors.read()[-65536:])
    os.unlink(path + ".errors")
    os.rename(path + ".part", path)
    return seen, status, words


def checked(name, kind, seen, status, words, expected):
    if status != 0:
        raise Trouble("%s runs and cannot be dumped: %s. %s" % (name, words, ADVICE))
    if seen.bytes == 0 or END[kind] not in seen.end:
        raise Trouble("The dump of %s is not whole: its last line is missing. %s" % (name, ADVICE))
    missing = sorted(set(expected) - seen.databases)
    if missing:
        raise Trouble("The dump of %s lacks the database %s. %s" % (name, missing[0], ADVICE))


def postgresql(server, job):
    name = "PostgreSQL in %s" % server["folder"]
    with open(os.path.join(server["folder"], "postmaster.pid")) as source:
        lines = source.read().splitlines()
    port, sockets = lines[3].strip(), lines[4].strip()
    account = account_of(server["folder"], "postgres")
    environment = {"PGPORT": port, "PGHOST": sockets or "localhost", "PGCONNECT_TIMEOUT": "20"}
    client, dumper = program_beside(server["process"], "psql"), program_beside(server["process"], "pg_dumpall")
    if client is None or dumper is None:
        raise Trouble("%s runs and cannot be dumped: psql and pg_dumpall are not installed. %s" % (name, ADVICE))
    query = "select datname from pg_database where datallowconn and not datistemplate order by 1"
    status, text, words = answer_of([client, "-w", "-At", "-d", "template1", "-c", query], account, environment)
    if status != 0:
        raise Trouble("%s runs and cannot be asked for its databases: %s. %s" % (name, words, ADVICE))
    file = "postgresql-%s.sql%s" % (port, job["suffix"])
    path = os.path.join(job["folder"], file)
    seen, status, words = dump("postgresql", [dumper, "-w"], account, environment, path, job["compress"])
    checked(name, "postgresql", seen, status, words, text.split("\n")[:-1])
    return answer("postgresql", file, path, seen)


MYSQL_OWN = {"information_schema", "performance_schema", "sys"}


def mysql(server, job):
    name = "MariaDB or MySQL%s" % (" in %s" % server["folder"] if server["folder"] else "")
    client = shutil.which("mariadb") or shutil.which("mysql")
    dumper = shutil.which("mariadb-dump") or shutil.which("mysqldump")
    if client is None or dumper is None:
        raise Trouble("%s runs and cannot be dumped: mysql and mysqldump are not installed. %s" % (name, ADVICE))
    status, text, words = answer_of([client, "-N", "-B", "-e", "show databases"], "root", {})
    if status != 0:
        words += ". Give root a login in /root/.my.cnf"
        raise Trouble("%s runs and cannot be asked for its databases: %s. %s" % (name, words, ADVICE))
    file = "mysql.sql" + job["suffix"]
    path = os.path.join(job["folder"], file)
    command = [dumper, "--all-databases", "--single-transaction", "--routines", "--events", "--triggers"]
    seen, status, words = dump("mysql", command, "root", {}, path, job["compress"])
    expected = [one for one in text.split("\n")[:-1] if one not in MYSQL_OWN]
    checked(name, "mysql", seen, status, words, expected)
    return answer("mysql", file, path, seen)


def answer(kind, file, path, seen):
    return {
        "kind": kind,
        "file": file,
        "bytes": os.path.getsize(path),
        "sha256": hash_file(path),
        "databases": sorted(seen.databases),
        "tables": seen.tables,
    }


def main(job):
    os.makedirs(job["folder"], mode=0o700, exist_ok=True)
    makers = {"postgresql": postgresql, "mysql": mysql}
    return {"dumps": [makers[server["kind"]](server, job) for server in job["databases"]]}


if __name__ == "__main__":
    run_program(main)
