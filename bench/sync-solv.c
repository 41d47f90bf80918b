/* Solves what `dnf distro-sync` gives libsolv: sync-solv solve|fleet RUNS REPO.solv... -- HOST.solv...
 * solve: every host in a pool of its own, RUNS times; prints "host N: MS", the CPU milliseconds of each solver_solve, and after the
 *   last one its transaction, a line a package: "+NEVRA" or "-NEVRA".
 * fleet: RUNS hosts one after the other (the HOSTs in turn), the repositories stay loaded; prints the CPU milliseconds of all.
 * cc -O2 -o sync-solv sync-solv.c -lsolvext -lsolv */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <solv/pool.h>
#include <solv/poolarch.h>
#include <solv/repo.h>
#include <solv/repo_solv.h>
#include <solv/solver.h>
#include <solv/transaction.h>

static double cpu_milliseconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static Repo *load(Pool *pool, const char *path, const char *name)
{
  Repo *repo = repo_create(pool, name);
  FILE *file = fopen(path, "r");
  if (!file || repo_add_solv(repo, file, 0)) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
  return repo;
}

static Pool *new_pool(void)
{
  Pool *pool = pool_create();
  pool_setdisttype(pool, DISTTYPE_RPM);
  pool_setarch(pool, "x86_64");
  pool_set_flag(pool, POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS, 1);
  pool_set_flag(pool, POOL_FLAG_WHATPROVIDESWITHDISABLED, 1);
  return pool;
}

static int is_rich(Pool *pool, Id dependency)
{
  return ISRELDEP(dependency) && GETRELDEP(pool, dependency)->flags > 7;
}

static int has_installed(Pool *pool, Id dependency)
{
  Id p, pp;
  FOR_PROVIDES(p, pp, dependency)
    if (pool->solvables[p].repo == pool->installed)
      return 1;
  return 0;
}

/* What dnf keeps weak dependencies from drawing in (libdnf, goal/Goal.cpp, exclude_from_weak_autodetect). */
static void unmet_weak(Pool *pool, Queue *found)
{
  Id p, q, pp;
  Queue dependencies;
  Map names;
  queue_init(&dependencies);
  map_init(&names, pool->ss.nstrings);
  for (p = pool->installed->start; p < pool->installed->end; p++) {
    Solvable *s = pool->solvables + p;
    if (s->repo != pool->installed)
      continue;
    MAPSET(&names, s->name);
    queue_empty(&dependencies);
    solvable_lookup_deparray(s, SOLVABLE_RECOMMENDS, &dependencies, -1);
    for (int i = 0; i < dependencies.count; i++) {
      Id dependency = dependencies.elements[i];
      if (is_rich(pool, dependency))
        continue;
      while (ISRELDEP(dependency))
        dependency = GETRELDEP(pool, dependency)->name;
      if (!has_installed(pool, dependency))
        FOR_PROVIDES(q, pp, dependency)
          queue_push(found, q);
    }
  }
  for (p = 2; p < pool->nsolvables; p++) {
    Solvable *s = pool->solvables + p;
    if (!s->repo || s->repo == pool->installed || MAPTST(&names, s->name))
      continue;
    queue_empty(&dependencies);
    solvable_lookup_deparray(s, SOLVABLE_SUPPLEMENTS, &dependencies, -1);
    for (int i = 0; i < dependencies.count; i++)
      if (!is_rich(pool, dependencies.elements[i]) && has_installed(pool, dependencies.elements[i]))
        queue_push(found, p);
  }
  queue_free(&dependencies);
  map_free(&names);
}

static void make_jobs(Pool *pool, Queue *job)
{
  static const char *only[] = { "kernel", "kernel-PAE", "installonlypkg(kernel)", "installonlypkg(kernel-module)",
                                "installonlypkg(vm)", "multiversion(kernel)" };
  Queue ids;
  Id p;
  queue_init(&ids);
  for (p = 2; p < pool->nsolvables; p++)
    if (pool->solvables[p].repo && pool->solvables[p].repo != pool->installed)
      queue_push(&ids, p);
  queue_push2(job, SOLVER_DISTUPGRADE | SOLVER_SOLVABLE_ONE_OF | SOLVER_SETARCH | SOLVER_SETEVR | SOLVER_FORCEBEST,
              pool_queuetowhatprovides(pool, &ids));
  queue_empty(&ids);
  unmet_weak(pool, &ids);
  if (ids.count)
    queue_push2(job, SOLVER_EXCLUDEFROMWEAK | SOLVER_SOLVABLE_ONE_OF, pool_queuetowhatprovides(pool, &ids));
  for (int i = 0; i < 6; i++)
    queue_push2(job, SOLVER_MULTIVERSION | SOLVER_SOLVABLE_PROVIDES, pool_str2id(pool, only[i], 1));
  queue_free(&ids);
}

static Solver *new_solver(Pool *pool)
{
  Solver *solver = solver_create(pool);
  solver_set_flag(solver, SOLVER_FLAG_ALLOW_DOWNGRADE, 1);
  solver_set_flag(solver, SOLVER_FLAG_ALLOW_VENDORCHANGE, 1);
  solver_set_flag(solver, SOLVER_FLAG_KEEP_EXPLICIT_OBSOLETES, 1);
  solver_set_flag(solver, SOLVER_FLAG_BEST_OBEY_POLICY, 1);
  solver_set_flag(solver, SOLVER_FLAG_KEEP_ORPHANS, 1);
  solver_set_flag(solver, SOLVER_FLAG_YUM_OBSOLETES, 1);
  return solver;
}

static void print_transaction(Solver *solver)
{
  Pool *pool = solver->pool;
  Queue decisions;
  queue_init(&decisions);
  solver_get_decisionqueue(solver, &decisions);
  for (int i = 0; i < decisions.count; i++) {
    Id p = decisions.elements[i];
    Solvable *s = pool->solvables + (p > 0 ? p : -p);
    if (p > 1 && s->repo != pool->installed)
      printf("+%s\n", pool_solvable2str(pool, s));
    else if (p < 0 && s->repo == pool->installed)
      printf("-%s\n", pool_solvable2str(pool, s));
  }
  queue_free(&decisions);
}

int main(int argc, char **argv)
{
  int first = 3;
  while (first < argc && strcmp(argv[first], "--"))
    first++;
  if (argc < 5 || first + 1 >= argc)
    return 64;
  int is_fleet = !strcmp(argv[1], "fleet"), runs = atoi(argv[2]), hosts = argc - first - 1;
  if (is_fleet) {
    Pool *pool = new_pool();
    for (int i = 3; i < first; i++)
      load(pool, argv[i], argv[i]);
    double start = cpu_milliseconds();
    for (int run = 0; run < runs; run++) {
      Repo *installed = load(pool, argv[first + 1 + run % hosts], "@System");
      pool_set_installed(pool, installed);
      pool_addfileprovides(pool);
      pool_createwhatprovides(pool);
      Queue job;
      queue_init(&job);
      make_jobs(pool, &job);
      Solver *solver = new_solver(pool);
      solver_solve(solver, &job);
      Transaction *transaction = solver_create_transaction(solver);
      transaction_free(transaction);
      solver_free(solver);
      queue_free(&job);
      repo_free(installed, 1);
    }
    printf("%.3f\n", cpu_milliseconds() - start);
    return 0;
  }
  for (int host = 0; host < hosts; host++) {
    Pool *pool = new_pool();
    pool_set_installed(pool, load(pool, argv[first + 1 + host], "@System"));
    for (int i = 3; i < first; i++)
      load(pool, argv[i], argv[i]);
    pool_addfileprovides(pool);
    pool_createwhatprovides(pool);
    Queue job;
    queue_init(&job);
    make_jobs(pool, &job);
    for (int run = 0; run < runs; run++) {
      Solver *solver = new_solver(pool);
      double start = cpu_milliseconds();
      int problems = solver_solve(solver, &job);
      printf("host %d: %.3f\n", host, cpu_milliseconds() - start);
      if (run == runs - 1) {
        if (problems)
          printf("%d problems\n", problems);
        else
          print_transaction(solver);
      }
      solver_free(solver);
    }
    queue_free(&job);
    pool_free(pool);
  }
  return 0;
}
