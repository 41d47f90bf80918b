"""Writes primary.xml as createrepo_c reads it: one JSON array a package, dependencies as `name op evr`.

Usage: /usr/bin/python3 dump-primary.py primary.xml
"""

import json
import sys

import createrepo_c

OPERATORS = {"EQ": "=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}


def evr(epoch, version, release):
    text = version or ""
    if epoch not in (None, "", "0"):
        text = f"{epoch}:{text}"
    return f"{text}-{release}" if release else text


def dependency(entry):
    name, flags, epoch, version, release = entry[:5]
    if flags in (None, "") or name.startswith("("):
        return name
    return f"{name} {OPERATORS[flags]} {evr(epoch, version, release)}"


def dependencies(entries, kind):
    """Each once; what scriptlets require comes last, as libsolv has it (src/repo.c, repo_addid_dep)."""
    of_scriptlets = dict.fromkeys(dependency(entry) for entry in entries if kind == "requires" and entry[5])
    others = dict.fromkeys(map(dependency, entries))
    return [one for one in others if one not in of_scriptlets] + list(of_scriptlets)


def dump(package):
    base = package.location_base
    row = [
        package.name,
        evr(package.epoch, package.version, package.release),
        package.arch,
        package.rpm_vendor or "",
        package.time_build,
        package.rpm_sourcerpm or "",
        (f"{base.rstrip('/')}/" if base else "") + package.location_href,
        package.size_package,
        package.size_installed,
        f"{'sha1' if package.checksum_type == 'sha' else package.checksum_type}:{package.pkgId}",
    ]
    for kind in ("provides", "requires", "conflicts", "obsoletes", "recommends", "suggests", "supplements", "enhances"):
        row.append(dependencies(getattr(package, kind), kind))
    row.append([directory + name for _, directory, name in package.files])
    print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


createrepo_c.xml_parse_primary(sys.argv[1], pkgcb=dump, do_files=True, warningcb=lambda kind, message: True)
