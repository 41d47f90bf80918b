/**
 * All that decides an advice, in one place. First the hard rules: a candidate that one of them hits is never advised. Then
 * the weights: what each topic counts for the profile, times what it is worth (0 to 1) for the candidate. The weights are
 * our judgement and no measurement; the advice names the evidence that decided, not the sum.
 */
import type { Evidence, EvidenceTopic } from "./choice.ts";

/** What takes a candidate out, whatever else speaks for it. */
export const hardRules = {
  unsupported: "nobody publishes security fixes for it any more",
  "does-not-boot": "this host would not start, or not come back to the network",
  "loses-package-in-use": "a package that runs here would go, and nothing takes its place",
} as const;
export type HardRule = keyof typeof hardRules;

export const profiles = ["production", "development", "testing", "hosting", "appliance"] as const;
export type Profile = (typeof profiles)[number];

/** Uses for which previews of AlmaLinux are looked at without being asked for. */
export const previewProfiles: readonly Profile[] = ["development", "testing"];

type Weights = Readonly<Record<EvidenceTopic, number>>;

/** A server that others rely on: years of fixes and a short way count most. */
const production: Weights = {
  support: 5,
  way: 4,
  packages: 3,
  model: 3,
  devices: 2,
  processor: 2,
  applications: 2,
  repositories: 2,
  "own-software": 1,
  errata: 1,
  readiness: 1,
  cost: 1,
};

export const weights: Readonly<Record<Profile, Weights>> = {
  production,
  /** A developer's machine: what is new counts, and it is soon set up anew. */
  development: { ...production, support: 5, way: 1, packages: 1, model: 1, applications: 1, "own-software": 0.5 },
  /** Hosts that come and go: the way hardly counts. */
  testing: { ...production, support: 3, way: 1, packages: 1, model: 1, applications: 1, errata: 0.5 },
  /** Many customers on one host: their programs and the third parties' repositories must go on. */
  hosting: { ...production, repositories: 4, applications: 4, packages: 4, errata: 2, cost: 2 },
  /** A box that is built once and left alone for years: the longest support, and hardware that stays driven. */
  appliance: { ...production, support: 8, devices: 3, processor: 3, way: 2, readiness: 0.5 },
};

/**
 * Years of security fixes and what they are worth; between two points on the straight line. Three years are soon over for
 * something that others rely on, five are enough for most plans, and what is beyond counts little.
 */
const supportScale = [
  { years: 0, worth: 0 },
  { years: 3, worth: 0.35 },
  { years: 5, worth: 0.85 },
  { years: 12, worth: 1 },
] as const;

/** The worth of `days` of security fixes: never less for more days. */
export function worthOfSupport(days: number): number {
  const years = Math.max(0, days) / 365.25;
  for (const [index, upper] of supportScale.entries()) {
    const lower = supportScale[index - 1];
    if (lower === undefined || years > upper.years) continue;
    return lower.worth + ((years - lower.years) / (upper.years - lower.years)) * (upper.worth - lower.worth);
  }
  return 1;
}

/** Packages that nobody solved, where the same major is only rebuilt by others: nearly the same set is there. */
export const REBUILT_UNSOLVED_WORTH = 0.5;

/** The worth of what happens to the packages: each that goes costs, and so do those that go back. */
export function worthOfPackages(lost: number, older: number, installed: number): number {
  return Math.max(0.1, 1 - 0.15 * lost - (0.3 * older) / Math.max(1, installed));
}

/** The worth of the time from Red Hat's advisory to the fix, by its median in days. */
export function worthOfLatency(days: number): number {
  return Math.max(0.2, 1 - days / 30);
}

/** Years over which the cost of the move is spread. */
export const COST_YEARS = 5;

/** What is not known is worth less than what is known to be middling. */
export const UNKNOWN_WORTH = 0.25;

/** What a hop takes from the worth of a way (1 is: stay where it is). Packages are exchanged; the system is; all is. */
export const hopCosts = { convert: 0.1, upgrade: 0.35, rebuild: 0.5 } as const;

/** Rolling previews get changes before the release that they lead to. */
export const PREVIEW_WORTH = 0.3;

/** Support that ends within so many days speaks against a candidate. */
export const SHORT_SUPPORT_DAYS = 730;

/** The weight of a piece of evidence; nothing where it was not asked for. */
export function weightOf({ topic, verdict }: Evidence, profile: Profile): number {
  return verdict === "not-asked" ? 0 : weights[profile][topic];
}
