"""Writes primary.xml as libsolv reads it: one JSON array a package, dependencies of each kind sorted.

Usage: /usr/bin/python3 dump-primary-libsolv.py primary.xml
"""

import json
import sys

import solv

KINDS = ("PROVIDES", "REQUIRES", "CONFLICTS", "OBSOLETES", "RECOMMENDS", "SUGGESTS", "SUPPLEMENTS", "ENHANCES")

pool = solv.Pool()
pool.setdisttype(solv.Pool.DISTTYPE_RPM)
pool.setarch("x86_64")
repo = pool.add_repo("repo")
file = solv.xfopen(sys.argv[1])
repo.add_rpmmd(file, None)
file.close()
for package in repo.solvables:
    row = [package.name, package.evr, package.arch, package.vendor or "", package.lookup_num(solv.SOLVABLE_BUILDTIME)]
    for kind in KINDS:
        found = package.lookup_deparray(getattr(solv, "SOLVABLE_" + kind), 0)
        texts = {str(entry) for entry in found} - {"solvable:prereqmarker", "solvable:filemarker"}
        row.append(sorted(texts))
    print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
