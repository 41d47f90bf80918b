import type { CatalogWithFacts } from "../catalog/catalog.ts";
import type { Minor } from "../catalog/minor.ts";
import type { ReleaseFact } from "../catalog/release-fact.ts";
import type { Route } from "../routes/plan-route.ts";
import type { ComparedValue, Comparison, ComparisonRow, ComparisonSource, Topic } from "./comparison.ts";
import type { Subject } from "./subject.ts";
import { timeLeft } from "./time-left.ts";
import { goerOf, hopChain, wayTo } from "./way-to.ts";

type FactName = ReleaseFact["fact"];
type Knowledge = Pick<CatalogWithFacts, "releases" | "hops" | "otherHops" | "releaseFacts" | "minors" | "sources">;

/** One row: a fact as data/ tells it, or what follows from its other records. */
interface RowPlan {
  readonly topic: Topic;
  readonly label: string;
  readonly value: (subject: Subject) => ComparedValue;
}

/**
 * Sets releases side by side with what the catalog knows of them, each value with its source and date. What the catalog
 * does not tell is "unknown", and what nobody measured "not measured". `today`: YYYY-MM-DD.
 */
export function compareReleases(subjects: readonly Subject[], catalog: Knowledge, today: string): Comparison {
  const rows = rowPlans(subjects, catalog, today).map(
    ({ topic, label, value }): ComparisonRow => ({
      topic,
      label,
      values: Object.fromEntries(subjects.map((subject) => [subject.id, value(subject)])),
    }),
  );
  return {
    date: today,
    releases: subjects.map(({ id }) => id),
    titles: Object.fromEntries(subjects.map(({ id, title }) => [id, title])),
    rows,
    sources: sourcesOf(rows, catalog.sources),
  };
}

function rowPlans(subjects: readonly Subject[], catalog: Knowledge, today: string): readonly RowPlan[] {
  const fact = (topic: Topic, label: string, name: FactName): RowPlan => ({
    topic,
    label,
    value: (subject) => factValue(subject, name, catalog, today),
  });
  const end = (label: string, which: "active" | "security"): RowPlan => ({
    topic: "support",
    label,
    value: (subject) => endOfSupport(subject, which, catalog, today),
  });
  return [
    fact("development-model", "Model", "model"),
    fact("development-model", "Relation to RHEL", "rhel-relation"),
    fact("development-model", "Releases", "cadence"),
    { topic: "development-model", label: "Minors", value: (subject) => minorsValue(subject, catalog, today) },
    fact("community", "Owner", "owner"),
    fact("community", "Governance", "governance"),
    fact("community", "Sponsors", "sponsors"),
    fact("community", "Contributing", "contributing"),
    fact("support", "First release", "released"),
    end("New features and fixes until", "active"),
    end("Security fixes until", "security"),
    fact("support", "Extended support", "extended-support"),
    fact("support", "Commercial support", "commercial-support"),
    fact("support", "Price", "price"),
    fact("performance", "How it is built", "optimisation"),
    fact("performance", "Measurements", "benchmarks"),
    fact("compatibility", "Promise", "abi-promise"),
    fact("compatibility", "Architectures", "architectures"),
    fact("compatibility", "Processor (x86_64)", "cpu-level"),
    fact("compatibility", "Kernel", "kernel"),
    fact("compatibility", "glibc", "glibc"),
    fact("compatibility", "OpenSSL", "openssl"),
    fact("compatibility", "Python", "python"),
    fact("compatibility", "systemd", "systemd"),
    fact("compatibility", "Stacks", "stacks"),
    fact("compatibility", "Devices", "devices"),
    fact("security", "Advisories", "errata"),
    fact("security", "Time to a fix", "fix-latency"),
    fact("security", "Secure Boot", "secure-boot"),
    fact("security", "FIPS", "fips"),
    fact("security", "Live patching", "live-patching"),
    fact("use", "Use cases", "use-cases"),
    fact("use", "For whom", "audience"),
    fact("use", "Cloud images", "cloud-images"),
    fact("migration", "Tools", "migration-tools"),
    ...subjects
      .filter((from) => !from.isBuild)
      .map((from) => ({
        topic: "migration" as const,
        label: `From ${from.title}`,
        value: (to: Subject) => wayValue(from, to, catalog, today),
      })),
  ];
}

function factValue(subject: Subject, name: FactName, catalog: Knowledge, today: string): ComparedValue {
  const found = catalog.releaseFacts.find((fact) => fact.fact === name && fact.subjects.includes(subject.id));
  const gap = name === "benchmarks" ? "not measured" : "unknown";
  if (found === undefined) return { value: gap, source: null, date: today, why: "Ferry's data does not tell it" };
  return found.kind === "known"
    ? valueOf(found.value, found.source, catalog)
    : { value: gap, source: null, date: found.looked, why: found.why };
}

function endOfSupport(
  { release }: Subject,
  which: "active" | "security",
  catalog: Knowledge,
  today: string,
): ComparedValue {
  const end = release.support[which];
  if (end === null) return { value: "unknown", source: null, date: today, why: "no source told the day" };
  return valueOf(`${end} (${timeLeft(end, today)})`, release.source, catalog);
}

function minorsValue({ release }: Subject, catalog: Knowledge, today: string): ComparedValue {
  const minors = catalog.minors
    .filter((minor) => minor.release === release.id)
    .toSorted((left, right) => left.minor - right.minor);
  if (minors.length === 0 && release.latest === null) return valueOf("None", release.source, catalog);
  if (minors.length === 0) return { value: "unknown", source: null, date: today, why: "its minors were not collected" };
  const words = minors.map((minor) => minorWords(minor, release.major));
  const others = hasGaps(minors) ? "; others were not collected" : "";
  return valueOf(`${words.join(", ")}${others}`, [...new Set(minors.flatMap(({ source }) => source))], catalog);
}

/** Whether minors are missing between those that are known, or all before the only one. */
function hasGaps(minors: readonly Minor[]): boolean {
  const numbers = minors.map(({ minor }) => minor);
  const span = Math.max(...numbers) - Math.min(...numbers) + 1;
  return span > numbers.length || (numbers.length === 1 && numbers[0] !== 0);
}

function minorWords({ minor, state, date }: Minor, major: number): string {
  const name = `${major}.${minor}`;
  if (state === "beta") return `${name} in beta`;
  return date === null ? name : `${name} ${date}`;
}

/** How a host of one release gets to the other, by Ferry or by tools of others. */
function wayValue(from: Subject, to: Subject, catalog: Knowledge, today: string): ComparedValue {
  if (to.isBuild) {
    const why = `Ferry's ways lead to ${to.release.title}; the processor decides which build a host gets`;
    return { value: "unknown", source: null, date: today, why };
  }
  const own = (value: string): ComparedValue => ({ value, source: null, date: today });
  if (from.id === to.id) return own("Stays");
  const route = wayTo(from.release, to.release, undefined, catalog);
  switch (route.kind) {
    case "arrived":
      return own("Stays");
    case "none":
      return own(route.because);
    case "route":
      return valueOf(routeWords(route, catalog), routeSources(route, catalog), catalog);
  }
}

function routeWords({ hops }: Extract<Route, { kind: "route" }>, catalog: Knowledge): string {
  const count = hops.length === 1 ? "1 step" : `${hops.length} steps`;
  return `${count}: ${hopChain(hops, catalog)}`;
}

function routeSources({ hops }: Extract<Route, { kind: "route" }>, catalog: Knowledge): readonly string[] {
  const ids = hops.flatMap((hop) => goerOf(hop, catalog)?.source ?? hop.to.source);
  return [...new Set(ids)];
}

function valueOf(value: string, ids: readonly string[], { sources }: Knowledge): ComparedValue {
  const known = ids.flatMap((id) => sources.get(id) ?? []);
  const dates = known.map(dateOfSource).toSorted();
  return { value, source: known.map(({ url }) => url).join(" "), date: dates[0] ?? "" };
}

function dateOfSource({
  published,
  retrieved,
}: {
  readonly published?: string | undefined;
  retrieved: string;
}): string {
  return published ?? retrieved;
}

function sourcesOf(rows: readonly ComparisonRow[], sources: Knowledge["sources"]): readonly ComparisonSource[] {
  const byUrl = new Map([...sources.values()].map((source) => [source.url, source]));
  const urls = rows.flatMap(({ values }) => Object.values(values).flatMap(({ source }) => source?.split(" ") ?? []));
  return [...new Set(urls)].flatMap((url) => {
    const source = byUrl.get(url);
    return source === undefined ? [] : [{ url, title: source.title, date: dateOfSource(source) }];
  });
}
