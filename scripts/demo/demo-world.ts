import { join, resolve } from "node:path";
import { cachedWorld } from "../generate/cached-world.ts";
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

/** Makes the demo's world, or finds the one that an earlier run made. */
export async function openDemoWorld(): Promise<DemoWorld> {
  const sources = [resolve(import.meta.dirname, "../generate"), import.meta.dirname];
  const { folder, wasCached } = await cachedWorld("ferry-demo", sources, makeWorld);
  return { ...layout(folder), wasCached };
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
