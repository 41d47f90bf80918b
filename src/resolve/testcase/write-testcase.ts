import type { Pool } from "../../pool/pool.ts";
import type { Resolver } from "../resolver.ts";
import { defaultPoolFlags, defaultSolverFlags, type PoolFlags, type SolverFlags } from "../solver-flags.ts";
import { jobText } from "./job-text.ts";
import { packageText } from "./package-text.ts";
import { resultLines } from "./result-lines.ts";
import type { Digest } from "./rule-id.ts";
import { TestcaseError } from "./testcase-error.ts";

/** Name of the file beside the testcase that holds a repository, by its index in the pool. */
export function repositoryFile(index: number): string {
  return `repository-${index}.repo.gz`;
}

/**
 * A finished run on a machine of that architecture as a testcase of libsolv, with what came out as the expected result; its repositories are for
 * `repositoryTags` to write. The same content as dnf's --debugsolver (libsolv, ext/testcase.c, testcase_write).
 */
export function writeTestcase(resolver: Resolver, architecture: string, digest: Digest): string {
  const { pool } = resolver;
  const results = ["transaction", "problems"].flatMap((kind) => resultLines(resolver, kind, digest));
  return [
    ...pool.repositories.map(({ id, priority, subpriority }, index) => {
      if (!/^[^\s"]+$/.test(id))
        throw new TestcaseError(`Cannot write a testcase: the repository "${id}" has a blank in its id`);
      return `repo ${id} ${priority}.${subpriority} testtags ${repositoryFile(index)}`;
    }),
    `system ${architecture} rpm${pool.installedRepository === undefined ? "" : ` ${pool.installedRepository.id}`}`,
    ...flagLine("poolflags", resolver.poolFlags, defaultPoolFlags),
    ...flagLine("solverflags", resolver.flags, testcaseFlags),
    ...disabled(pool),
    ...resolver.jobs.map((job) => `job ${jobText(pool, job)}`),
    "result transaction,problems <inline>",
    ...results.map((line) => `#>${line}`),
    "",
  ].join("\n");
}

/** What a testcase starts from (ext/testcase.c, resetsolverflags). */
const testcaseFlags: SolverFlags = { ...defaultSolverFlags, keepexplicitobsoletes: false };

function flagLine<Flags extends SolverFlags | PoolFlags>(command: string, flags: Flags, usual: Flags): string[] {
  const names = Object.keys(flags) as (keyof Flags & string)[];
  const words = names.filter((name) => flags[name] !== usual[name]).map((name) => (flags[name] ? name : `!${name}`));
  return words.length === 0 ? [] : [`${command} ${words.join(" ")}`];
}

function disabled(pool: Pool): string[] {
  const lines: string[] = [];
  for (let id = 2; id < pool.count; id++)
    if (pool.considered[id] === 0) lines.push(`disable pkg ${packageText(pool, id)}`);
  return lines;
}
