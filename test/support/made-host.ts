import { type DependencyKind, parseDependency } from "../../src/package/dependency.ts";
import type { InstalledPackage } from "../../src/package/installed-package.ts";
import { parseNevra } from "../../src/package/nevra.ts";
import { createPool } from "../../src/pool/create-pool.ts";
import type { Pool } from "../../src/pool/pool.ts";
import { tableOfPackages } from "../../src/pool/table-of-packages.ts";

export interface MadePackage extends Partial<Record<DependencyKind, readonly string[]>> {
  readonly nevra: string;
  readonly files?: readonly string[];
  readonly vendor?: string;
  readonly buildTime?: number;
}

/** A package as a test writes it: it provides itself and what is given, in the words of a spec file. */
export function madePackage({ nevra, files = [], vendor, buildTime, ...kinds }: MadePackage): InstalledPackage {
  const parsed = parseNevra(nevra);
  if (parsed === undefined) throw new Error(`bad NEVRA ${nevra}`);
  const evr = nevra.slice(parsed.name.length + 1, -parsed.arch.length - 1);
  const given = Object.entries(kinds).map(([kind, texts]) => [kind, texts.map(parseDependency)] as const);
  const dependencies = Object.fromEntries(given) as Partial<Record<DependencyKind, readonly never[]>>;
  return {
    ...parsed,
    ...(vendor === undefined ? {} : { vendor }),
    ...(buildTime === undefined ? {} : { buildTime }),
    files,
    dependencies: {
      ...dependencies,
      provides: [parseDependency(`${parsed.name} = ${evr}`), ...(dependencies.provides ?? [])],
    },
  };
}

/** A host and its repositories, each with its packages; repositories of equal priority come in the order given. */
export function madePool(
  installed: readonly (MadePackage | string)[],
  repositories: Readonly<Record<string, readonly (MadePackage | string)[]>>,
): Pool {
  const table = (packages: readonly (MadePackage | string)[]) =>
    tableOfPackages(packages.map((item) => madePackage(typeof item === "string" ? { nevra: item } : item)));
  return createPool({
    architecture: "x86_64",
    installed: table(installed),
    repositories: Object.entries(repositories).map(([id, packages]) => ({ id, table: table(packages) })),
  });
}
