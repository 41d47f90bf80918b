import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { PackageSpec } from "../generate/package-spec.ts";

/** Writes dnf's history of one installation: the tables and columns that tell where packages came from (libdnf 0.69). */
export function writeDnfHistory(
  root: string,
  packages: readonly PackageSpec[],
  originOf: (spec: PackageSpec) => string,
): void {
  const path = join(root, "var/lib/dnf/history.sqlite");
  mkdirSync(dirname(path), { recursive: true });
  using database = new DatabaseSync(path);
  database.exec(`
CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL);
CREATE TABLE item (id INTEGER PRIMARY KEY, item_type INTEGER NOT NULL);
CREATE TABLE rpm (item_id INTEGER UNIQUE NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL, version TEXT NOT NULL,
  release TEXT NOT NULL, arch TEXT NOT NULL);
CREATE TABLE trans (id INTEGER PRIMARY KEY, dt_begin INTEGER NOT NULL, dt_end INTEGER, releasever TEXT NOT NULL,
  user_id INTEGER NOT NULL, cmdline TEXT, state INTEGER NOT NULL);
CREATE TABLE trans_item (id INTEGER PRIMARY KEY, trans_id INTEGER, item_id INTEGER, repo_id INTEGER,
  action INTEGER NOT NULL, reason INTEGER NOT NULL, state INTEGER NOT NULL);
INSERT INTO trans VALUES (1, 1720000000, 1720000600, '9', 0, 'install', 1);
BEGIN`);
  const repositories = [...new Set(packages.map(originOf))];
  for (const id of repositories) database.prepare("INSERT INTO repo (repoid) VALUES (?)").run(id);
  const addItem = database.prepare("INSERT INTO item VALUES (?, 1)");
  const addRpm = database.prepare("INSERT INTO rpm VALUES (?, ?, ?, ?, ?, ?)");
  const addToTransaction = database.prepare("INSERT INTO trans_item VALUES (?, 1, ?, ?, 1, 2, 1)");
  for (const [index, spec] of packages.entries()) {
    const id = index + 1;
    addItem.run(id);
    addRpm.run(id, spec.name, spec.epoch, spec.version, spec.release, spec.arch);
    addToTransaction.run(id, id, repositories.indexOf(originOf(spec)) + 1);
  }
  database.exec("COMMIT");
}
