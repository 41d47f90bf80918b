import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One metadata file as it is to lie there, and what repomd.xml says of it. */
export interface RawFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** In place of the right checksum. */
  readonly checksum?: string;
}

/** Writes a repository of these bytes, whatever they are; the type of a file is its name up to the first dot. */
export function writeRawRepository(folder: string, files: readonly RawFile[]): void {
  mkdirSync(join(folder, "repodata"), { recursive: true });
  const records = files.map(({ name, bytes, checksum }) => {
    writeFileSync(join(folder, "repodata", name), bytes);
    const sum = checksum ?? createHash("sha256").update(bytes).digest("hex");
    return `<data type="${name.split(".")[0]}"><checksum type="sha256">${sum}</checksum><location href="repodata/${name}"/><size>${bytes.length}</size></data>`;
  });
  writeFileSync(
    join(folder, "repodata/repomd.xml"),
    `<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>${records.join("\n")}</repomd>\n`,
  );
}

const head = `<?xml version="1.0" encoding="UTF-8"?>\n`;

/** primary.xml with these packages: texts of XML elements. */
export function primaryXml(packages: readonly string[], prologue = ""): string {
  return `${head}${prologue}<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="${packages.length}">\n${packages.join("\n")}</metadata>\n`;
}

/** One package of primary.xml. */
export function primaryPackage(name: string, summary = "-"): string {
  return `<package type="rpm"><name>${name}</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/><checksum type="sha256" pkgid="YES">${"0".repeat(64)}</checksum><summary>${summary}</summary><time file="1" build="1"/><size package="1" installed="1" archive="1"/><location href="${name}.rpm"/><format></format></package>`;
}
