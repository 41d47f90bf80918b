import type { HostAssessment } from "./assessment.ts";
import { labelled, plural, printable, table } from "./layout.ts";
import type { RenderOptions } from "./render-assessment.ts";

const outcomes = ["ready", "arrived", "blocked", "unsupported", "unreachable", "failed"] as const;

/** Several hosts: a line a host, then a line a finding with the number of hosts it is found on, then what to do. */
export function renderFleet(hosts: readonly HostAssessment[], options: RenderOptions): readonly string[] {
  const { width } = options;
  const count = (outcome: HostAssessment["outcome"]) => hosts.filter((host) => host.outcome === outcome).length;
  const counts = outcomes.filter((outcome) => count(outcome) > 0).map((outcome) => `${count(outcome)} ${outcome}`);
  return [
    ...table(
      [
        { title: "HOST", align: "left", most: Math.max(24, width - 56) },
        { title: "SYSTEM", align: "left" },
        { title: "TARGET", align: "left" },
        { title: "STATE", align: "left" },
        { title: "STOPPED BY", align: "left" },
      ],
      hosts.map((host) => [
        printable(host.host),
        host.release ?? "-",
        host.target ?? "-",
        host.outcome.toUpperCase(),
        stoppedBy(host),
      ]),
      width,
    ),
    ...findingTable(hosts, width),
    ...withoutAnswer(hosts, width),
    "",
    `${plural(hosts.length, "host")}: ${counts.join(", ")}`,
    ...labelled("Next:", "one host in full: ferry assess HOST", 0, 6, width),
  ];
}

/** The findings that stop a host, those that are not known with "?"; "packages" for problems with them. */
function stoppedBy(host: HostAssessment): string {
  const ids = host.findings.filter(({ inhibitor }) => inhibitor).map(({ id, unknown }) => (unknown ? `${id}?` : id));
  const kinds = new Set(host.problems.map(({ kind }) => kind));
  const all = [...new Set(ids), ...kinds];
  return all.length === 0 ? "-" : all.join(" ");
}

interface Row {
  readonly title: string;
  readonly unknown: boolean;
  readonly stops: boolean;
  readonly note: boolean;
  readonly hosts: number;
}

function findingTable(hosts: readonly HostAssessment[], width: number): readonly string[] {
  const rows = new Map<string, Row>();
  for (const host of hosts) {
    for (const [id, findings] of Map.groupBy(host.findings, (finding) => finding.id)) {
      const before = rows.get(id);
      const known = findings.find(({ unknown }) => !unknown);
      rows.set(id, {
        title: before?.unknown === false ? before.title : ((known ?? findings[0])?.title ?? ""),
        unknown: before?.unknown !== false && known === undefined,
        stops: before?.stops === true || findings.some(({ inhibitor }) => inhibitor),
        note: before?.note !== false && findings.every(({ severity, unknown }) => severity === "info" && !unknown),
        hosts: (before?.hosts ?? 0) + 1,
      });
    }
  }
  if (rows.size === 0) return [];
  const cells = [...rows]
    .toSorted(
      ([, left], [, right]) =>
        Number(right.stops) - Number(left.stops) || Number(left.note) - Number(right.note) || right.hosts - left.hosts,
    )
    .map(([id, { title, unknown, stops, note, hosts: count }]) => [
      `${count}`,
      `${stops ? "✖" : note ? "·" : "!"}${unknown ? "?" : ""}`,
      id,
      printable(title),
    ]);
  return [
    "",
    ...table(
      [
        { title: "HOSTS", align: "right" },
        { title: "STOPS", align: "left" },
        { title: "FINDING", align: "left" },
        { title: "FOR INSTANCE", align: "left" },
      ],
      cells,
      width,
    ),
  ];
}

/** Hosts that could not be assessed, and why. */
function withoutAnswer(hosts: readonly HostAssessment[], width: number): readonly string[] {
  const lines = hosts
    .filter(({ outcome }) => outcome === "unsupported" || outcome === "unreachable" || outcome === "failed")
    .flatMap(({ host, summary }) => labelled("-", `${host}: ${summary}`, 0, 2, width));
  return lines.length === 0 ? [] : ["", "Not assessed", ...lines];
}
