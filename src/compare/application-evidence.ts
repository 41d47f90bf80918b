import type { Downgrade } from "../catalog/downgrade.ts";
import { matchesPattern } from "../catalog/matches-pattern.ts";
import type { ThirdParty } from "../catalog/third-party.ts";
import { originOf } from "../checks/packages/origin.ts";
import { ownerOf } from "../checks/repositories/host-repository.ts";
import { counted, listed } from "../checks/words.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds, toldOf } from "./host-grounds.ts";

/** Red Hat's repositories as clouds serve them: the distribution's own, under names that AlmaLinux's do not replace. */
const OWN_CHANNEL = "rhui";

/** Whether each enabled repository of others has a twin for the candidate. */
export function repositoryEvidence(
  host: HostGrounds,
  { release }: TargetGrounds,
  { catalog }: CompareContext,
): Evidence {
  const repositories = factOf(host.facts, "repositories");
  const topic = "repositories";
  if (repositories === undefined) return unknownEvidence(topic, "The repositories of this host could not be read");
  const foreign = repositories.flatMap((item) => {
    const owner = item.enabled ? ownerOf(item, catalog) : { kind: "distribution" as const };
    const isOwn = owner.kind === "distribution" || (owner.kind === "third-party" && owner.party.id === OWN_CHANNEL);
    return isOwn ? [] : [{ id: item.id, owner }];
  });
  const stays = release.id === host.release.id;
  const verdicts = foreign.map(({ id, owner }) => {
    if (stays) return { id, title: id, has: "yes" as const, note: null };
    if (owner.kind === "unknown")
      return { id, title: `${id} (not known to Ferry)`, has: "unknown" as const, note: null };
    return {
      id,
      title: `${id} (${owner.party.title})`,
      has: twinOf(owner.party, release.id, release.major, host.release.major),
      note: owner.party.note,
    };
  });
  const of = (has: "yes" | "no" | "unknown") => verdicts.filter((one) => one.has === has);
  const numbers: readonly Measured[] = (["yes", "no", "unknown"] as const).map((has) => ({
    name: { yes: "with a twin", no: "without a twin", unknown: "twin not known" }[has],
    value: of(has).length,
    unit: "repositories",
    source: "facts: repositories; data/third-party",
  }));
  const words = { yes: stays ? "stays" : "has one", no: "has none", unknown: "not known" };
  const details = verdicts.map(({ title, has, note }) => `${title}: ${words[has]}${note === null ? "" : ` (${note})`}`);
  if (foreign.length === 0) {
    const none = repositories.some(({ enabled }) => enabled)
      ? "No repository of others is enabled"
      : "No repository is enabled at all";
    return { topic, verdict: "neutral", worth: 1, short: "none", says: none, details, numbers };
  }
  const worth = (of("yes").length + 0.25 * of("unknown").length) / verdicts.length;
  if (of("no").length > 0) {
    const says = `${listed(
      of("no").map(({ title }) => title),
      3,
    )} ${of("no").length === 1 ? "has" : "have"} nothing for ${release.title}`;
    return {
      topic,
      verdict: "against",
      worth,
      short: `${of("no").length} without`,
      says,
      details,
      numbers,
      remedy: "another source for what its repositories bring",
    };
  }
  if (of("unknown").length > 0) {
    const says = `Whether ${listed(
      of("unknown").map(({ title }) => title),
      3,
    )} ${of("unknown").length === 1 ? "serves" : "serve"} ${release.title} is not known`;
    return { ...unknownEvidence(topic, says, { details, numbers, short: `${of("unknown").length} unknown` }), worth };
  }
  const says = stays
    ? `${counted(foreign.length, "repository of others stays", "repositories of others stay")} as they are`
    : `${listed(
        verdicts.map(({ title }) => title),
        3,
      )} ${foreign.length === 1 ? "has" : "have"} a twin for ${release.title}`;
  return {
    topic,
    verdict: "for",
    worth: 1,
    short: `${foreign.length} of ${foreign.length}`,
    says: says.replace("1 repository of others stays as they are", "1 repository of others stays as it is"),
    details,
    numbers,
  };
}

function twinOf(party: ThirdParty, release: string, major: number, before: number): "yes" | "no" | "unknown" {
  if (party.onlyFor.length > 0 && !party.onlyFor.includes(release)) return "no";
  if (party.majors !== null) return party.majors.includes(major) ? "yes" : "no";
  return major === before ? "yes" : "unknown";
}

/** Whether programs that keep data jump to another series, which may ask for a dump or their own upgrade. */
export function applicationEvidence(host: HostGrounds, target: TargetGrounds, { catalog }: CompareContext): Evidence {
  const { release, packages: solved } = target;
  const topic = "applications";
  const installed = factOf(host.facts, "packages");
  if (installed === undefined || installed.length === 0)
    return unknownEvidence(topic, "Which programs with data run here could not be read");
  const origin = originOf(host.release, catalog);
  const programs = catalog.downgrades
    .filter(({ stops }) => stops)
    .flatMap((format) => {
      const item = installed.find(({ name }) => format.packages.some((pattern) => matchesPattern(pattern, name)));
      return item === undefined
        ? []
        : [{ format, item, isForeign: ["third-party", "unknown"].includes(origin(item).kind) }];
    });
  const numbers: readonly Measured[] = programs.map(({ format, item }) => ({
    name: `${format.title} now`,
    value: item.version,
    unit: "version",
    source: "facts: packages",
  }));
  const names = listed(
    programs.map(({ format, item }) => `${format.title} ${item.version}`),
    3,
  );
  if (programs.length === 0) {
    const says = "No database that Ferry knows the data format of is installed by rpm";
    return { topic, verdict: "neutral", worth: 1, short: "no database", says, details: [], numbers };
  }
  if (release.id === host.release.id) {
    return {
      topic,
      verdict: "for",
      worth: 1,
      short: "as now",
      says: `${names} ${programs.length === 1 ? "stays as it is" : "stay as they are"}`,
      details: [],
      numbers,
    };
  }
  const foreign = programs.filter(({ isForeign }) => isForeign);
  const own = programs.filter(({ isForeign }) => !isForeign);
  const details = foreign.map(
    ({ format }) => `${format.title} is from others: it stays in its series while their repository has it`,
  );
  if (release.major !== host.release.major && own.length > 0) {
    const stacks = toldOf(release, "stacks", catalog);
    const there = stacks === undefined ? "what is there is not known" : `there: ${stacks.value}`;
    const says = `${listed(
      own.map(({ format, item }) => `${format.title} ${item.version}`),
      3,
    )} jumps to another series, and its data (${listed(own.map(({ format }) => format.data))}) must be dumped or upgraded; ${there}`;
    const more: readonly Measured[] =
      stacks === undefined ? [] : [{ name: "stacks there", value: stacks.value, unit: "words", source: stacks.source }];
    return {
      topic,
      verdict: "against",
      worth: 0.2,
      short: "upgrade data",
      says: own.length > 1 ? says.replace(" jumps to", " jump to") : says,
      details: [...details, ...own.map(({ format }) => format.fix)],
      numbers: [...numbers, ...more],
    };
  }
  if (solved.kind === "solved") {
    const jumps = own.flatMap(({ format, item }) => {
      const change = solved.changes.find(({ name }) => name === item.name);
      return change === undefined || seriesOf(change.from, format) === seriesOf(change.to, format)
        ? []
        : [{ format, change }];
    });
    if (jumps.length > 0) {
      const says = `${listed(
        jumps.map(({ format, change }) => `${format.title} goes from ${change.from} to ${change.to}`),
        3,
      )}: its data must be dumped or upgraded`;
      return {
        topic,
        verdict: "against",
        worth: 0.2,
        short: "upgrade data",
        says,
        details: [...details, ...jumps.map(({ format }) => format.fix)],
        numbers,
      };
    }
  }
  if (release.major !== host.release.major) {
    const says = `${names} ${programs.length === 1 ? "is" : "are"} from others: the series stays while their repository has it`;
    return { topic, verdict: "neutral", worth: 0.9, short: "from others", says, details: [], numbers };
  }
  const says = `${names}: ${programs.length === 1 ? "its series stays" : "their series stay"} the same within the major version${solved.kind === "solved" ? "" : ", by what Ferry knows"}`;
  return { topic, verdict: "for", worth: 0.9, short: "same series", says, details, numbers };
}

/** The numbers of a version that name the series whose data another cannot read: data/downgrades tells how many. */
function seriesOf(evr: string, { from }: Pick<Downgrade, "from">): string {
  const numbers = evr.replace(/^\d+:/, "").split("-")[0]?.split(".") ?? [];
  // PostgreSQL named its series by two numbers before 10 (its versioning policy)
  const count = from === "first" && Number(numbers[0]) >= 10 ? 1 : 2;
  return numbers.slice(0, count).join(".");
}
