import type { AgentRefusal, Shortage } from "../../hosts/dnf/agent-result.ts";
import { printable } from "../../hosts/printable.ts";
import { inPlainWords } from "../plain-words.ts";
import { shortened } from "./plan-difference.ts";

/** Why the agent refused, and what to do about it. */
export function refusalWords(refusal: AgentRefusal, host: string): { readonly reason: string; readonly fix: string } {
  const details = shortened(refusal.details.map(detailWords).filter((line) => line !== ""));
  return {
    reason: [refusal.reason, ...details].join("\n"),
    fix: fixes[refusal.stage]?.(host) ?? `see what it says, then: ferry migrate ${host}`,
  };
}

function detailWords(detail: string | Shortage): string {
  if (typeof detail === "string") return inPlainWords(printable(detail));
  const { mount, needed, free, of } = detail;
  return of === "bytes"
    ? `${mount} needs ${megabytes(needed)} MB and has ${megabytes(free)} MB: ${megabytes(needed - free)} MB more`
    : `${mount} needs ${needed} inodes and has ${free}`;
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / (1 << 20)).toString();
}

const again = (host: string): string => `then: ferry migrate ${host}`;

/** What to do about each of the agent's stages (agent/*.py). */
const fixes: Readonly<Record<string, (host: string) => string>> = {
  metadata: (host) => `make the repository reachable from ${host} (network, proxy, name resolution), ${again(host)}`,
  solve: (host) => `remove or update what stands in the way, or ask Ferry: ferry assess ${host}; ${again(host)}`,
  download: (host) => `make the packages reachable from ${host}, or name another mirror with --repo, ${again(host)}`,
  checksum: (host) => `the mirror gives other files than its metadata names: use another one, ${again(host)}`,
  signature: (host) =>
    `do not install these packages; use a mirror you trust, or name their key with --gpg-key, ${again(host)}`,
  space: (host) => `make room there (old kernels: dnf remove --oldinstallonly; caches: dnf clean all), ${again(host)}`,
  test: (host) =>
    `remove the packages that are named, or let their owner give a version for the target, ${again(host)}`,
  keys: (host) => `see whether the host's rpm works: rpm -qa gpg-pubkey; ${again(host)}`,
  database: () => "rpm's database is damaged: restore it from a backup before anything else is done",
  half: (host) => `ferry rollback ${host} takes it back; or mend what is named, ${again(host)}`,
  before: (host) => `see what dnf says, ${again(host)}`,
};
