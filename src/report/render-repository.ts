import { formatBytes, formatCount, plural, printable } from "./layout.ts";
import type { Style } from "./style.ts";

/** What `ferry repo info --json` prints; counts unless said otherwise. */
export interface RepositoryInfoView {
  readonly location: string;
  readonly packages: number;
  readonly provides: number;
  readonly requires: number;
  /** Paths in primary.xml: what a dependency can name without the file lists. */
  readonly files: number;
  /** Module streams. */
  readonly modules: number;
  /** Advisories. */
  readonly updates: number;
  /** Groups of comps.xml. */
  readonly groups: number;
  readonly revision: string | null;
  readonly signature: { readonly kind: string; readonly detail: string };
  readonly architectures: Readonly<Record<string, number>>;
  readonly newestBuild: string | null;
  readonly downloadBytes: number;
  readonly warnings: readonly string[];
}

export function renderRepositoryInfo(info: RepositoryInfoView, style: Style): string {
  const row = (label: string, text: string) => `${label.padEnd(14)}${printable(text)}`;
  const architectures = Object.entries(info.architectures).map(([arch, count]) => `${arch} ${formatCount(count)}`);
  const signature = `${info.signature.kind}${info.signature.detail === "" ? "" : `: ${info.signature.detail}`}`;
  return [
    style.strong(printable(info.location)),
    row("packages", `${formatCount(info.packages)}  (${architectures.join(", ")}), ${formatBytes(info.downloadBytes)}`),
    row("dependencies", `${formatCount(info.provides)} provided, ${formatCount(info.requires)} required`),
    row("files", `${formatCount(info.files)} in primary metadata`),
    row("modules", plural(info.modules, "stream")),
    row("updates", plural(info.updates, "advisory", "advisories")),
    row("groups", plural(info.groups, "group")),
    row("revision", info.revision ?? "none"),
    row("newest build", info.newestBuild ?? "unknown"),
    row("signature", info.signature.kind === "good" ? style.good(signature) : style.warn(signature)),
    ...info.warnings.map((warning) => `${style.warn("!")} ${printable(warning)}`),
    "",
  ].join("\n");
}
