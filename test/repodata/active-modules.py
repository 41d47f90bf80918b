"""Asks libdnf which module streams are active: cases as JSON on stdin, answers as JSON on stdout."""

import gzip
import hashlib
import json
import os
import sys
import tempfile

import dnf

EMPTY = (
    '<?xml version="1.0"?><metadata xmlns="http://linux.duke.edu/metadata/common" '
    'xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="0"></metadata>'
)


def write_repository(folder, modules):
    os.makedirs(folder + "/repodata")
    records = ""
    for kind, text in (("primary", EMPTY), ("modules", modules)):
        data = gzip.compress(text.encode(), mtime=0)
        with open(f"{folder}/repodata/{kind}.gz", "wb") as file:
            file.write(data)
        digest = hashlib.sha256(data).hexdigest()
        records += f'<data type="{kind}"><checksum type="sha256">{digest}</checksum><location href="repodata/{kind}.gz"/></data>'
    with open(folder + "/repodata/repomd.xml", "w") as file:
        file.write(f'<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>{records}</repomd>')


def answer(case):
    with tempfile.TemporaryDirectory() as work:
        states = work + "/root/etc/dnf/modules.d"
        os.makedirs(states)
        os.makedirs(work + "/log")
        for host in case["host"]:
            name = host["name"]
            with open(f"{states}/{name}.module", "w") as file:
                file.write(f"[{name}]\nname={name}\nstream={host['stream']}\nprofiles=\nstate={host['state']}\n")
        base = dnf.Base()
        conf = base.conf
        conf.installroot = work + "/root"
        conf.cachedir = work + "/cache"
        conf.persistdir = work + "/persist"
        conf.logdir = work + "/log"
        conf.module_platform_id = "platform:" + case["platform"]
        conf.substitutions.update({"arch": "x86_64", "basearch": "x86_64", "releasever": "9"})
        for number, modules in enumerate(case["repositories"]):
            folder = f"{work}/repository{number}"
            write_repository(folder, modules)
            repository = dnf.repo.Repo(f"repository{number}", conf)
            repository.baseurl = ["file://" + folder]
            base.repos.add(repository)
        base.fill_sack(load_system_repo=False)
        container = base._moduleContainer
        packages = container.getModulePackages()
        names = sorted({package.getName() for package in packages})
        return {
            "active": sorted(package.getFullIdentifier() for package in packages if container.isModuleActive(package)),
            "defaults": {name: container.getDefaultStream(name) for name in names if container.getDefaultStream(name)},
        }


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
