import type { InstalledPackage } from "../../package/installed-package.ts";
import { parseNevra } from "../../package/nevra.ts";
import type { Assumed, FleetPool } from "../../pool/fleet-pool.ts";
import type { PackageTable } from "../../pool/package-table.ts";
import type { Pool } from "../../pool/pool.ts";
import { Uint32List } from "../../pool/uint32-list.ts";
import { dependencyCompleter, missingCapabilities } from "../../resolve/known-dependencies.ts";
import type { PackageTexts, TextId } from "./package-texts.ts";

/** Turns the packages of a host, as numbers of texts, into its pool. */
export interface FleetInventory {
  host(packages: Int32Array): Pool;
}

/** What is kept of a package text that some host has: dependencies are in the universe, and far too large to keep twice. */
interface Known {
  readonly text: TextId;
  readonly name: string;
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
  const ranks = new NameRanks();
  const add = (text: TextId): void => {
    const nevra = texts.text(text);
    const { item, isKnown } = complete(
      parseNevra(nevra) ?? { name: nevra, epoch: 0, version: "", release: "", arch: "(none)" },
    );
    const canCarry = !isKnown && !names.has(item.name) && item.arch !== "(none)";
    if (text >= numbers.length) numbers.appendFilled(0, text + 1 - numbers.length);
    numbers.data[text] = universe.add(item);
    known[text] = { text, name: item.name, files: filesOf(item), canCarry };
    ranks.add(text, item.name);
  };
  return {
    host(packages) {
      for (let i = 0; i < packages.length; i++) if (known[packages[i]!] === undefined) add(packages[i]!);
      const ordered = ranks.inOrder(packages);
      const found = new Uint32Array(ordered.length);
      let carrier = -1;
      for (let i = 0; i < ordered.length; i++) {
        const { text, files, canCarry } = known[ordered[i]!]!;
        const number = numbers.data[text]!;
        found[i] = number;
        if (files !== undefined) universe.lookUpPaths(number, files);
        if (canCarry && carrier < 0) carrier = i;
      }
      const assumed: Assumed | undefined = carrier < 0 ? undefined : { carrier, names: assumable };
      return fleet.host(found, assumed);
    },
  };
}

function filesOf({ files }: InstalledPackage): readonly string[] | undefined {
  return files === undefined || files.length === 0 ? undefined : files;
}

/** The place of each text's package name among all names, so that hosts are put in order by comparing numbers. */
class NameRanks {
  /** All names, ascending, and a number for each that ascends as well. */
  readonly #names: string[] = [];
  #places: number[] = [];
  #ofText = new Float64Array(1 << 12);
  readonly #nameOfText: string[] = [];

  add(text: TextId, name: string): void {
    this.#nameOfText[text] = name;
    if (text >= this.#ofText.length) {
      const longer = new Float64Array(2 * text);
      longer.set(this.#ofText);
      this.#ofText = longer;
    }
    const index = this.#indexOf(name);
    if (this.#names[index] !== name) this.#insert(index, name);
    this.#ofText[text] = this.#places[index]!;
  }

  /**
   * The texts by name, those of one name as they were: a host is asked for in the order of its rpm database
   * (package/installed-order.ts). Mostly the file has it already.
   */
  inOrder(texts: Int32Array): Int32Array {
    const places = this.#ofText;
    for (let i = 1; i < texts.length; i++)
      if (places[texts[i - 1]!]! > places[texts[i]!]!)
        return Int32Array.from(Array.from(texts).sort((left, right) => places[left]! - places[right]!));
    return texts;
  }

  /** Where the name is, or has to be put. */
  #indexOf(name: string): number {
    let from = 0;
    let to = this.#names.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#names[middle]! < name) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #insert(index: number, name: string): void {
    const before = this.#places[index - 1] ?? 0;
    const after = this.#places[index] ?? before + 2;
    const between = (before + after) / 2;
    this.#names.splice(index, 0, name);
    this.#places.splice(index, 0, between);
    if (between === before || between === after) this.#renumber();
  }

  /** After some fifty names between the same two there is no number left between them. */
  #renumber(): void {
    this.#places = this.#names.map((_, index) => index + 1);
    this.#nameOfText.forEach((name, text) => {
      this.#ofText[text] = this.#places[this.#indexOf(name)]!;
    });
  }
}
