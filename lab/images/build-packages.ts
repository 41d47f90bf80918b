import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "../../scripts/generate/run-tool.ts";
import type { LabKeys } from "./keys.ts";
import type { LabPackage } from "./lab-package.ts";
import type { KeyName, Major } from "./releases.ts";
import { renderFileList, renderSpec } from "./spec-file.ts";
import { type Source, stagePackage } from "./stage-packages.ts";

/** Packages that one rpmbuild makes: of one vendor, for one folder. */
export interface PackageBatch {
  readonly name: string;
  readonly major: Major;
  readonly key: KeyName;
  readonly source: Source;
  readonly packages: readonly LabPackage[];
}

/** Builds and signs the packages of a batch. The .rpm files end up in `directory`, whatever was there before stays. */
export async function buildPackages(batch: PackageBatch, directory: string, keys: LabKeys): Promise<void> {
  const work = join(directory, `.${batch.name}`);
  const stage = join(work, "stage");
  const made = join(work, "made");
  mkdirSync(stage, { recursive: true });
  mkdirSync(made);
  const packages = batch.packages.map((own) => {
    const files = stagePackage(own, batch.source, stage);
    if (files.length === 0) return { package: own, fileList: undefined };
    const fileList = join(work, `${own.name}-${own.version}-${own.release}.files`);
    writeFileSync(fileList, renderFileList(files));
    return { package: own, fileList };
  });
  const spec = join(work, `${batch.name}.spec`);
  writeFileSync(spec, renderSpec({ name: `lab-${batch.name}`, vendor: batch.source.vendor, stage, packages }));
  await runTool("rpmbuild", [
    "-bb",
    "--quiet",
    "--nodeps",
    "--target",
    "x86_64",
    ...Object.entries(macros(batch.major, work, made)).flatMap(([name, value]) => ["--define", `${name} ${value}`]),
    spec,
  ]);
  const files = readdirSync(made).map((file) => join(made, file));
  await signPackages(files, batch.key, keys);
  for (const file of readdirSync(made)) renameSync(join(made, file), join(directory, file));
  rmSync(work, { recursive: true });
}

/** Adds a signature, or puts another in its place. */
export async function signPackages(files: readonly string[], key: KeyName, keys: LabKeys): Promise<void> {
  if (files.length === 0) return;
  await runTool(
    "rpmsign",
    ["--define", `_gpg_name ${keys.user(key)}`, "--define", `__gpg ${keys.program}`, "--resign", ...files],
    { env: { ...process.env, GNUPGHOME: keys.home } },
  );
}

/** EL 8 compresses by gzip or xz and knows no zstd; the lowest level is enough for a lab. */
function macros(major: Major, work: string, made: string): Readonly<Record<string, string>> {
  return {
    _topdir: join(work, "top"),
    _rpmdir: made,
    _build_name_fmt: "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
    __os_install_post: "%{nil}",
    debug_package: "%{nil}",
    _build_id_links: "none",
    _binary_payload: major === 8 ? "w1.gzdio" : "w1.zstdio",
    __check_files: "%{nil}",
    _unpackaged_files_terminate_build: "0",
    _buildhost: "builder.lab.test",
    _binary_filedigest_algorithm: "8",
    source_date_epoch_from_changelog: "0",
  };
}
