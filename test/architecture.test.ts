import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

/** Which folder of src/ may import which other. This table is the law; a new folder is one more noun. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  // pure: no clock, randomness, environment, node:* or console (the linter says so)
  package: [],
  pool: ["package"],
  solver: [],
  rpmdb: ["package"],
  repodata: ["package", "pool"],
  resolve: ["package", "pool", "solver"],
  facts: ["package", "repodata"],
  catalog: ["package"],
  routes: ["catalog"],
  checks: ["package", "facts", "catalog", "routes"],
  compare: ["package", "facts", "catalog", "routes", "checks"],
  steps: ["package"],
  workflow: ["steps"],
  probes: ["package", "facts"],
  backup: ["package", "facts"],
  report: [
    "package",
    "facts",
    "catalog",
    "checks",
    "routes",
    "compare",
    "resolve",
    "steps",
    "workflow",
    "probes",
    "backup",
  ],
  // the shell: the only code that touches the world
  hosts: ["package", "rpmdb", "facts", "mirror", "steps", "probes", "backup"],
  mirror: ["package", "pool", "repodata"],
  store: ["steps", "workflow", "backup"],
  engine: ["steps", "workflow", "store"],
  app: [
    "package",
    "pool",
    "solver",
    "rpmdb",
    "repodata",
    "resolve",
    "facts",
    "catalog",
    "routes",
    "checks",
    "compare",
    "report",
    "steps",
    "workflow",
    "probes",
    "backup",
    "hosts",
    "mirror",
    "store",
    "engine",
  ],
  cli: ["app", "report"],
};

const sourceRoot = resolve(import.meta.dirname, "../src");

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sourceFiles(path) : path.endsWith(".ts") ? [path] : [];
  });
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/(?:from\s+|import\s*\(?\s*)"(\.[^"]+)"/g)].map((match) =>
    resolve(dirname(path), match[1] ?? ""),
  );
}

function folderOf(path: string): string {
  return relative(sourceRoot, path).split(sep)[0] ?? "";
}

test("every folder of src/ is in the table and has a README", () => {
  const folders = readdirSync(sourceRoot).filter((name) => statSync(join(sourceRoot, name)).isDirectory());
  expect(folders.filter((folder) => mayImport[folder] === undefined)).toEqual([]);
  expect(folders.filter((folder) => !readdirSync(join(sourceRoot, folder)).includes("README.md"))).toEqual([]);
});

test("folders import only what the table allows", () => {
  const offences = sourceFiles(sourceRoot)
    .filter((path) => !/\.(?:test|lab)\.ts$/.test(path))
    .flatMap((path) =>
      importsOf(path)
        .filter((target) => {
          const from = folderOf(path);
          const to = folderOf(target);
          return to !== from && !(mayImport[from] ?? []).includes(to);
        })
        .map((target) => `${relative(sourceRoot, path)} imports ${relative(sourceRoot, target)}`),
    );
  expect(offences).toEqual([]);
});
