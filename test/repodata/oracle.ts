import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where the shared real data is; tests on it say so when it is not there. */
export const dataFolder = process.env["FERRY_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
export const hasData = existsSync(join(dataFolder, "repodata"));

/** Debian's own Python, for which python3-createrepo-c, python3-solv and libmodulemd are built. */
const python = "/usr/bin/python3";

/** Whether Debian's Python can do `statement`, such as `import solv`. */
export function pythonCan(statement: string): boolean {
  return existsSync(python) && spawnSync(python, ["-c", statement]).status === 0;
}

/** Runs a script of this folder and gives its output line by line. */
export function oracleLines(script: string, ...args: readonly string[]): readonly string[] {
  const path = join(import.meta.dirname, script);
  const output = execFileSync(python, [path, ...args], { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
  return output.toString().trimEnd().split("\n");
}
