import { readXml, type XmlElement } from "./read-xml.ts";
import { RepodataError } from "./repodata-error.ts";

/** How a group brings a package; `unknown` is a type that libcomps does not know either. */
export type CompsPackageKind = "mandatory" | "default" | "optional" | "conditional" | "unknown";

export interface CompsPackage {
  readonly name: string;
  readonly kind: CompsPackageKind;
  /** The package that a conditional one comes with. */
  readonly requires?: string;
}

/** Names and descriptions are the untranslated ones, "" where there is none. */
export interface CompsGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isDefault: boolean;
  readonly isVisible: boolean;
  readonly packages: readonly CompsPackage[];
}

export interface CompsEnvironment {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly groups: readonly string[];
  readonly options: readonly { readonly group: string; readonly isDefault: boolean }[];
}

export interface CompsCategory {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly groups: readonly string[];
}

export interface Comps {
  readonly groups: readonly CompsGroup[];
  readonly environments: readonly CompsEnvironment[];
  readonly categories: readonly CompsCategory[];
}

const packageKinds: readonly string[] = ["mandatory", "default", "optional", "conditional"];

/** What a group, environment or category said so far: a superset of the three. */
interface Draft {
  id: string;
  name: string;
  description: string;
  isDefault: boolean;
  isVisible: boolean;
  readonly packages: CompsPackage[];
  readonly groups: string[];
  readonly options: { readonly group: string; readonly isDefault: boolean }[];
}

/**
 * Reads comps.xml (libcomps; a DTD it names is not read). Translations, language packs and the blacklist are left out.
 * @throws RepodataError
 */
export function parseComps(text: string): Comps {
  const groups: CompsGroup[] = [];
  const environments: CompsEnvironment[] = [];
  const categories: CompsCategory[] = [];
  let draft = emptyDraft();
  let isComps = false;
  readXml("comps.xml", text, {
    open: (path) => {
      if (path.length === 1) isComps = path[0] === "comps";
      if (path.length === 2) draft = emptyDraft();
    },
    close: (path, element) => {
      if (path.length === 3) readField(draft, element);
      if (path.length === 4) readMember(draft, path[2] ?? "", element);
      if (path.length !== 2) return;
      const { id, name, description } = draft;
      if (["group", "environment", "category"].includes(element.name) && id === "")
        throw new RepodataError("comps.xml", `a ${element.name} without id, named "${name.slice(0, 80)}"`);
      if (element.name === "group") {
        const { isDefault, isVisible, packages } = draft;
        groups.push({ id, name, description, isDefault, isVisible, packages });
      }
      if (element.name === "environment")
        environments.push({ id, name, description, groups: draft.groups, options: draft.options });
      if (element.name === "category") categories.push({ id, name, description, groups: draft.groups });
    },
  });
  if (!isComps) throw new RepodataError("comps.xml", "its root is not <comps>");
  return { groups, environments, categories };
}

function emptyDraft(): Draft {
  const empty = { id: "", name: "", description: "", isDefault: false, isVisible: true };
  return { ...empty, packages: [], groups: [], options: [] };
}

function readField(draft: Draft, { name, attributes, text }: XmlElement): void {
  const value = text.trim();
  if (name === "id") draft.id = value;
  if (name === "name" && !attributes.has("lang")) draft.name = value;
  if (name === "description" && !attributes.has("lang")) draft.description = value;
  if (name === "default") draft.isDefault = isTrue(value);
  if (name === "uservisible") draft.isVisible = isTrue(value);
}

function readMember(draft: Draft, list: string, { name, attributes, text }: XmlElement): void {
  const value = text.trim();
  if (list === "packagelist" && name === "packagereq" && value !== "") {
    const requires = attributes.get("requires");
    const packaged = { name: value, kind: packageKind(attributes.get("type")) };
    draft.packages.push(requires === undefined ? packaged : { ...packaged, requires });
  }
  if (list === "grouplist" && name === "groupid") draft.groups.push(value);
  if (list === "optionlist" && name === "groupid")
    draft.options.push({ group: value, isDefault: isTrue(attributes.get("default") ?? "") });
}

/** Without a type a package is mandatory (libcomps, comps_objdict of packagereq). */
function packageKind(type: string | undefined): CompsPackageKind {
  if (type === undefined) return "mandatory";
  return packageKinds.includes(type) ? (type as CompsPackageKind) : "unknown";
}

function isTrue(text: string): boolean {
  return text.toLowerCase() === "true" || text === "1";
}
