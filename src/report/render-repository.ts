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

/** What `ferry repo diff --json` prints. Versions are `[epoch:]version-release`, packages `name.arch`. */
export interface RepositoryDiffView {
  readonly left: string;
  readonly right: string;
  readonly equal: boolean;
  readonly packages: { readonly left: number; readonly right: number };
  readonly same: number;
  readonly newer: readonly VersionChangeView[];
  readonly older: readonly VersionChangeView[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly sonames: { readonly onlyLeft: readonly SonameView[]; readonly onlyRight: readonly SonameView[] };
}

interface VersionChangeView {
  readonly package: string;
  readonly left: string;
  readonly right: string;
}

interface SonameView {
  readonly name: string;
  readonly neededBy: number;
}

export function renderRepositoryDiff(difference: RepositoryDiffView, style: Style): string {
  const { left, right, sonames } = difference;
  const change = (entry: VersionChangeView) => `${entry.package}  ${entry.left} → ${entry.right}`;
  const soname = (entry: SonameView) => `${entry.name}  needed by ${plural(entry.neededBy, "package")} there`;
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["Newer in B", difference.newer.map(change)],
    ["Older in B", difference.older.map(change)],
    ["Only in A", difference.onlyLeft],
    ["Only in B", difference.onlyRight],
    ["Sonames only in A", sonames.onlyLeft.map(soname)],
    ["Sonames only in B", sonames.onlyRight.map(soname)],
  ];
  return [
    `A  ${printable(left)}  ${plural(difference.packages.left, "package")}`,
    `B  ${printable(right)}  ${plural(difference.packages.right, "package")}`,
    `${plural(difference.same, "package")} in the same version on both sides`,
    ...groups.flatMap(([title, entries]) =>
      entries.length === 0
        ? []
        : [
            "",
            style.strong(`${title} (${formatCount(entries.length)})`),
            ...entries.map((entry) => ` ${printable(entry)}`),
          ],
    ),
    "",
  ].join("\n");
}
