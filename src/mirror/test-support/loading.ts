import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cache } from "../cache.ts";
import { createFetcher } from "../fetch.ts";
import { type LoadedRepository, loadRepository } from "../load-repository.ts";
import { type RepositorySource, sourceAt } from "../repository-source.ts";
import { makeRepository } from "./make-repository.ts";
import { TestServer } from "./test-server.ts";

/** One repository of three packages for a test file, copies of it to damage, and a cache each. */
export const root = mkdtempSync(join(tmpdir(), "ferry-load-"));
export const original = join(root, "original");
export const HOUR = 3600 * 1000;
export const start = new Date("2026-06-01T12:00:00Z");
let count = 0;

export function makeOriginal(): void {
  makeRepository(original, ["one", "two", "three"]);
}

export function removeAll(): void {
  rmSync(root, { recursive: true });
}

/** A copy that a test may damage. */
export function copyRepository(): string {
  const folder = join(root, `copy-${count++}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

export function newCache(): Cache {
  return Cache.open(join(root, `cache-${count++}`));
}

interface LoadSettings {
  readonly cache?: Cache;
  readonly now?: Date;
  readonly maxAge?: number;
}

export async function load(
  source: Partial<RepositorySource> & { id?: string },
  settings: LoadSettings = {},
): Promise<LoadedRepository> {
  const fetcher = createFetcher({ proxy: { kind: "direct" }, patience: { retryDelay: 5, connect: 500, headers: 500 } });
  const { cache = newCache(), now = start, maxAge = 48 * HOUR } = settings;
  try {
    const whole: RepositorySource = { id: "test", baseUrls: [], keys: [], signature: "if-signed", ...source };
    const loaded = await loadRepository(whole, { cache, fetcher, now, maxAge });
    for (const type of ["filelists", "modules"]) await loaded.open(type);
    return loaded;
  } finally {
    await fetcher.close();
  }
}

export function loadFolder(folder: string): Promise<LoadedRepository> {
  return load(sourceAt("test", folder));
}

/** The file of a kind in a repository's repodata, as "primary". */
export function fileOf(folder: string, kind: string): string {
  const name = readdirSync(join(folder, "repodata")).find((each) => each.includes(`-${kind}.xml`));
  return join(folder, "repodata", name ?? kind);
}

/** Replaces a file, and what repomd.xml says of it. `openSize` may lie. */
export function replaceFile(
  folder: string,
  kind: string,
  bytes: Uint8Array,
  options: { name?: string; openSize?: number } = {},
): void {
  const path = fileOf(folder, kind);
  const target = options.name ?? path.split("/").at(-1) ?? "";
  rmSync(path);
  writeFileSync(join(folder, "repodata", target), bytes);
  const repomd = join(folder, "repodata/repomd.xml");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const text = readFileSync(repomd, "utf8").replace(
    new RegExp(`<data type="${kind}">.*?</data>`, "s"),
    `<data type="${kind}"><checksum type="sha256">${sha256}</checksum><location href="repodata/${target}"/>` +
      `<size>${bytes.length}</size>${options.openSize === undefined ? "" : `<open-size>${options.openSize}</open-size>`}</data>`,
  );
  writeFileSync(repomd, text);
}

export async function serve(folder: string): Promise<TestServer> {
  return TestServer.start((request, response) => {
    const path = join(folder, decodeURIComponent((request.url ?? "").replace(/\?.*/, "")));
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
}
