"""The .repo files of the converted host: what the result depends on is enabled, what would lead back is disabled."""

REPOSITORY_FOLDER = "/etc/yum.repos.d"
OLD_HOME = re.compile(r"\b(mirror\.centos|mirrors\.centos|vault\.centos|mirror\.stream\.centos|mirrorlist\.centos)\.org\b")


class RepoFile(object):
    """A .repo file as lines, changed one setting at a time; everything else stays as it is."""

    def __init__(self, path):
        self.path = path
        self.lines = (read_text(path) or "").splitlines()
        self.before = list(self.lines)

    def sections(self):
        return [line.strip()[1:-1] for line in self.lines if re.match(r"^\s*\[[^\]]+\]\s*$", line)]

    def bounds(self, section):
        start = next(index for index, line in enumerate(self.lines) if line.strip() == "[%s]" % section)
        end = start + 1
        while end < len(self.lines) and not re.match(r"^\s*\[[^\]]+\]\s*$", self.lines[end]):
            end += 1
        return start + 1, end

    def find(self, section, name):
        start, end = self.bounds(section)
        pattern = re.compile(r"^\s*%s\s*=" % re.escape(name), re.I)
        return [index for index in range(start, end) if pattern.match(self.lines[index])]

    def get(self, section, name):
        found = self.find(section, name)
        return self.lines[found[-1]].split("=", 1)[1].strip() if found else None

    def set(self, section, name, value):
        found = self.find(section, name)
        for index in reversed(found[1:]):
            del self.lines[index]
        if found:
            end = found[0] + 1
            # A value may go on in lines that begin with a blank.
            while end < len(self.lines) and re.match(r"^[ \t]+\S", self.lines[end]):
                del self.lines[end]
            self.lines[found[0]] = "%s=%s" % (name, value)
        else:
            self.lines.insert(self.bounds(section)[0], "%s=%s" % (name, value))

    def comment(self, section, name):
        for index in self.find(section, name):
            self.lines[index] = "#" + self.lines[index]

    def save(self):
        if self.lines != self.before:
            replace_file(self.path, "\n".join(self.lines) + "\n")


def settle_repositories(asked):
    files = [RepoFile(path) for path in sorted(glob.glob(os.path.join(REPOSITORY_FOLDER, "*.repo")))]
    where = {}
    for file in files:
        for section in file.sections():
            where[section] = file
    for section in asked["enable"]:
        file = where.get(section)
        if file is None:
            problem("the repository %s, which packages came from, is in no .repo file of the host" % section)
        elif is_disabled(file, section):
            file.set(section, "enabled", "1")
            changed("enabled the repository %s, which packages came from" % section)
    for named in asked["named"]:
        file = where.get(named["id"])
        if file is None:
            file = RepoFile(os.path.join(REPOSITORY_FOLDER, "ferry-%s.repo" % named["id"]))
            file.lines = ["[%s]" % named["id"], "name=%s" % named["id"], "gpgcheck=1", "enabled=1"]
            files.append(file)
        if file.get(named["id"], "baseurl") != named["baseurl"]:
            file.comment(named["id"], "mirrorlist")
            file.comment(named["id"], "metalink")
            file.set(named["id"], "baseurl", named["baseurl"])
            file.set(named["id"], "enabled", "1")
            changed("set the place of the repository %s to %s" % (named["id"], named["baseurl"]))
    for section, file in sorted(where.items()):
        place = " ".join(file.get(section, name) or "" for name in ("baseurl", "mirrorlist", "metalink"))
        if section not in asked["known"] and OLD_HOME.search(place) and not is_disabled(file, section):
            file.set(section, "enabled", "0")
            changed("disabled the repository %s (%s): it would bring CentOS packages back" % (section, file.path))
    for file in files:
        file.save()


def is_disabled(file, section):
    return (file.get(section, "enabled") or "1").lower() in ("0", "no", "false", "off")


def settle_sssd(run):
    """An older sssd cannot read the caches of a newer one, and then refuses everybody (they are moved, not deleted)."""
    folder = "/var/lib/sss/db"
    caches = sorted(glob.glob(os.path.join(folder, "cache_*.ldb")) + glob.glob(os.path.join(folder, "timestamps_*.ldb")))
    if not caches:
        return
    kept = os.path.join(folder, "ferry-%s" % run)
    active = tool("systemctl", "is-active", "--quiet", "sssd")[0] == 0
    if active:
        tool("systemctl", "stop", "sssd")
    os.makedirs(kept, mode=0o700, exist_ok=True)
    for path in caches:
        os.rename(path, os.path.join(kept, os.path.basename(path)))
    changed("moved sssd's caches to %s: the older sssd cannot read them" % kept)
    if active:
        status, said = tool("systemctl", "start", "sssd")
        if status != 0:
            problem("sssd does not start: %s" % last_line(said))
