import type { HostAssessment } from "./assessment.ts";
import { plural, printable, table } from "./layout.ts";
import type { RenderOptions } from "./render-assessment.ts";

/** Several hosts: a line a host, then a line a problem with the number of hosts it hits. */
export function renderFleet(hosts: readonly HostAssessment[], options: RenderOptions): readonly string[] {
  const rows = hosts.map((host) => [
    printable(host.host),
    printable(host.from?.title ?? "-"),
    printable(host.to?.title ?? "-"),
    host.outcome.toUpperCase(),
    printable(topProblem(host)),
  ]);
  const count = (outcome: HostAssessment["outcome"]) => hosts.filter((host) => host.outcome === outcome).length;
  const counts = (["ready", "blocked", "unsupported", "unreachable", "failed"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${outcome}`);
  return [
    ...table(
      ["HOST", "SYSTEM", "TARGET", "STATE", "FIRST PROBLEM"],
      rows,
      ["left", "left", "left", "left", "left"],
      options.width,
    ),
    "",
    ...problemTable(hosts, options.width),
    `${plural(hosts.length, "host")}: ${counts.join(", ")}`,
  ];
}

function topProblem(host: HostAssessment): string {
  const finding = host.findings[0];
  if (host.outcome !== "ready" && host.outcome !== "blocked") return host.summary;
  if (host.problems.length > 0 && finding?.inhibitor !== true) return host.problems[0]?.because[0] ?? "";
  return finding === undefined ? "-" : `${finding.id} ${finding.title}`;
}

function problemTable(hosts: readonly HostAssessment[], width: number): readonly string[] {
  const problems = new Map<string, { readonly title: string; readonly stops: boolean; readonly hosts: number }>();
  for (const host of hosts) {
    for (const id of new Set(host.findings.map((finding) => finding.id))) {
      const finding = host.findings.find((candidate) => candidate.id === id);
      if (finding === undefined) continue;
      const before = problems.get(id);
      problems.set(id, {
        title: before?.title ?? finding.title,
        stops: finding.inhibitor || before?.stops === true,
        hosts: (before?.hosts ?? 0) + 1,
      });
    }
  }
  if (problems.size === 0) return [];
  const rows = [...problems]
    .sort(([, left], [, right]) => Number(right.stops) - Number(left.stops) || right.hosts - left.hosts)
    .map(([id, { title, stops, hosts: count }]) => [`${count}`, stops ? "✖" : "!", id, printable(title)]);
  return [...table(["HOSTS", "STOPS", "FINDING", "FOR INSTANCE"], rows, ["right", "left", "left", "left"], width), ""];
}
