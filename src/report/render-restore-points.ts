import { formatBytes, formatCount, labelled, plural, printable } from "./layout.ts";
import { type RestorePointsView, type RestorePointView, type RestorePreviewView, shortTime } from "./restore-points.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

const LABEL = 10;

export function renderRestorePoints({ points }: RestorePointsView, options: RenderOptions): string {
  if (points.length === 0) return "No restore point. ferry backup create HOST makes one.\n";
  return `${points.map((point) => renderRestorePoint(point, options)).join("\n\n")}\n`;
}

function renderRestorePoint(point: RestorePointView, { width, style }: RenderOptions): string {
  const row = (label: string, text: string) => labelled(label, text, 2, LABEL, width);
  const packed = point.packedBytes === null ? "" : `, ${formatBytes(point.packedBytes)} packed`;
  return [
    `${stateWord(point.state, style)}  ${style.strong(printable(`${point.host}  ${point.id}`))}  ${shortTime(point.createdAt)}`,
    ...row("system", `${point.release}, ${plural(point.packages, "package")}`),
    ...row("test", point.test),
    ...row("where", `${point.where} (${plural(point.files, "file")}, ${formatBytes(point.bytes)}${packed})`),
    ...row("covers", point.covers.join("; ")),
    ...point.notes.flatMap((note) => row("note", note)),
  ].join("\n");
}

function stateWord(state: RestorePointView["state"], style: Style): string {
  switch (state) {
    case "tested":
      return style.good("✔ TESTED  ");
    case "untested":
      return style.warn("! UNTESTED");
    case "failed":
      return style.bad("✖ FAILED  ");
  }
}

/** How many of the files that would be lost are listed. */
const LISTED = 20;

/** What going back would do, and what it would cost, before anything is done. */
export function renderRestorePreview(preview: RestorePreviewView, { width, style }: RenderOptions): string {
  const { lost } = preview;
  const counts = `${formatCount(preview.written)} written, ${formatCount(preview.corrected)} set right, ${formatCount(preview.removed)} removed`;
  const shown = lost.newest.slice(0, LISTED).map(({ path, bytes, modified, what }) => {
    const when = shortTime(modified);
    return `    ${when}  ${formatBytes(bytes).padStart(8)}  ${what.padEnd(7)}  ${printable(path)}`;
  });
  const more =
    lost.files > shown.length && shown.length > 0 ? [`    and ${formatCount(lost.files - shown.length)} more`] : [];
  const kept = preview.rules.filter(({ action }) => action === "owned");
  return [
    `${style.strong(printable(preview.host))} goes back to ${printable(preview.point)} of ${shortTime(preview.createdAt)} (${printable(preview.release)})`,
    ...labelled("files", `${counts}; ${formatBytes(preview.contentBytes)} to bring`, 2, LABEL, width),
    lost.files === 0
      ? "  No file that was written since then would be lost."
      : `  ${style.warn("LOST")}      ${plural(lost.files, "file")} (${formatBytes(lost.bytes)}) written since then:`,
    ...shown,
    ...more,
    ...labelled("kept", `what was written since in ${kept.map(({ path }) => path).join(", ")}`, 2, LABEL, width),
    "",
  ].join("\n");
}
