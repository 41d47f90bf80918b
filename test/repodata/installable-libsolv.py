"""Prints for each package of the first primary.xml whether libsolv can install it on an empty machine: OK or BAD, the
package, and the size of the transaction or the reason. The other files are there to install from. A solver of its own for
each package: one that is used again looks at rules in another order and tells another of several true reasons."""

import sys

import solv

pool = solv.Pool()
pool.setdisttype(solv.Pool.DISTTYPE_RPM)
pool.setarch("x86_64")
pool.set_flag(solv.Pool.POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS, 1)
pool.set_flag(solv.Pool.POOL_FLAG_OBSOLETEUSESCOLORS, 1)
for path in sys.argv[1:]:
    pool.add_repo(path).add_rpmmd(solv.xfopen(path), None, 0)
pool.addfileprovides()
pool.createwhatprovides()
for package in pool.solvables_iter():
    if package.repo.name != sys.argv[1] or package.arch == "src" or not package.installable():
        continue
    solver = pool.Solver()
    solver.set_flag(solv.Solver.SOLVER_FLAG_IGNORE_RECOMMENDED, 1)
    job = pool.Job(solv.Job.SOLVER_SOLVABLE | solv.Job.SOLVER_INSTALL, package.id)
    problems = solver.solve([job])
    if problems:
        print("BAD", package, problems[0].findproblemrule().info().problemstr(), sep="\t")
    else:
        print("OK", package, len(solver.transaction().newsolvables()), sep="\t")
