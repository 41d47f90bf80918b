"""The host's dnf, with a configuration of Ferry's own: exactly the repositories, keys and release of a conversion.

Runs under the Python that the host's dnf runs on (3.6 to 3.13), with dnf 4.7 to 4.20. The parts of the agent are joined
in the order host_dnf, packages, space, commands.
"""
import concurrent.futures
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback

import dnf
import dnf.callback
import dnf.conf
import dnf.exceptions
import dnf.repo
import dnf.transaction
import dnf.yum.rpmtrans
import hawkey
import rpm

FOLDER = os.path.join(os.environ["FERRY_FOLDER"], "dnf")
CACHE = os.path.join(FOLDER, "cache")
# Flags of the host's dnf.conf that leave the result sound; others (noscripts, justdb, test, …) are not taken over.
KEPT_FLAGS = ("nodocs", "nocontexts", "nocaps")


class Refused(Exception):
    """What stops the work, for the controller to tell: a stage, a sentence, and details."""

    def __init__(self, stage, reason, details=()):
        super(Refused, self).__init__(reason)
        self.stage = stage
        self.reason = reason[:1000]
        self.details = [one[:1000] if isinstance(one, str) else one for one in details][:5000]


def progress(**value):
    """Adds a line to the job's progress. A full disk does not stop the work for it."""
    try:
        with open(os.environ["FERRY_PROGRESS"], "a") as file:
            file.write(json.dumps(value) + "\n")
    except OSError as error:
        print("no progress written: %s" % error)


def write_file(path, text):
    with open(path, "w") as file:
        file.write(text)


def one_line(text):
    """A value of a .repo file. A newline in it would begin a setting of its own."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise ValueError("a repository's setting holds control characters: %r" % text)
    return text


def write_repositories(conversion):
    shutil.rmtree(os.path.join(FOLDER, "repos"), ignore_errors=True)
    os.makedirs(os.path.join(FOLDER, "repos"))
    lines = []
    for repository in conversion["repositories"]:
        if not re.match(r"^[A-Za-z0-9._:+-]+$", repository["id"]):
            raise ValueError("not the id of a repository: %r" % repository["id"])
        lines.append("[%s]" % repository["id"])
        lines.append("name=%s" % one_line(repository["name"]))
        settings = dict(repository["settings"], enabled="1", skip_if_unavailable="0")
        settings.pop("name", None)
        for name in sorted(settings):
            lines.append("%s=%s" % (one_line(name), one_line(settings[name])))
    write_file(os.path.join(FOLDER, "repos", "ferry.repo"), "\n".join(lines) + "\n")
    write_file(os.path.join(FOLDER, "main.conf"), "[main]\n")


def open_dnf(conversion, cached, mending=False):
    """dnf with the installed packages and the conversion's repositories. cached: no network, nothing newer than before."""
    conf = dnf.conf.Conf()
    conf.read("/etc/dnf/dnf.conf")
    conf.substitutions.update_from_etc("/")
    conf.substitutions["releasever"] = conversion["releasever"]
    write_repositories(conversion)
    conf.config_file_path = os.path.join(FOLDER, "main.conf")
    conf.reposdir = [os.path.join(FOLDER, "repos")]
    conf.cachedir = CACHE
    conf.logdir = os.path.join(FOLDER, "log")
    conf.module_platform_id = conversion["platform"]
    conf.keepcache = True
    conf.gpgcheck = True
    conf.deltarpm = False
    conf.skip_if_unavailable = False
    conf.clean_requirements_on_remove = False
    conf.history_record = True
    conf.assumeyes = True
    conf.tsflags = [flag for flag in conf.tsflags if flag in KEPT_FLAGS]
    swapped = set(conversion["erase"])
    conf.protected_packages = [] if mending else [name for name in conf.protected_packages if name not in swapped]
    base = dnf.Base(conf)
    # What dnf history shows as the command line.
    base.args = ["ferry", "migrate", "--to", conversion["to"]]
    base.read_all_repos()
    for repository in base.repos.iter_enabled():
        if cached:
            repository._repo.setSyncStrategy(dnf.repo.SYNC_ONLY_CACHE)
        else:
            repository._repo.expire()
    try:
        base.fill_sack()
    except dnf.exceptions.RepoError as error:
        raise Refused("metadata", str(error))
    return base


def solve(base, conversion):
    """Release packages swapped and everything synced, in one transaction."""
    installed = base.sack.query().installed()
    for name in conversion["erase"]:
        for package in installed.filter(name=name):
            base._goal.erase(package, clean_deps=False)
    try:
        for name in conversion["install"]:
            base.install(name)
        base.distro_sync()
        base.resolve(allow_erasing=conversion["allowErasing"])
    except dnf.exceptions.Error as error:
        raise Refused("solve", "the host's dnf finds no solution", str(error).splitlines())


def arriving_packages(base):
    return sorted(base.transaction.install_set) if base.transaction is not None else []


def plan_of(base):
    """What dnf would do: the packages that arrive, and the NEVRAs that leave and that are there afterwards."""
    arriving = arriving_packages(base)
    removed = [str(package) for package in base.transaction.remove_set] if base.transaction is not None else []
    after = [str(package) for package in base.sack.query(flags=hawkey.IGNORE_EXCLUDES).installed()]
    for nevra in removed:
        after.remove(nevra)
    after.extend(str(package) for package in arriving)
    return {
        "arriving": [
            {
                "nevra": str(package),
                "repository": package.reponame,
                "checksum": {"algorithm": hawkey.chksum_name(package.chksum[0]), "hex": package.chksum[1].hex()},
                "downloadBytes": package.downloadsize,
            }
            for package in arriving
        ],
        "leaving": sorted(set(removed) - set(after)),
        "after": sorted(after),
    }


def check_plan(plan, conversion):
    """The controller explains the difference; here it only counts that there is one."""
    same = (
        plan["after"] == sorted(conversion["after"])
        and plan["leaving"] == sorted(conversion["leaving"])
        and sorted(package["nevra"] for package in plan["arriving"])
        == sorted(package["nevra"] for package in conversion["arriving"])
    )
    if not same:
        raise Different(plan)


class Different(Exception):
    """dnf would do something else than what was foretold."""

    def __init__(self, plan):
        super(Different, self).__init__("dnf's plan differs")
        self.plan = plan
