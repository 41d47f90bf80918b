import type { AgentPlan } from "../../hosts/dnf/agent-result.ts";
import type { Conversion } from "../../steps/conversion.ts";

/** Lines that are shown; of a host whose repositories have changed all packages may differ. */
const MOST_LINES = 20;

/** How dnf's plan differs from the foretold one, package by package; empty when it does not. */
export function planDifference(
  conversion: Pick<Conversion, "arriving" | "leaving" | "after">,
  plan: Pick<AgentPlan, "arriving" | "leaving" | "after">,
): readonly string[] {
  const foretold = new Map(conversion.arriving.map(({ nevra, repository }) => [nevra, repository]));
  const planned = new Map(plan.arriving.map(({ nevra, repository }) => [nevra, repository]));
  const leaving = new Set(conversion.leaving);
  const wouldLeave = new Set(plan.leaving);
  const lines = [
    ...[...planned].flatMap(([nevra, repository]) =>
      foretold.has(nevra) ? [] : [`dnf would bring ${nevra} from ${repository}, which was not foretold`],
    ),
    ...[...foretold].flatMap(([nevra, repository]) =>
      planned.has(nevra) ? [] : [`${nevra} from ${repository} was foretold, and dnf would not bring it`],
    ),
    ...[...wouldLeave].flatMap((nevra) =>
      leaving.has(nevra) ? [] : [`dnf would remove ${nevra}, which was not foretold`],
    ),
    ...[...leaving].flatMap((nevra) =>
      wouldLeave.has(nevra) ? [] : [`${nevra} was foretold to go, and dnf would not remove it`],
    ),
  ];
  return shortened(lines.length > 0 ? lines : installedDifference(conversion.after, plan.after));
}

/** The same packages come and go, and something else is installed than when the host was read. */
function installedDifference(foretold: readonly string[], planned: readonly string[]): readonly string[] {
  const [before, now] = [new Set(foretold), new Set(planned)];
  return [
    ...planned
      .filter((nevra) => !before.has(nevra))
      .map((nevra) => `${nevra} has been installed since the host was read`),
    ...foretold.filter((nevra) => !now.has(nevra)).map((nevra) => `${nevra} has been removed since the host was read`),
  ];
}

export function shortened(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more <= 0 ? lines : [...lines.slice(0, MOST_LINES), `and ${more} more`];
}
