import type { CatalogWithFacts } from "../../catalog/catalog.ts";
import { matchesPattern } from "../../catalog/matches-pattern.ts";
import type { Release } from "../../catalog/release.ts";
import type { Choice, ChoiceCohort, HostChoice } from "../../compare/choice.ts";
import { answerOf, withoutMinor } from "../../compare/choice-cohorts.ts";
import type { HostGrounds } from "../../compare/host-grounds.ts";
import { isFerrys } from "../../compare/way-to.ts";
import { known } from "../../facts/fact.ts";
import type { Facts } from "../../facts/facts.ts";
import { factsOf } from "../../facts/read-facts.ts";
import { parseNevra } from "../../package/nevra.ts";
import type { OpenerOptions } from "../open-repositories.ts";
import { assessFleet } from "./assess-fleet.ts";
import { type FleetHost, hostsOfLines } from "./fleet-host.ts";
import { fleetLines } from "./fleet-lines.ts";
import { PackageTexts } from "./package-texts.ts";
import { osReleaseOf } from "./release-of-package.ts";

export interface FleetChoiceRequest extends OpenerOptions {
  readonly files: readonly string[];
}

/** What a comparison of one host needs, and how a host is compared. */
export interface FleetComparing {
  readonly catalog: CatalogWithFacts;
  /** The releases that a host of a release and an architecture is compared with; its own among them. */
  targetsOf(from: Release, machine: FleetMachine): readonly Release[];
  compare(host: HostGrounds): Promise<HostChoice>;
}

/** As far as a line tells it. */
interface FleetMachine {
  readonly architecture: string;
  readonly cpuLevel?: NonNullable<FleetHost["cpuLevel"]>;
}

/** Hosts that cannot but have the same answer: of one release, with the same of what decides. */
interface Kind {
  readonly release: Release;
  readonly minor: number | undefined;
  readonly architecture: string;
  readonly cpuLevel: FleetHost["cpuLevel"];
  readonly hosts: { readonly id: string; readonly place: number }[];
}

/**
 * Compares the hosts of fleet files by their packages alone. Hosts with the same release, machine, databases, renamed packages
 * and outcome of the solver are of one kind, and the first of each is compared for all. `hosts` of the answer has the first host of
 * each cohort.
 */
export async function chooseFleet(
  request: FleetChoiceRequest,
  comparing: FleetComparing,
): Promise<Pick<Choice, "hosts" | "cohorts" | "left">> {
  const { kinds, left } = await kindsOf(request, comparing);
  const targets = new Set(
    [...kinds.values()].flatMap(({ release, ...kind }) =>
      comparing
        .targetsOf(release, machineOf(kind))
        .flatMap((target) => (target.id === release.id || !isFerrys(target) ? [] : [target.id])),
    ),
  );
  const parted = await partedBySolver([...kinds.values()], [...targets], request);
  const choices = new Map<string, { readonly choice: HostChoice; readonly hosts: string[] }>();
  const first = new Map(parted.map((kind) => [kind.hosts[0]?.place, kind]));
  let done = 0;
  let place = 0;
  for await (const { host } of hostsOf(request)) {
    const kind = typeof host === "string" ? undefined : first.get(place++);
    if (typeof host === "string" || kind === undefined) continue;
    request.progress(`${++done} of ${parted.length} kinds of hosts compared`);
    const { release, minor } = kind;
    const choice = await comparing.compare({
      host: host.id,
      facts: factsOfFleet(host, machineOf(kind)),
      release,
      minor,
      packagesOnly: true,
    });
    const answer = answerOf(choice);
    const same = choices.get(answer);
    const ids = kind.hosts.map(({ id }) => id);
    if (same === undefined) choices.set(answer, { choice, hosts: ids });
    else for (const id of ids) same.hosts.push(id);
  }
  const all = [...choices.values()].toSorted((one, other) => other.hosts.length - one.hosts.length);
  return {
    hosts: all.map(({ choice, hosts }) => ({ ...choice, notes: [spokenFor(hosts.length), ...choice.notes] })),
    cohorts: all.map(({ choice, hosts }): ChoiceCohort => {
      const { release, advice } = choice;
      const target = advice.kind === "advised" ? advice.target : null;
      return { hosts: hosts.toSorted(), release, title: withoutMinor(choice), target, advice };
    }),
    left,
  };
}

function spokenFor(hosts: number): string {
  const alone =
    "A fleet file tells packages, and the processor where a line has cpuLevel: devices, repositories and what else is a host's own are not weighed";
  return hosts === 1
    ? alone
    : `${alone}. The other ${hosts - 1} of its cohort have the same answer; the counts are its own`;
}

async function* hostsOf({
  files,
}: FleetChoiceRequest): AsyncGenerator<{ readonly at: string; readonly host: FleetHost | string }> {
  for (const path of files)
    for await (const { bytes, firstLine } of fleetLines(path))
      for (const { line, host } of hostsOfLines(bytes, firstLine)) yield { at: `${path}, line ${line}`, host };
}

async function kindsOf(
  request: FleetChoiceRequest,
  { catalog }: FleetComparing,
): Promise<{ readonly kinds: ReadonlyMap<string, Kind>; readonly left: Choice["left"] }> {
  const texts = new PackageTexts(catalog);
  const traits = new Traits(catalog, texts);
  const kinds = new Map<string, Kind>();
  const left: Choice["left"][number][] = [];
  let place = 0;
  const leave = (host: string, kind: Choice["left"][number]["kind"], reason: string): void => {
    left.push({ host, kind, reason });
  };
  for await (const { at, host } of hostsOf(request)) {
    if (typeof host === "string") {
      leave(at, "failed", host);
      continue;
    }
    const here = place++;
    const packages = texts.number(host);
    const recognition = texts.releaseOf(packages);
    const architecture = host.architecture ?? texts.architectureOf(packages);
    if (recognition.kind === "unknown") leave(host.id, "unsupported", recognition.because);
    else if (architecture === undefined) leave(host.id, "unsupported", "none of its packages tells the architecture");
    else {
      const { release, minor } = recognition;
      const { cpuLevel } = host;
      const key = JSON.stringify([release.id, architecture, cpuLevel, traits.of(packages.texts)]);
      const kind = kinds.get(key) ?? { release, minor, architecture, cpuLevel, hosts: [] };
      kinds.set(key, kind);
      kind.hosts.push({ id: host.id, place: here });
    }
  }
  return { kinds, left };
}

/** What of a host's packages decides beside what the solver makes of them: databases, and names that others replace. */
class Traits {
  readonly #traits = new Map<number, string>();
  readonly #texts: PackageTexts;
  readonly #patterns: readonly string[];
  readonly #names: ReadonlySet<string>;

  constructor({ downgrades, renames }: CatalogWithFacts, texts: PackageTexts) {
    this.#texts = texts;
    this.#patterns = downgrades.filter(({ stops }) => stops).flatMap(({ packages }) => packages);
    this.#names = new Set(renames.map(({ from }) => from));
  }

  of(texts: Int32Array): readonly string[] {
    const found = new Set<string>();
    for (const id of texts) {
      let trait = this.#traits.get(id);
      if (trait === undefined) this.#traits.set(id, (trait = this.#traitOf(this.#texts.text(id))));
      if (trait !== "") found.add(trait);
    }
    return [...found].toSorted();
  }

  #traitOf(text: string): string {
    const nevra = parseNevra(text);
    if (nevra === undefined) return "";
    const { name, version } = nevra;
    if (this.#names.has(name)) return name;
    return this.#patterns.some((pattern) => matchesPattern(pattern, name)) ? `${name} ${version}` : "";
  }
}

/** Parts each kind by what the solver says of its hosts for each target; as they are where nothing can be solved. */
async function partedBySolver(
  kinds: readonly Kind[],
  targets: readonly string[],
  request: FleetChoiceRequest,
): Promise<readonly Kind[]> {
  const marks = new Map<string, string>();
  for (const target of targets) {
    const { cohorts } = await assessFleet({ ...request, to: target, origins: [] });
    for (const [index, { hosts }] of cohorts.entries()) {
      for (const host of hosts) marks.set(host, `${marks.get(host) ?? ""} ${index}`);
    }
  }
  return kinds.flatMap((kind) =>
    [...Map.groupBy(kind.hosts, ({ id }) => marks.get(id) ?? "").values()].map((hosts) => ({ ...kind, hosts })),
  );
}

function machineOf({ architecture, cpuLevel }: Pick<Kind, "architecture" | "cpuLevel">): FleetMachine {
  return cpuLevel === undefined ? { architecture } : { architecture, cpuLevel };
}

/** A fleet file tells the packages of a host and its machine, and nothing else. */
function factsOfFleet({ bytes, spans }: FleetHost, machine: FleetMachine): Facts {
  const decoder = new TextDecoder();
  const packages = Array.from({ length: spans.length / 2 }, (_, index) => {
    const nevra = parseNevra(decoder.decode(bytes.subarray(spans[2 * index], spans[2 * index + 1])));
    return nevra === undefined ? [] : [nevra];
  }).flat();
  const [system] = packages.flatMap((item) => osReleaseOf(item) ?? []);
  return {
    ...factsOf(new Map()),
    ...(system === undefined ? {} : { osRelease: known(system) }),
    packages: known(packages),
    machine: known(machine),
  };
}
