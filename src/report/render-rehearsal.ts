import { formatBytes, formatCount, labelled, plural, printable, wrap } from "./layout.ts";
import type { Rehearsal, RehearsalFinding } from "./rehearsal.ts";
import type { Style } from "./style.ts";

export interface RehearsalRenderOptions {
  /** Columns to fill, 80 or more. */
  readonly width: number;
  readonly style: Style;
}

const mostDetails = 20;

/** The screen of one host's rehearsal. */
export function renderRehearsal(rehearsal: Rehearsal, options: RehearsalRenderOptions): string {
  const { style, width } = options;
  const { outcome, host, summary, fix } = rehearsal;
  const mark = outcome === "passed" ? style.good("✔") : outcome === "failed" ? style.bad("✖") : style.warn("?");
  const [first = "", ...rest] = labelled("", summary, 2, 0, width);
  const lines = [
    style.strong(printable(host)),
    `${mark} ${first.trimStart()}`,
    ...rest,
    ...(fix === "" ? [] : labelled("fix", fix, 2, 6, width)),
    ...(outcome === "impossible" ? [] : measured(rehearsal, options)),
    ...rehearsal.findings.flatMap((finding) => findingLines(finding, options)),
    ...limitLines(rehearsal, options),
  ];
  return [...lines, ""].join("\n");
}

function measured(rehearsal: Rehearsal, { width }: RehearsalRenderOptions): readonly string[] {
  const { packages, transactionSeconds, preparationSeconds, growth, peakBytes, leftovers, boot } = rehearsal;
  const entries = [
    ...boot.added.map((title) => `+ ${title}`),
    ...boot.removed.map((title) => `- ${title}`),
    boot.before === boot.after ? `default stays ${boot.after ?? "unset"}` : `default becomes ${boot.after ?? "unset"}`,
  ];
  const part = (label: string, text: string) => labelled(label, text, 2, 12, width);
  return [
    "",
    ...(packages === 0 ? [] : part("Packages", `${formatCount(packages)}, as foretold`)),
    ...part(
      "Time",
      `${seconds(transactionSeconds)} for the transaction (and ${seconds(preparationSeconds)} to prepare the copy)`,
    ),
    ...growth.flatMap(({ mount, bytes, free }, index) =>
      labelled(index === 0 ? "Space" : "", `${mount}  ${grown(bytes)}, ${formatBytes(free)} free`, 2, 12, width),
    ),
    ...part("", `${formatBytes(peakBytes)} written at most at one time: a snapshot wants that much`),
    ...(boot.after === null && boot.added.length + boot.removed.length === 0 ? [] : part("Boot", entries.join("; "))),
    ...listed("Left beside", leftovers, width),
  ];
}

function grown(bytes: number): string {
  return bytes < 0 ? `shrinks by ${formatBytes(-bytes)}` : `grows by ${formatBytes(bytes)}`;
}

function seconds(count: number): string {
  return count < 120 ? `${count.toFixed(count < 10 ? 1 : 0)} s` : `${Math.round(count / 60)} min`;
}

function listed(label: string, names: readonly string[], width: number): readonly string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, mostDetails);
  const rest = names.length - shown.length;
  return [
    ...shown.flatMap((name, index) => labelled(index === 0 ? label : "", name, 2, 12, width)),
    ...(rest === 0 ? [] : labelled("", `and ${plural(rest, "more file")}`, 2, 12, width)),
  ];
}

function findingLines(finding: RehearsalFinding, { style, width }: RehearsalRenderOptions): readonly string[] {
  const sign = finding.waived ? style.warn("!") : style.bad("✖");
  const waived = finding.waived ? " (waived)" : "";
  const title = wrap(printable(finding.what + waived), width - 2).map((line, index) =>
    index === 0 ? `${sign} ${line}` : `  ${line}`,
  );
  const shown = finding.details.slice(0, mostDetails);
  const rest = finding.details.length - shown.length;
  return [
    "",
    ...title,
    ...shown.flatMap((detail) => labelled("", detail, 4, 0, width)),
    ...(rest === 0 ? [] : [`    and ${plural(rest, "more line")}`]),
    ...labelled("fix", finding.fix, 4, 6, width),
    ...labelled("id", finding.id, 4, 6, width),
  ];
}

function limitLines({ limits }: Rehearsal, { style, width }: RehearsalRenderOptions): readonly string[] {
  if (limits.length === 0) return [];
  return ["", "What it does not tell", ...limits.flatMap((limit) => labelled(style.faint("·"), limit, 0, 2, width))];
}
