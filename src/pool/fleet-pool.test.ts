import { array, assert, constantFrom, property, record } from "fast-check";
import { expect, test } from "vitest";
import { type MadePackage, madePackage, madePool } from "../../test/support/made-host.ts";
import { type DependencyKind, dependencyKinds, kindBit } from "../package/dependency.ts";
import { countChanges } from "../resolve/count-changes.ts";
import { distroSync, runDistroSync } from "../resolve/distro-sync.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import { createFleetPool } from "./fleet-pool.ts";
import type { UniverseId } from "./installed-universe.ts";
import type { Pool } from "./pool.ts";
import { tableOfPackages } from "./table-of-packages.ts";

const names = ["a", "b", "c", "d", "e"] as const;
const dependency = constantFrom(
  "a",
  "b >= 2",
  "c < 3",
  "d = 1-1",
  "/usr/bin/e",
  "/etc/c",
  "virtual",
  "virtual >= 2",
  "(a or b)",
  "(c if d)",
);

const thing = record({
  name: constantFrom(...names),
  version: constantFrom("1", "2", "3"),
  arch: constantFrom("x86_64", "noarch", "i686"),
  requires: array(dependency, { maxLength: 2 }),
  conflicts: array(constantFrom("a < 2", "virtual"), { maxLength: 1 }),
  obsoletes: array(constantFrom("b", "e < 2"), { maxLength: 1 }),
  recommends: array(constantFrom("c", "/etc/c"), { maxLength: 1 }),
  supplements: array(constantFrom("d"), { maxLength: 1 }),
  provides: array(constantFrom("virtual", "virtual = 1", "virtual = 2"), { maxLength: 1 }),
  vendor: constantFrom("CentOS", "AlmaLinux"),
});

type Thing = {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
} & Omit<MadePackage, "nevra" | "files">;

function made({ name, version, arch, ...rest }: Thing): MadePackage {
  const files = name === "e" ? ["/usr/bin/e"] : name === "c" ? ["/etc/c", "/usr/share/c"] : [];
  // Without a build time, whether two packages are the same is guessed from the numbers of what they require (isIdentical).
  return { nevra: `${name}-${version}-1.${arch}`, files, buildTime: 1, ...rest };
}

function byNevra(packages: readonly MadePackage[]): readonly MadePackage[] {
  return [...new Map(packages.map((one) => [one.nevra, one])).values()];
}

function lengthsOf(transaction: PackageTransaction): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(transaction).map(([kind, items]) => [kind, items.length]));
}

test("a host in a fleet's pool gets the answer that it gets in a pool of its own, whoever came before", () => {
  assert(
    property(
      array(thing, { minLength: 1, maxLength: 8 }),
      array(thing, { minLength: 1, maxLength: 8 }),
      array(array(constantFrom(0, 1, 2, 3, 4, 5, 6, 7), { maxLength: 8 }), { minLength: 1, maxLength: 4 }),
      (old, target, hosts) => {
        const universe = byNevra(old.map(made));
        const repository = byNevra(target.map(made));
        const table = tableOfPackages(repository.map(madePackage));
        const fleet = createFleetPool({ architecture: "x86_64", repositories: [{ id: "target", table }] });
        const known = new Map<string, UniverseId>();
        for (const picks of hosts) {
          const installed = [...new Set(picks.map((pick) => universe[pick % universe.length]!))];
          const ids = installed.map((one) => {
            const id = known.get(one.nevra) ?? fleet.universe.add(madePackage(one));
            known.set(one.nevra, id);
            return id;
          });
          for (const [index, one] of installed.entries()) fleet.universe.lookUpPaths(ids[index]!, one.files);
          const own = madePool(installed, { target: repository });
          for (const pool of [own, fleet.host(ids)]) checkKinds(pool);
          for (const options of [{}, { allowErasing: true }]) {
            const wanted = distroSync(own, options);
            expect(distroSync(fleet.host(ids), options)).toEqual(wanted);
            if (wanted.kind !== "gave-up" && wanted.transaction !== undefined)
              expect(countChanges(runDistroSync(fleet.host(ids), options).result)).toMatchObject(
                lengthsOf(wanted.transaction),
              );
          }
        }
      },
    ),
    { numRuns: 120 },
  );
}, 60_000);

/** The byte per package and the lists of packages say what the rows of dependencies do. */
function checkKinds({ count, kinds, dependencies, weakly, obsoleting }: Pool): void {
  const all = Array.from({ length: count - 2 }, (_, index) => index + 2);
  const hasRow = (id: number, kind: DependencyKind): boolean =>
    dependencies[kind].offsets[id] !== dependencies[kind].offsets[id + 1];
  for (const kind of dependencyKinds)
    expect(all.filter((id) => (kinds[id]! & kindBit(kind)) !== 0)).toEqual(all.filter((id) => hasRow(id, kind)));
  expect(obsoleting).toEqual(all.filter((id) => hasRow(id, "obsoletes")));
  expect(weakly).toEqual(all.filter((id) => hasRow(id, "supplements") || hasRow(id, "enhances")));
}

test("a path that only a later host's package names is known of the packages that came before", () => {
  const table = tableOfPackages([madePackage({ nevra: "user-2-1.x86_64", requires: ["/opt/tool"] })]);
  const fleet = createFleetPool({ architecture: "x86_64", repositories: [{ id: "target", table }] });
  const tool = madePackage({ nevra: "tool-1-1.x86_64", files: ["/opt/tool", "/opt/more"] });
  const first = fleet.universe.add(tool);
  fleet.universe.lookUpPaths(first, tool.files);
  const needy = madePackage({ nevra: "needy-1-1.x86_64", requires: ["/opt/more"] });
  const second = fleet.universe.add(needy);
  for (const [id, { files }] of [
    [first, tool],
    [second, needy],
  ] as const)
    fleet.universe.lookUpPaths(id, files);
  const pool = fleet.host([first, second]);
  const { lists } = pool.providers;
  const owner = lists[pool.providers.of(pool.strings.findText("/opt/more"))];
  expect(owner).toBe(pool.installedStart);
});

test("a host larger than all before moves the repositories, and the answers stay", () => {
  const many = Array.from({ length: 3000 }, (_, index) => ({ nevra: `p${index}-1-1.x86_64`, requires: ["base"] }));
  const target = [{ nevra: "base-2-1.x86_64" }, { nevra: "p7-2-1.x86_64" }];
  const table = tableOfPackages(target.map(madePackage));
  const fleet = createFleetPool({ architecture: "x86_64", repositories: [{ id: "target", table }] });
  const base = fleet.universe.add(madePackage({ nevra: "base-1-1.x86_64" }));
  const ids = [base, ...many.map((one) => fleet.universe.add(madePackage(one)))];
  for (const count of [2, ids.length, 9]) {
    const own = madePool([{ nevra: "base-1-1.x86_64" }, ...many.slice(0, count - 1)], { target });
    expect(distroSync(fleet.host(ids.slice(0, count)), {})).toEqual(distroSync(own, {}));
  }
}, 60_000);
