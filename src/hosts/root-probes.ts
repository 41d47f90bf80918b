import type { Capture } from "../facts/capture.ts";
import type { ProbeId } from "../facts/probes.ts";
import type { NoFile, RootFiles } from "./root-files.ts";
import { readRootOrigins } from "./root-origins.ts";
import { withoutNetworkSecrets, withoutPasswords, withoutSecrets } from "./without-secrets.ts";

type RootProbe = (files: RootFiles) => Promise<Capture>;

/** The probes that a system tells by its files alone, in the collector's formats. */
export const rootProbes: Readonly<Partial<Record<ProbeId, RootProbe>>> = {
  "os-release": (files) => give(files, ["/etc/os-release", "/usr/lib/os-release"]),
  "redhat-release": (files) => give(files, ["/etc/redhat-release"]),
  uname: machineOf,
  fstab: (files) => give(files, ["/etc/fstab"], withoutPasswords),
  boot: bootFiles,
  "network-profiles": (files) =>
    sections(
      files,
      ["/etc/sysconfig/network-scripts/ifcfg-", "/etc/NetworkManager/system-connections/"],
      withoutNetworkSecrets,
    ),
  "crypto-policy": (files) => give(files, ["/etc/crypto-policies/state/current", "/etc/crypto-policies/config"]),
  "package-origins": readRootOrigins,
  "dnf-conf": async (files) => {
    const dnf = await sections(files, ["/etc/dnf/dnf.conf"], withoutSecrets);
    return dnf.kind === "absent" ? sections(files, ["/etc/yum.conf"], withoutSecrets) : dnf;
  },
  "dnf-vars": variables,
  "dnf-protected": (files) =>
    each(files, ["/etc/dnf/protected.d/", "/etc/yum/protected.d/"], ".conf", (_path, text) => `${text}\n`),
  repos: (files) => sections(files, ["/etc/yum.repos.d/"], withoutSecrets, ".repo"),
  "dnf-modules": (files) => sections(files, ["/etc/dnf/modules.d/"], (text) => text, ".module"),
};

const FILE_BYTES = 1 << 20;

function nothing(file: NoFile): Capture {
  return file.kind === "missing" ? { kind: "absent" } : file;
}

/** The first of some files that there is. */
async function give(
  files: RootFiles,
  paths: readonly string[],
  filter: (text: string) => string = (text) => text,
): Promise<Capture> {
  for (const path of paths) {
    const file = await files.read(path, FILE_BYTES);
    if (file.kind === "file") {
      const text = filter(file.bytes.toString("utf8"));
      return { kind: "output", text: text.replace(/(?<=[^\n])$/, "\n"), truncated: file.truncated };
    }
    if (file.kind === "unreadable") return file;
  }
  return { kind: "absent" };
}

/** The files whose path begins with one of `prefixes` (a folder and the start of a name) and ends with `ending`. */
async function matching(
  files: RootFiles,
  prefixes: readonly string[],
  ending: string,
): Promise<readonly string[] | NoFile> {
  const paths: string[] = [];
  for (const prefix of prefixes) {
    const at = prefix.lastIndexOf("/") + 1;
    const folder = await files.list(prefix.slice(0, at));
    if (folder.kind === "unreadable") return folder;
    if (folder.kind === "missing") continue;
    const start = prefix.slice(at);
    for (const name of folder.names) {
      if (name.startsWith(start) && name.endsWith(ending) && !name.startsWith("."))
        paths.push(prefix.slice(0, at) + name);
    }
  }
  return paths;
}

/** The texts of some files, each put in form; absent when there is none, unreadable when one of them is. */
async function each(
  files: RootFiles,
  prefixes: readonly string[],
  ending: string,
  form: (path: string, text: string) => string,
): Promise<Capture> {
  const paths = await matching(files, prefixes, ending);
  if ("kind" in paths) return nothing(paths);
  const texts: string[] = [];
  let truncated = false;
  for (const path of paths) {
    const file = await files.read(path, FILE_BYTES);
    if (file.kind === "missing") continue;
    if (file.kind === "unreadable") {
      if ((await files.look(path)).kind === "folder") continue;
      return file;
    }
    texts.push(form(path, file.bytes.toString("utf8")));
    truncated ||= file.truncated;
  }
  return texts.length === 0 ? { kind: "absent" } : { kind: "output", text: texts.join(""), truncated };
}

function sections(
  files: RootFiles,
  prefixes: readonly string[],
  filter: (text: string) => string,
  ending = "",
): Promise<Capture> {
  return each(files, prefixes, ending, (path, text) => `==> ${path} <==\n${filter(text)}\n`);
}

function variables(files: RootFiles): Promise<Capture> {
  return each(files, ["/etc/yum/vars/", "/etc/dnf/vars/"], "", (path, text) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return `${name}=${/pass|secret|token/i.test(name) ? "" : (text.split("\n", 1)[0]?.trim() ?? "")}\n`;
  });
}

async function bootFiles(files: RootFiles): Promise<Capture> {
  const lines: string[] = [];
  async function walk(folder: string, depth: number): Promise<NoFile | undefined> {
    const listed = await files.list(folder);
    if (listed.kind !== "folder") return listed;
    for (const name of listed.names.filter((entry) => !entry.startsWith("."))) {
      const path = `${folder}/${name}`;
      const seen = await files.look(path);
      if (seen.kind === "sized" && !/\.(mod|pf2)$/.test(name)) lines.push(`${seen.bytes} ${path}\n`);
      if (seen.kind === "folder" && depth > 1) {
        const failed = await walk(path, path === "/boot/efi" ? 3 : depth - 1);
        if (failed?.kind === "unreadable") return failed;
      }
    }
    return undefined;
  }
  const failed = await walk("/boot", 3);
  return failed === undefined ? { kind: "output", text: lines.join(""), truncated: false } : nothing(failed);
}

/** ELF e_machine (System V gABI, "ELF header") as `uname -m` says it; ppc64le by the byte order. */
const machines: Readonly<Record<number, string>> = {
  3: "i686",
  21: "ppc64le",
  22: "s390x",
  62: "x86_64",
  183: "aarch64",
};

/** The architecture of the system's own shell: what it was installed for. */
async function machineOf(files: RootFiles): Promise<Capture> {
  for (const path of ["/bin/sh", "/usr/bin/bash", "/usr/lib/systemd/systemd"]) {
    const file = await files.read(path, 64);
    if (file.kind === "unreadable") return file;
    if (file.kind === "missing" || file.bytes.length < 20 || file.bytes.readUInt32BE(0) !== 0x7f454c46) continue;
    const machine = machines[file.bytes[5] === 2 ? file.bytes.readUInt16BE(18) : file.bytes.readUInt16LE(18)];
    if (machine !== undefined) return { kind: "output", text: `${machine}\n`, truncated: false };
  }
  return { kind: "unreadable", reason: "no program in it tells its architecture" };
}
