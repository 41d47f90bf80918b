import type { Capture } from "../facts/capture.ts";
import type { ProbeId } from "../facts/probes.ts";
import { dependencyKinds } from "../package/dependency.ts";
import { dependenciesOf } from "../rpmdb/dependencies-of.ts";
import { pathsOf } from "../rpmdb/files-of.ts";
import { formatSignature } from "../rpmdb/format-signature.ts";
import type { RpmHeader } from "../rpmdb/header.ts";
import { getNumber, getText } from "../rpmdb/header-values.ts";
import { nevraOf, sizeOf } from "../rpmdb/nevra-of.ts";
import { databaseFileNames, readRpmDatabase } from "../rpmdb/read-rpm-database.ts";
import { RpmdbError } from "../rpmdb/rpmdb-error.ts";
import { signatureOf } from "../rpmdb/signature-of.ts";
import { tags } from "../rpmdb/tags.ts";
import { nodeDigest } from "./node-digest.ts";
import { RpmdbFilesError, readRpmdbFiles } from "./read-rpmdb-files.ts";
import type { NoFile, RootFiles } from "./root-files.ts";

const NONE = "(none)";

/**
 * The three probes about packages of a system mounted at `root`: its database is read without rpm. Absent where it has none,
 * unreadable with the reader's words where it is damaged.
 */
export async function readRootPackages(root: string, rootFiles: RootFiles): Promise<ReadonlyMap<ProbeId, Capture>> {
  const missing = await whyNoDatabase(rootFiles);
  if (missing !== undefined) return all(missing.kind === "missing" ? { kind: "absent" } : missing);
  const packages: string[] = [];
  const dependencies: string[] = [];
  const owners: { readonly name: string; readonly paths: readonly string[] }[] = [];
  const required = new Set<string>();
  try {
    for (const header of readRpmDatabase(readRpmdbFiles(root), nodeDigest).headers) {
      const name = nevraText(header);
      packages.push(packageLine(header));
      dependencies.push(`P\t${name}\n`);
      for (const kind of dependencyKinds) {
        for (const { name: capability, sense, evr } of dependenciesOf(header, kind)) {
          dependencies.push(`${kind}\t${capability}\t${sense}\t${evr}\n`);
          if (kind === "requires" && capability.startsWith("/")) required.add(capability);
        }
      }
      owners.push({ name, paths: pathsOf(header) });
    }
  } catch (error) {
    if (!(error instanceof RpmdbError || error instanceof RpmdbFilesError)) throw error;
    return all({ kind: "unreadable", reason: error.message });
  }
  const files = owners.flatMap(({ name, paths }) => {
    const told = paths.filter((path) => isPrimary(path) || required.has(path));
    return told.length === 0 ? [] : [`P\t${name}\n`, ...told.map((path) => `${path}\n`)];
  });
  return new Map<ProbeId, Capture>([
    ["rpm-packages", output(packages)],
    ["rpm-dependencies", output(dependencies)],
    ["rpm-files", output(files)],
  ]);
}

/** Where rpm keeps its database: EL up to 9, EL 10, rpm-ostree. */
const rpmFolders = ["/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm"] as const;

/** Undefined when there is a database. */
async function whyNoDatabase(files: RootFiles): Promise<NoFile | undefined> {
  for (const folder of rpmFolders) {
    for (const name of databaseFileNames) {
      const seen = await files.look(`${folder}/${name}`);
      if (seen.kind === "sized") return undefined;
      if (seen.kind === "unreadable") return seen;
    }
  }
  return { kind: "missing" };
}

function all(capture: Capture): ReadonlyMap<ProbeId, Capture> {
  return new Map((["rpm-packages", "rpm-dependencies", "rpm-files"] as const).map((id) => [id, capture]));
}

function output(lines: readonly string[]): Capture {
  return { kind: "output", text: lines.join(""), truncated: false };
}

/** Whether createrepo_c would tell a path in primary.xml (createrepo_c src/misc.c, cr_is_primary). */
function isPrimary(path: string): boolean {
  return path.startsWith("/etc/") || path.includes("bin/") || path === "/usr/lib/sendmail";
}

function epochText(header: RpmHeader): string {
  return String(getNumber(header, tags.epoch) ?? NONE);
}

function nevraText(header: RpmHeader): string {
  const { name, version, release, arch } = nevraOf(header);
  return `${name}-${epochText(header)}:${version}-${release}.${arch}`;
}

function packageLine(header: RpmHeader): string {
  const { name, version, release, arch } = nevraOf(header);
  const signature = signatureOf(header);
  const fields = [
    name,
    epochText(header),
    version,
    release,
    arch,
    getText(header, tags.vendor),
    getNumber(header, tags.buildTime),
    getText(header, tags.buildHost),
    getNumber(header, tags.installTime),
    sizeOf(header),
    getText(header, tags.sourceRpm),
    getText(header, tags.modularityLabel),
    signature === undefined ? NONE : signature === "unreadable" ? "unreadable" : formatSignature(signature),
  ];
  return `${fields.map((field) => field ?? NONE).join("\t")}\n`;
}
