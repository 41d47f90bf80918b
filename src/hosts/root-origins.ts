import { pathToFileURL } from "node:url";
import type { Capture } from "../facts/capture.ts";
import type { RootFiles } from "./root-files.ts";

const HISTORY = "/var/lib/dnf/history.sqlite";
const YUMDB = "/var/lib/yum/yumdb";
const MAX_ROWS = 500_000;

/** What installed a package, by the number of its action (dnf 4, libdnf/transaction/Types.hpp: install … reinstall). */
const query = `SELECT i.name || '-' || i.version || '-' || i.release || '.' || i.arch AS package, r.repoid AS repository
  FROM trans_item t JOIN rpm i ON i.item_id = t.item_id JOIN repo r ON r.id = t.repo_id
  WHERE t.action IN (1, 2, 4, 6, 9) ORDER BY t.id LIMIT ${MAX_ROWS}`;

/** The probe package-origins of a mounted root: from dnf's history, else from yumdb. */
export async function readRootOrigins(files: RootFiles): Promise<Capture> {
  const history = await files.resolve(HISTORY);
  if (history.kind === "unreadable") return history;
  return history.kind === "found" ? readHistory(history.real) : readYumdb(files);
}

async function readHistory(path: string): Promise<Capture> {
  const { DatabaseSync } = await import("node:sqlite");
  const origins = new Map<string, string>();
  try {
    using database = new DatabaseSync(new URL(`${pathToFileURL(path).href}?immutable=1`), { readOnly: true });
    // A view could make the query endless.
    const tables = database
      .prepare(
        "SELECT count(*) AS count FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' AND name IN ('trans_item', 'rpm', 'repo')",
      )
      .get();
    if (tables?.["count"] !== 3) return { kind: "unreadable", reason: `${HISTORY} is not dnf's history` };
    for (const row of database.prepare(query).iterate()) origins.set(String(row["package"]), String(row["repository"]));
  } catch (error) {
    return {
      kind: "unreadable",
      reason: `cannot query ${HISTORY}: ${error instanceof Error ? error.message : "unknown"}`,
    };
  }
  return output([...origins].map(([name, repository]) => `${name} ${repository}\n`));
}

/** yumdb/LETTER/HASH-NAME-VERSION-RELEASE-ARCH/from_repo */
async function readYumdb(files: RootFiles): Promise<Capture> {
  const letters = await files.list(YUMDB);
  if (letters.kind !== "folder") return letters.kind === "missing" ? { kind: "absent" } : letters;
  const lines: string[] = [];
  for (const letter of letters.names) {
    const packages = await files.list(`${YUMDB}/${letter}`);
    if (packages.kind === "unreadable") return packages;
    if (packages.kind === "missing") continue;
    for (const name of packages.names) {
      const from = await files.read(`${YUMDB}/${letter}/${name}/from_repo`, 1024);
      const match = /^[^-]*-(.+)-([^-]+)$/.exec(name);
      if (from.kind !== "file" || match === null) continue;
      lines.push(`${match[1]}.${match[2]} ${from.bytes.toString("utf8").split("\n", 1)[0]?.trim() ?? ""}\n`);
    }
  }
  return output(lines);
}

function output(lines: readonly string[]): Capture {
  return { kind: "output", text: lines.join(""), truncated: false };
}
