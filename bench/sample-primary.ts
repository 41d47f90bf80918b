import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { buildEdition } from "../scripts/generate/edition.ts";
import type { PackageSpec } from "../scripts/generate/package-spec.ts";
import { writeRepodata } from "../scripts/generate/repodata.ts";
import { makeUniverse } from "../scripts/generate/universe.ts";

/** A primary.xml of the size of a release, decompressed, in a file of its own; disposing of it deletes the folder. */
export interface SamplePrimary extends Disposable {
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const GENERATED_PACKAGES = 11_000;

/** That of AlmaLinux 9.5 AppStream where the data is (`FERRY_DATA` or ../shared/data), otherwise one of our own making. */
export function openSamplePrimary(): SamplePrimary {
  const folder = mkdtempSync(join(tmpdir(), "ferry-bench-"));
  const data = process.env["FERRY_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
  const real = join(data, "repodata/almalinux-9.5-appstream");
  const isThere = existsSync(real);
  if (!isThere) writeRepodata(folder, generatedPackages());
  const [file] = globSync(join(isThere ? real : folder, "repodata/*-primary.xml.gz"));
  if (file === undefined) throw new Error(`Cannot measure: no primary.xml.gz in ${isThere ? real : folder}`);
  const path = join(folder, "primary.xml");
  writeFileSync(path, gunzipSync(readFileSync(file)));
  return {
    name: `${isThere ? "AlmaLinux 9.5 AppStream" : "a generated repository"}, ${(statSync(path).size / 1e6).toFixed(1)} MB`,
    folder,
    path,
    bytes: new Uint8Array(readFileSync(path)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function generatedPackages(): readonly PackageSpec[] {
  const universe = makeUniverse({ seed: "bench", size: GENERATED_PACKAGES });
  return buildEdition(universe, "new").map(({ spec }) => spec);
}

/** Milliseconds of CPU that `work` takes in this process, garbage collection and compilation included. */
export function cpuOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
