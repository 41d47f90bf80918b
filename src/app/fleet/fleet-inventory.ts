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

/** Bits of what is kept of a package text that some host has: dependencies are in the universe, and far too large to keep twice. */
const KNOWN = 1;
const HAS_FILES = 2;
/** Its dependencies are not known and no repository has its name: it stays, whatever comes. */
const CAN_CARRY = 4;

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
  const files = new Map<TextId, readonly string[]>();
  /** What is kept, and number in the universe, per text. */
  const known = new Uint32List();
  const numbers = new Uint32List();
  const order = new NameOrder();
  const add = (text: TextId): void => {
    const nevra = texts.text(text);
    const { item, isKnown } = complete(
      parseNevra(nevra) ?? { name: nevra, epoch: 0, version: "", release: "", arch: "(none)" },
    );
    const canCarry = !isKnown && !names.has(item.name) && item.arch !== "(none)";
    if (text >= numbers.length) for (const list of [numbers, known]) list.appendFilled(0, text + 1 - list.length);
    numbers.data[text] = universe.add(item);
    const own = item.files ?? [];
    if (own.length > 0) files.set(text, own);
    known.data[text] = KNOWN | (own.length > 0 ? HAS_FILES : 0) | (canCarry ? CAN_CARRY : 0);
    order.add(text, item.name);
  };
  return {
    host(packages) {
      for (const text of packages) if (text >= known.length || known.data[text] === 0) add(text);
      const ordered = order.inOrder(packages);
      const found = new Uint32Array(ordered.length);
      let carrier = -1;
      for (let i = 0; i < ordered.length; i++) {
        const text = ordered[i] ?? 0;
        const number = numbers.data[text] ?? 0;
        found[i] = number;
        const bits = known.data[text] ?? 0;
        if (bits === KNOWN) continue;
        if ((bits & HAS_FILES) !== 0) universe.lookUpPaths(number, files.get(text));
        if ((bits & CAN_CARRY) !== 0 && carrier < 0) carrier = i;
      }
      const assumed: Assumed | undefined = carrier < 0 ? undefined : { carrier, names: assumable };
      return fleet.host(found, assumed);
    },
  };
}
