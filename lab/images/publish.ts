import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runTool } from "../../scripts/generate/run-tool.ts";
import { signPackages } from "./build-packages.ts";
import type { LabKeys } from "./keys.ts";
import { type LabPackage, rpmNameOf } from "./lab-package.ts";
import { publicationsOf, roguePath } from "./publications.ts";
import type { Edition, KeyName, Major } from "./releases.ts";
import { moduleDocuments } from "./universe/modules.ts";

/** Packages are in one folder for all repositories of an edition; repositories have links to them. */
export async function publishEdition(
  edition: Edition,
  packages: readonly LabPackage[],
  rpms: string,
  www: string,
  keys: LabKeys,
): Promise<void> {
  await Promise.all(
    publicationsOf(edition).map(async ({ repository, paths }) => {
      const [first, ...others] = paths.map((path) => join(www, path));
      if (first === undefined) return;
      const files = packages.filter((own) => own.repository === repository).map((own) => join(rpms, rpmNameOf(own)));
      const modules = repository === "appstream" ? moduleDocuments(edition) : "";
      await publish(first, files, edition.key, keys, modules);
      for (const other of others) linkTree(first, other);
    }),
  );
  if (edition.kind === "alma") publishReleaseFiles(edition, packages, rpms, www, keys);
}

/** Makes a repository of the files, with signed metadata. */
export async function publish(
  directory: string,
  files: readonly string[],
  key: KeyName,
  keys: LabKeys,
  modules = "",
): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  const folder = join(directory, "Packages");
  mkdirSync(folder, { recursive: true });
  for (const file of files) linkSync(file, join(folder, file.slice(file.lastIndexOf("/") + 1)));
  await runTool("createrepo_c", [
    "--quiet",
    "--general-compress-type=gz",
    "--workers=2",
    "--simple-md-filenames",
    directory,
  ]);
  const repodata = join(directory, "repodata");
  if (modules !== "") {
    const yaml = join(directory, "modules.yaml");
    writeFileSync(yaml, modules);
    await runTool("modifyrepo_c", ["--mdtype=modules", "--compress-type=gz", yaml, repodata]);
    rmSync(yaml);
  }
  const sign = ["--batch", "--yes", "--quiet", "--armor", "--local-user", keys.user(key), "--detach-sign"];
  await runTool("gpg", [...sign, join(repodata, "repomd.xml")], { env: { ...process.env, GNUPGHOME: keys.home } });
}

/** What almalinux-deploy and Ferry fetch before a host has AlmaLinux's repositories. */
function publishReleaseFiles(
  edition: Edition,
  packages: readonly LabPackage[],
  rpms: string,
  www: string,
  keys: LabKeys,
): void {
  const folder = join(www, "repo.almalinux.org/almalinux");
  for (const own of packages.filter(({ name }) => /^almalinux-(release|repos|gpg-keys)$/.test(name))) {
    copyFileSync(join(rpms, rpmNameOf(own)), join(folder, `${own.name}-latest-${edition.major}.${own.arch}.rpm`));
  }
  writeFileSync(join(folder, `RPM-GPG-KEY-AlmaLinux-${edition.major}`), keys.text("alma"));
  if (edition.major === 8) writeFileSync(join(folder, "RPM-GPG-KEY-AlmaLinux"), keys.text("alma"));
}

/** A repository as AlmaLinux's BaseOS, but for one package: it is whole, its metadata fits, and another key signed it. */
export async function publishRogue(
  major: Major,
  packages: readonly LabPackage[],
  rpms: string,
  www: string,
  keys: LabKeys,
): Promise<void> {
  const name = "tzdata";
  const own = packages.filter((each) => each.repository === "baseos");
  const rogue = own.find((each) => each.name === name);
  if (rogue === undefined) throw new Error(`Cannot sign "${name}" with the rogue key: BaseOS has no such package`);
  const directory = join(www, roguePath(major));
  const signed = join(rpms, "rogue");
  mkdirSync(signed, { recursive: true });
  const copy = join(signed, rpmNameOf(rogue));
  copyFileSync(join(rpms, rpmNameOf(rogue)), copy);
  await signPackages([copy], "rogue", keys);
  const files = own.map((each) => (each === rogue ? copy : join(rpms, rpmNameOf(each))));
  await publish(directory, files, "rogue", keys);
}

function linkTree(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(to, path.slice(from.length + 1));
    mkdirSync(dirname(target), { recursive: true });
    linkSync(path, target);
  }
}
