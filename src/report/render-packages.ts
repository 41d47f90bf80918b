import type { HostAssessment } from "./assessment.ts";
import { formatBytes, formatCount, labelled, plural } from "./layout.ts";
import type { RenderOptions } from "./render-assessment.ts";
import { wrongRepositories } from "./render-findings.ts";
import { renderTransaction } from "./render-transaction.ts";

const briefly = 5;

/** What becomes of the packages, in numbers, with what is removed and why; all of them on demand. */
export function renderPackages(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { totals, basis } = host;
  const installed = plural(totals.installed, "package");
  const line = (text: string) => labelled("Packages", text, 0, 10, options.width);
  if (basis === "none") return line(`${installed} installed: no transaction could be computed`);
  const size = `download ${formatBytes(totals.downloadBytes)}, on disk ${totals.sizeChangeBytes >= 0 ? "+" : ""}${formatBytes(totals.sizeChangeBytes)}`;
  const condition = basis === "with-erasing" ? "; if those that stand in the way are removed" : "";
  return [
    ...line(`${installed} installed${condition}: ${countsOf(host).join(", ")} · ${size}`),
    ...(options.packages === "all"
      ? ["", ...renderTransaction(host.transaction, options)]
      : removedInBrief(host, options)),
  ];
}

function countsOf({ transaction, totals }: HostAssessment): readonly string[] {
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  const parts = [
    [upgrade.length, "upgraded"],
    [downgrade.length, "downgraded"],
    [reinstall.length, "replaced by the target's build"],
    [new Set(obsolete.map(({ old }) => old)).size, "replaced by another package"],
    [remove.length, "removed"],
    [totals.kept, "kept"],
    [install.length, "new"],
  ] as const;
  return parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
}

function removedInBrief(host: HostAssessment, options: RenderOptions): readonly string[] {
  const { remove } = host.transaction;
  if (wrongRepositories(host) !== undefined) return [];
  const shown = remove
    .slice(0, briefly)
    .flatMap(({ nevra, why }) => labelled("-", `${nevra}: ${why}`, 2, 2, options.width));
  const rest = remove.length - shown.length;
  return remove.length > briefly ? [...shown, `  … and ${plural(rest, "more removal")}`] : shown;
}
