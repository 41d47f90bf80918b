/**
 * The kinds of probes, in the order they are shown, with the words that stand before a probe's key in a sentence.
 * `quick` ones are asked in one go of a few seconds; `files` reads the user's data, `rpm` is `rpm -Va` and
 * what else is slow about packages, `update` asks the repositories.
 */
export const probeFamilies = {
  release: { words: "release", group: "quick" },
  kernel: { words: "kernel", group: "quick" },
  packages: { words: "package", group: "quick" },
  units: { words: "unit", group: "quick" },
  owners: { words: "owner of", group: "quick" },
  ports: { words: "port", group: "quick" },
  http: { words: "web", group: "quick" },
  sql: { words: "query", group: "quick" },
  databases: { words: "database server", group: "quick" },
  samples: { words: "file", group: "quick" },
  accounts: { words: "account", group: "quick" },
  logins: { words: "login", group: "quick" },
  mounts: { words: "file system", group: "quick" },
  firewall: { words: "firewall", group: "quick" },
  cron: { words: "cron file", group: "quick" },
  selinux: { words: "SELinux", group: "quick" },
  names: { words: "name service", group: "quick" },
  time: { words: "time", group: "quick" },
  network: { words: "network", group: "quick" },
  sysctl: { words: "kernel setting", group: "quick" },
  locale: { words: "locale", group: "quick" },
  crypto: { words: "cryptography", group: "quick" },
  containers: { words: "container", group: "quick" },
  configuration: { words: "configuration test", group: "quick" },
  files: { words: "data", group: "files" },
  "rpm-verify": { words: "rpm -V", group: "rpm" },
  etc: { words: "configuration file", group: "rpm" },
  "etc-owners": { words: "owner of", group: "rpm" },
  "rpm-database": { words: "rpm database", group: "rpm" },
  "dnf-check": { words: "dnf check", group: "rpm" },
  "dnf-update": { words: "dnf update", group: "update" },
} as const satisfies Readonly<Record<string, { readonly words: string; readonly group: ProbeGroup }>>;

/** What one call of the script answers. */
export type ProbeGroup = "quick" | "files" | "rpm" | "update";

export type ProbeFamily = keyof typeof probeFamilies;

export function isProbeFamily(word: string): word is ProbeFamily {
  return Object.hasOwn(probeFamilies, word);
}

export const familyNames: readonly ProbeFamily[] = Object.keys(probeFamilies).filter(isProbeFamily);
