import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { elNameOf } from "./debian-names.ts";

/** What dpkg knows of a tree. */
export interface DpkgStatus {
  /** Path → EL package. */
  readonly owners: ReadonlyMap<string, string>;
  readonly configs: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  readonly requires: Readonly<Record<string, readonly string[]>>;
}

/** Reads /var/lib/dpkg of a tree, with the names of EL packages for Debian's. */
export function readDpkgStatus(tree: string): DpkgStatus {
  const info = join(tree, "var/lib/dpkg/info");
  const owners = new Map<string, string>();
  for (const file of readdirSync(info)) {
    if (!file.endsWith(".list")) continue;
    const name = elNameOf(file.slice(0, -".list".length).replace(/:.*$/, ""));
    if (name === undefined) continue;
    for (const line of readFileSync(join(info, file), "utf8").split("\n")) {
      const path = merged(line);
      if (path !== "" && path !== "/." && !owners.has(path)) owners.set(path, name);
    }
  }
  const status = readFileSync(join(tree, "var/lib/dpkg/status"), "utf8");
  return {
    owners,
    configs: [...status.matchAll(/^ (\/\S+) [0-9a-f]{32}/gm)].map(([, path = ""]) => path).toSorted(),
    versions: upstreamVersions(status),
    requires: requiredPackages(status),
  };
}

/** /bin, /lib and the like are links into /usr. */
function merged(path: string): string {
  return path.replace(/^\/(bin|sbin|lib|lib32|lib64|libx32)(?=\/)/, "/usr/$1");
}

function upstreamVersions(status: string): Readonly<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const [, debian = "", version = ""] of status.matchAll(/^Package: (\S+)$[^]*?^Version: (?:\d+:)?(\S+)$/gm)) {
    const name = elNameOf(debian);
    if (name === undefined || versions[name] !== undefined) continue;
    const upstream = version.includes("-") ? version.slice(0, version.lastIndexOf("-")) : version;
    versions[name] = upstream.replace(/[+~].*$/, "").replaceAll(/[^0-9A-Za-z.]/g, ".");
  }
  return versions;
}

/** Debian knows which library each program needs; the first of several ways is the one that is installed. */
function requiredPackages(status: string): Readonly<Record<string, readonly string[]>> {
  const required = new Map<string, Set<string>>();
  for (const paragraph of status.split("\n\n")) {
    const name = elNameOf(/^Package: (\S+)$/m.exec(paragraph)?.[1] ?? "apt");
    if (name === undefined) continue;
    const needs = required.get(name) ?? new Set<string>();
    required.set(name, needs);
    for (const [, list = ""] of paragraph.matchAll(/^(?:Pre-)?Depends: (.+)$/gm)) {
      for (const need of list.split(", ")) {
        const other = elNameOf(need.replace(/[ :(|].*$/, ""));
        if (other !== undefined && other !== name) needs.add(other);
      }
    }
  }
  return Object.fromEntries([...required].map(([name, needs]) => [name, [...needs].toSorted()]));
}
