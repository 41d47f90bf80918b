import type { InstalledPackage } from "../../package/installed-package.ts";
import { parseNevra } from "../../package/nevra.ts";
import type { FleetPool } from "../../pool/fleet-pool.ts";
import type { PackageTable } from "../../pool/package-table.ts";
import type { Pool } from "../../pool/pool.ts";
import type { Assumed } from "../../pool/take-seat.ts";
import { Uint32List } from "../../pool/uint32-list.ts";
import { dependencyCompleter, missingCapabilities } from "../../resolve/known-dependencies.ts";
import { NameOrder } from "./name-order.ts";
import type { PackageTexts, TextId } from "./package-texts.ts";

/** Turns the packages of a host, as numbers of texts, into its pool. */
export interface FleetInventory {
  host(packages: Int32Array): Pool;
}

/** What is kept of a package text that some host has: dependencies are in the universe, and far too large to keep twice. */
interface Known {
  readonly files: readonly string[] | undefined;
  /** Its dependencies are not known and no repository has its name: it stays, whatever comes. */
  readonly canCarry: boolean;
}

/** Numbers packages by their text. Those that nobody knows are taken to have what is required and nobody provides. */
export function createInventory(
  fleet: FleetPool,
  texts: PackageTexts,
  tables: readonly PackageTable[],
  origins: readonly PackageTable[],
  names: ReadonlySet<string>,
): FleetInventory {
  const { universe } = fleet;
  const complete = dependencyCompleter(tables, origins);
  const { strings } = fleet.repositories;
  const assumable = missingCapabilities([], tables).map((name) => strings.idOfText(name));
  const known: (Known | undefined)[] = [];
  /** Number in the universe per text. */
  const numbers = new Uint32List();
  const order = new NameOrder();
  const add = (text: TextId): void => {
    const nevra = texts.text(text);
    const { item, isKnown } = complete(
      parseNevra(nevra) ?? { name: nevra, epoch: 0, version: "", release: "", arch: "(none)" },
    );
    const canCarry = !isKnown && !names.has(item.name) && item.arch !== "(none)";
    if (text >= numbers.length) numbers.appendFilled(0, text + 1 - numbers.length);
    numbers.data[text] = universe.add(item);
    known[text] = { files: filesOf(item), canCarry };
    order.add(text, item.name);
  };
  return {
    host(packages) {
      for (const text of packages) if (known[text] === undefined) add(text);
      const ordered = order.inOrder(packages);
      const found = new Uint32Array(ordered.length);
      let carrier = -1;
      for (let i = 0; i < ordered.length; i++) {
        const text = ordered[i] ?? 0;
        const number = numbers.data[text] ?? 0;
        found[i] = number;
        const one = known[text];
        if (one?.files !== undefined) universe.lookUpPaths(number, one.files);
        if (one?.canCarry === true && carrier < 0) carrier = i;
      }
      const assumed: Assumed | undefined = carrier < 0 ? undefined : { carrier, names: assumable };
      return fleet.host(found, assumed);
    },
  };
}

function filesOf({ files }: InstalledPackage): readonly string[] | undefined {
  return files === undefined || files.length === 0 ? undefined : files;
}
