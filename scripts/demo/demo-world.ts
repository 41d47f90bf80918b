import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { PackageSpec } from "../generate/package-spec.ts";
import { writeRpmDatabase } from "../generate/rpm-database.ts";
import { writeRpms } from "../generate/rpm-file.ts";
import { runTool } from "../generate/run-tool.ts";
import { demoPackages } from "./demo-packages.ts";
import { writeDnfHistory } from "./dnf-history.ts";
import { writeHostFiles } from "./host-files.ts";
import { signRepositories } from "./sign-repositories.ts";

/** The folders that the demo works on. */
export interface DemoWorld {
  /** The host's root file system. */
  readonly root: string;
  /** Folder of each repository by its id. */
  readonly repositories: Readonly<Record<string, string>>;
  /** The public key that signed them. */
  readonly keyFile: string;
  /** Whether it was there already. */
  readonly wasCached: boolean;
}

/** Long key id of CentOS's real key (RPM-GPG-KEY-centosofficial) and of one that nobody has. */
const CENTOS_KEY = "05b555b38483c65d";
const ACME_KEY = "ac3eac3eac3eac3e";

/** Makes the demo's world in the user's cache folder, or finds it there: its name is a hash of the scripts that make it. */
export async function openDemoWorld(): Promise<DemoWorld> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ferry-demo");
  const place = join(cache, hashOfScripts());
  const wasCached = existsSync(place);
  if (!wasCached) {
    mkdirSync(cache, { recursive: true });
    for (const older of readdirSync(cache)) rmSync(join(cache, older), { recursive: true, force: true });
    const folder = mkdtempSync(join(cache, "making-"));
    await makeWorld(folder);
    renameSync(folder, place);
  }
  return { ...layout(place), wasCached };
}

function layout(place: string) {
  const repositories = Object.fromEntries(
    ["baseos", "appstream", "acme"].map((id) => [id, join(place, "repositories", id)]),
  );
  return { root: join(place, "web1"), repositories, keyFile: join(place, "RPM-GPG-KEY-ferry-demo") };
}

async function makeWorld(folder: string): Promise<void> {
  const { installed, repositories } = demoPackages();
  const { root, repositories: directories, keyFile } = layout(folder);
  await writeRpmDatabase(
    root,
    installed.map((spec, index) => ({
      spec,
      installTime: 1_720_000_000 + index,
      signer: isAcme(spec) ? ACME_KEY : CENTOS_KEY,
    })),
  );
  writeDnfHistory(root, installed, (spec) =>
    isAcme(spec) ? "acme" : spec.name.length % 3 === 0 ? "appstream" : "baseos",
  );
  writeHostFiles(root);
  for (const [id, specs] of Object.entries(repositories)) {
    const directory = directories[id] ?? folder;
    writeRpms(join(directory, "Packages"), specs);
    await runTool("createrepo_c", ["--quiet", directory]);
  }
  await signRepositories(Object.values(directories), keyFile);
}

function isAcme(spec: PackageSpec): boolean {
  return spec.vendor.startsWith("Acme");
}

function hashOfScripts(): string {
  const hash = createHash("sha256");
  for (const folder of ["../generate", "."].map((path) => resolve(import.meta.dirname, path))) {
    for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
