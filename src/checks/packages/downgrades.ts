import type { Downgrade } from "../../catalog/downgrade.ts";
import { matchesPattern } from "../../catalog/matches-pattern.ts";
import { type Evr, parseEvr } from "../../package/evr.ts";
import { check, type Finding, undecided } from "../check.ts";
import { examplePackage, exampleTransaction } from "../examples.ts";
import { cut } from "../words.ts";

const packages = [examplePackage("bash 5.1.8-9.el9 x86_64")];
const record = {
  id: "example",
  source: ["example"],
  data: "/var/lib/example",
  fix: "Dump the data and load them again",
};
const catalog = {
  downgrades: [
    {
      ...record,
      title: "PostgreSQL",
      packages: ["postgresql-server"],
      from: "first" as const,
      stops: true,
      risk: "An older major version does not start on the data of a newer one",
      handled: null,
    },
    {
      ...record,
      title: "SSSD",
      packages: ["sssd-common"],
      from: "any" as const,
      stops: false,
      risk: "An older SSSD does not start on the cache of a newer one",
      handled: "the caches are moved aside",
    },
  ],
};
const back = (name: string, from: string, to: string) => exampleTransaction({ downgrades: [{ name, from, to }] });

export const downgrades = check({
  id: "packages/downgrades",
  code: "F-0308",
  title: "No program goes back to a version that cannot read its data",
  why: "CentOS Stream is ahead of AlmaLinux, so packages go back; a program may refuse what its newer version has written, as SSSD does with its cache: then nobody can log in.",
  hops: ["convert"],
  worst: "inhibitor",
  needs: ["packages"],
  knows: ["downgrades"],
  examples: [
    {
      says: "nothing goes back",
      given: { packages },
      context: { transaction: exampleTransaction() },
      catalog,
      finds: [],
    },
    {
      says: "a shell goes back: it keeps no data",
      given: { packages },
      context: { transaction: back("bash", "5.1.8-9.el9", "5.1.8-6.el9") },
      catalog,
      finds: [],
    },
    {
      says: "SSSD goes back, and Ferry moves its caches aside",
      given: { packages },
      context: { transaction: back("sssd-common", "2.9.6-4.el9", "2.9.5-4.el9") },
      catalog,
      finds: ["SSSD goes back from 2.9.6 to 2.9.5"],
    },
    {
      says: "another build of the same SSSD",
      given: { packages },
      context: { transaction: back("sssd-common", "2.9.8-2.el9", "2.9.8-1.el9_8") },
      catalog,
      finds: ["SSSD goes back from 2.9.8-2.el9 to 2.9.8-1.el9_8"],
    },
    {
      says: "PostgreSQL goes back within its major version",
      given: { packages },
      context: { transaction: back("postgresql-server", "13.18-1.el9", "13.16-1.el9") },
      catalog,
      finds: [],
    },
    {
      says: "PostgreSQL goes back to another major version",
      given: { packages },
      context: { transaction: back("postgresql-server", "16.4-1.el9", "13.16-1.el9") },
      catalog,
      finds: ["PostgreSQL goes back from 16.4 to 13.16"],
    },
    { says: "nothing was solved", given: { packages }, catalog, finds: "undecided" },
  ],
  run(_, { transaction, catalog }) {
    if (transaction === undefined) return undecided("the packages were not solved");
    return catalog.downgrades.flatMap((format) => {
      const hit = transaction.downgrades.find(
        ({ name, from, to }) =>
          format.packages.some((pattern) => matchesPattern(pattern, name)) &&
          matters(format, parseEvr(from), parseEvr(to)),
      );
      return hit === undefined ? [] : [findingOf(format, hit)];
    });
  },
});

/** Whether the step back is one that the program's data do not survive: of the first number, of the first two, or any. */
function matters({ from }: Downgrade, before: Evr, after: Evr): boolean {
  const numbers = from === "first" ? 1 : from === "second" ? 2 : undefined;
  if (numbers === undefined || before.epoch !== after.epoch) return true;
  const start = (version: string) => version.split(".").slice(0, numbers).join(".");
  return start(before.version) !== start(after.version);
}

function findingOf(format: Downgrade, { name, from, to }: { name: string; from: string; to: string }): Finding {
  return {
    severity: format.stops ? "high" : format.handled === null ? "medium" : "low",
    inhibitor: format.stops,
    title: cut(`${format.title} goes back from ${versionOf(from, to)} to ${versionOf(to, from)}`, 80),
    seen: `${name} ${from} becomes ${to}; at stake: ${format.data}`,
    risk: format.risk,
    fix: format.handled === null ? format.fix : `Ferry sees to it: ${format.handled}. ${format.fix}`,
  };
}

/** The version, with its release where the two differ in that alone. */
function versionOf(text: string, other: string): string {
  const { version, release } = parseEvr(text);
  return version === parseEvr(other).version ? `${version}-${release}` : version;
}
