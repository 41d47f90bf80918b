import { readXml, type XmlElement } from "./read-xml.ts";
import { RepodataError } from "./repodata-error.ts";

/** A package that an update brings. `checksum` is `sha256:hex`. Left out where not said. */
export interface UpdatePackage {
  readonly name: string;
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly fileName?: string;
  /** The `src` attribute: the source package, or where Bodhi has the package. */
  readonly source?: string;
  readonly checksum?: string;
  /** `name:stream:version:context:arch` of the module the package belongs to. */
  readonly module?: string;
  readonly rebootSuggested: boolean;
}

export interface UpdateReference {
  /** bugzilla, cve, self, other … */
  readonly type: string;
  readonly id: string;
  readonly href: string;
  readonly title: string;
}

/** One erratum. Dates as written: `2025-02-20 23:50:00` or seconds since 1970. Left out where not said. */
export interface Update {
  readonly id: string;
  /** security, bugfix, enhancement, newpackage … */
  readonly type: string;
  readonly status?: string;
  readonly severity?: string;
  readonly title: string;
  readonly issued?: string;
  readonly updated?: string;
  readonly rebootSuggested: boolean;
  readonly packages: readonly UpdatePackage[];
  readonly references: readonly UpdateReference[];
}

type Draft<Type> = { -readonly [Key in keyof Type]?: Type[Key] };

/** What is known of the update being read, and of the collection and package inside it. */
interface Reading {
  update: Draft<Update>;
  packages: UpdatePackage[];
  references: UpdateReference[];
  package: Draft<UpdatePackage>;
  module: string;
}

/**
 * Reads updateinfo.xml (createrepo_c src/xml_parser_updateinfo.c; Bodhi and pulp write it). Descriptions are not kept.
 * An update without id or a package without name is an error; unknown elements are ignored.
 *
 * @throws RepodataError
 */
export function parseUpdateinfo(text: string): readonly Update[] {
  const updates: Update[] = [];
  let reading = emptyReading();
  let isUpdates = false;
  readXml("updateinfo.xml", text, {
    open: (path, attributes) => {
      const name = path.at(-1);
      if (path.length === 1) isUpdates = name === "updates";
      if (path.length === 2 && name === "update") {
        reading = emptyReading();
        reading.update = { type: attributes.get("type") ?? "", ...optional("status", attributes.get("status")) };
      }
      if (name === "collection") reading.module = "";
      if (name === "package") reading.package = packageOf(attributes, reading);
    },
    close: (path, element) => {
      if (path[1] !== "update") return;
      if (path.length === 2) updates.push(finished(reading));
      else if (path.length === 3) readField(reading.update, element);
      else readNested(reading, path, element);
    },
  });
  if (!isUpdates) throw new RepodataError("updateinfo.xml", "its root is not <updates>");
  return updates;
}

function emptyReading(): Reading {
  return { update: {}, packages: [], references: [], package: {}, module: "" };
}

function readField(update: Draft<Update>, { name, attributes, text }: XmlElement): void {
  const value = text.trim();
  if (name === "id") update.id = value;
  if (name === "title") update.title = value;
  if (name === "severity" && value !== "") update.severity = value;
  if (name === "issued") Object.assign(update, optional("issued", attributes.get("date")));
  if (name === "updated") Object.assign(update, optional("updated", attributes.get("date")));
  if (name === "reboot_suggested") update.rebootSuggested = value !== "False" && value !== "0";
}

function readNested(reading: Reading, path: readonly string[], { name, attributes, text }: XmlElement): void {
  const parent = path.at(-2);
  if (parent === "references" && name === "reference")
    reading.references.push({
      type: attributes.get("type") ?? "",
      id: attributes.get("id") ?? "",
      href: attributes.get("href") ?? "",
      title: attributes.get("title") ?? "",
    });
  if (parent === "collection" && name === "module")
    reading.module = ["name", "stream", "version", "context", "arch"].map((key) => attributes.get(key) ?? "").join(":");
  if (parent === "package") readPackageField(reading.package, name, attributes, text.trim());
  if (name === "package") reading.packages.push(finishedPackage(reading));
}

function readPackageField(
  draft: Draft<UpdatePackage>,
  name: string,
  attributes: ReadonlyMap<string, string>,
  value: string,
): void {
  if (name === "filename") draft.fileName = value;
  if (name === "sum") draft.checksum = `${attributes.get("type") ?? ""}:${value.toLowerCase()}`;
  if (name === "reboot_suggested") draft.rebootSuggested = value !== "False" && value !== "0";
}

function packageOf(attributes: ReadonlyMap<string, string>, reading: Reading): Draft<UpdatePackage> {
  const epoch = attributes.get("epoch") ?? "";
  if (!/^\d{0,10}$/.test(epoch))
    throw new RepodataError("updateinfo.xml", `update "${reading.update.id}" has a package with epoch "${epoch}"`);
  return {
    name: attributes.get("name") ?? "",
    epoch: Number(epoch),
    version: attributes.get("version") ?? "",
    release: attributes.get("release") ?? "",
    arch: attributes.get("arch") ?? "",
    ...optional("source", attributes.get("src")),
    ...optional("module", reading.module === "" ? undefined : reading.module),
  };
}

function finishedPackage({ update, package: draft }: Reading): UpdatePackage {
  const { name = "", epoch = 0, version = "", release = "", arch = "", rebootSuggested = false, ...rest } = draft;
  if (name === "" || version === "")
    throw new RepodataError("updateinfo.xml", `update "${update.id}" has a package without name or version`);
  return { name, epoch, version, release, arch, ...rest, rebootSuggested };
}

function finished({ update, packages, references }: Reading): Update {
  const { id = "", type = "", title = "", rebootSuggested = false, ...rest } = update;
  if (id === "") throw new RepodataError("updateinfo.xml", `an update without id, titled "${title.slice(0, 80)}"`);
  return { id, type, title, ...rest, rebootSuggested, packages, references };
}

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return value === undefined || value === "" ? {} : ({ [key]: value } as { readonly [K in Key]?: string });
}
