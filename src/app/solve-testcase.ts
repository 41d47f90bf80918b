import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SolutionReport } from "../report/solution.ts";
import { type ExplainedBlock, explainTestcase } from "../resolve/testcase/explain-testcase.ts";
import { TestcaseError } from "../resolve/testcase/testcase-error.ts";
import { Unsupported } from "../resolve/testcase/unsupported.ts";
import { BLOCKED, DIFFERENT, DONE, FAILED } from "./exit-code.ts";
import { RequestError } from "./request-error.ts";

/** Bytes of a testcase or one of its repositories, unpacked. */
const MAX_FILE = 512 * 1024 * 1024;

/**
 * Runs a testcase of libsolv: a `.t` file with its repositories beside it, as `dnf --debugsolver` and `ferry assess
 * --debug-solver` write them. Nothing outside its folder is read. Throws RequestError for a file that cannot be had.
 */
export function solveTestcase(path: string): SolutionReport {
  const folder = resolve(dirname(path));
  const files = (name: string): string => {
    const beside = resolve(folder, name);
    if (!beside.startsWith(folder + sep))
      throw new TestcaseError(`Cannot run testcase: it asks for "${name}", which is not in its folder`);
    return readText(beside);
  };
  const text = readText(path);
  try {
    const blocks = explainTestcase({ text, files, digest: (value) => createHash("md5").update(value).digest("hex") });
    return { schema: "ferry/solution/1", exit: exitOf(blocks), blocks };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    throw new Error(`Cannot run ${path}: ${error.message}`, { cause: error });
  }
}

function exitOf(blocks: readonly ExplainedBlock[]): number {
  if (blocks.some(({ kind }) => kind === "gave-up")) return FAILED;
  if (blocks.some((block) => block.kind === "solved" && block.comparison.kind === "different")) return DIFFERENT;
  return blocks.some((block) => block.kind === "solved" && block.problems.length > 0) ? BLOCKED : DONE;
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE) throw new Error(`it has ${size} bytes, at most ${MAX_FILE} are read`);
    const bytes = readFileSync(path);
    return (path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: MAX_FILE }) : bytes).toString("utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(`Cannot read ${path}: ${why}`, { cause: error });
  }
}
