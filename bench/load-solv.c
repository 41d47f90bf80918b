/* Loads a .solv file RUNS times, each into a pool of its own, and prints the CPU milliseconds of every run.
 * cc -O2 -o load-solv load-solv.c -lsolvext -lsolv; ./load-solv FILE RUNS */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <solv/pool.h>
#include <solv/repo.h>
#include <solv/repo_solv.h>

static double cpu_milliseconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
  if (argc != 3)
    return 64;
  for (int i = 0; i < atoi(argv[2]); i++) {
    double start = cpu_milliseconds();
    Pool *pool = pool_create();
    Repo *repo = repo_create(pool, "repo");
    FILE *file = fopen(argv[1], "r");
    if (!file || repo_add_solv(repo, file, 0))
      return 1;
    fclose(file);
    printf("%.3f\n", cpu_milliseconds() - start);
    pool_free(pool);
  }
  return 0;
}
