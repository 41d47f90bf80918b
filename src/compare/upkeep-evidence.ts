import { counted } from "../checks/words.ts";
import { COST_YEARS, worthOfLatency } from "./advice-rules.ts";
import { unknownEvidence } from "./advise.ts";
import type { Evidence, Measured } from "./choice.ts";
import { nodeCost } from "./costs.ts";
import { latencyOf } from "./errata.ts";
import { type CompareContext, factOf, type HostGrounds, type TargetGrounds, toldOf } from "./host-grounds.ts";

/** How long after Red Hat's advisory the fix came, by the advisories that the user gave. */
export function errataEvidence(
  host: HostGrounds,
  { release }: TargetGrounds,
  { catalog, errata }: CompareContext,
): Evidence {
  const topic = "errata";
  const told = toldOf(release, "fix-latency", catalog);
  const words: readonly Measured[] =
    told === undefined ? [] : [{ name: "what is said", value: told.value, unit: "words", source: told.source }];
  const said = told === undefined ? "nothing is known of it" : `what is said: ${told.value}`;
  if (errata === undefined) {
    return notAsked(topic, `The time to a fix was not measured here (no --errata); ${said}`, words);
  }
  if (release.vendor === "rhel") {
    const says = "The advisories of others are measured by its own";
    return { topic, verdict: "for", worth: 1, short: "the measure", says, details: [], numbers: words };
  }
  if (release.vendor !== "almalinux" || release.latest === null) {
    return unknownEvidence(topic, `The advisories that were given tell nothing of ${release.title}; ${said}`, {
      numbers: words,
    });
  }
  const installed = new Set((factOf(host.facts, "packages") ?? []).map(({ name }) => name));
  const own = latencyOf(errata, release.major, installed);
  const all = latencyOf(errata, release.major, undefined);
  if (all === undefined) {
    return unknownEvidence(topic, `No advisory of EL${release.major} that was given follows one of Red Hat's`, {
      numbers: words,
    });
  }
  const figures = own ?? all;
  const about = own === undefined ? "of all packages" : "that touch packages of this host";
  const number = (name: string, value: number | string, unit: string): Measured => ({
    name,
    value,
    unit,
    source: errata.source,
  });
  return {
    topic,
    verdict: figures.medianDays <= 7 ? "for" : "against",
    worth: worthOfLatency(figures.medianDays),
    short: `${figures.medianDays} d median`,
    says: `Half of the ${figures.advisories} advisories ${about} (${figures.from} to ${figures.to}) were done within ${counted(figures.medianDays, "day")} of Red Hat's, nine in ten within ${figures.ninetiethDays}, at most: later edits count too`,
    details: [`Of all ${all.advisories} of EL${release.major}: ${all.medianDays} and ${all.ninetiethDays} days`],
    numbers: [
      number("advisories", figures.advisories, "advisories"),
      number("median", figures.medianDays, "days"),
      number("ninetieth of a hundred", figures.ninetiethDays, "days"),
      number("newest advisory", errata.newest, "date"),
      ...words,
    ],
  };
}

/** What a node costs a year, by the file that the user gave. */
export function costEvidence(
  host: HostGrounds,
  { release, route }: TargetGrounds,
  { catalog, costs }: CompareContext,
): Evidence {
  const topic = "cost";
  const told = toldOf(release, "price", catalog);
  const words: readonly Measured[] =
    told === undefined ? [] : [{ name: "price", value: told.value, unit: "words", source: told.source }];
  if (costs === undefined) {
    const said = told === undefined ? "its price is not known" : told.value;
    return {
      ...notAsked(topic, `What a node costs was not given (no --costs); of the price: ${said}`, words),
      short: "not given",
    };
  }
  const hops = release.id === host.release.id || route.kind !== "route" ? [] : route.hops;
  const cost = nodeCost(costs, release.id, hops);
  if (cost === undefined) {
    return unknownEvidence(topic, `The costs that were given do not name ${release.id}`, { numbers: words });
  }
  const highest = Math.max(
    1,
    ...Object.keys(costs.releases).map((id) => nodeCost(costs, id, [])?.perYear ?? 0),
    cost.spread,
  );
  const amount = (value: number): string => `${Math.round(value * 100) / 100} ${costs.currency}`;
  const number = (name: string, value: number, unit: string): Measured => ({ name, value, unit, source: "--costs" });
  const worth = 1 - cost.spread / highest;
  return {
    topic,
    verdict: worth >= 0.5 ? "for" : worth > 0.25 ? "neutral" : "against",
    worth,
    short: `${Math.round(cost.spread)} ${costs.currency}/y`.slice(0, 13),
    says: `A node costs ${amount(cost.perYear)} a year, and ${amount(cost.once)} once for the move: ${amount(cost.spread)} a year over ${COST_YEARS} years`,
    details: [],
    numbers: [
      number("per node and year", cost.perYear, `${costs.currency}/year`),
      number("once per node", cost.once, costs.currency),
      number(`per node and year over ${COST_YEARS} years`, cost.spread, `${costs.currency}/year`),
      ...words,
    ],
  };
}

function notAsked(topic: Evidence["topic"], says: string, numbers: readonly Measured[]): Evidence {
  return { topic, verdict: "not-asked", worth: 0, short: "not measured", says, details: [], numbers };
}
