import type { DependencyRows } from "./pool.ts";
import { type DependencyId, isRelation, relationIndex } from "./relations.ts";

/**
 * The different requirements of a pool's packages, numbered 1, 2, 3 … in the order of packages: what is known of each fits a
 * small array, and what many packages require comes early in it.
 */
export interface Requirements {
  /** One more than the highest number. */
  readonly count: number;
  /** The number of each entry of `dependencies.requires.ids`. */
  readonly numbers: Int32Array;
}

/** Gives numbers to dependencies, the same one to the same dependency. */
export class RequirementNumbers {
  count = 1;
  #ofName: Int32Array = new Int32Array(1 << 12);
  #ofRelation: Int32Array = new Int32Array(1 << 12);

  of(dependency: DependencyId): number {
    if (!isRelation(dependency)) {
      if (dependency >= this.#ofName.length) this.#ofName = longer(this.#ofName, dependency);
      return (this.#ofName[dependency] ||= this.count++);
    }
    const index = relationIndex(dependency);
    if (index >= this.#ofRelation.length) this.#ofRelation = longer(this.#ofRelation, index);
    return (this.#ofRelation[index] ||= this.count++);
  }
}

function longer(array: Int32Array, index: number): Int32Array {
  const copy = new Int32Array((index + 1) * 2);
  copy.set(array);
  return copy;
}

export function numberRequirements({ ids }: DependencyRows, numbering: RequirementNumbers): Requirements {
  const numbers = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) numbers[i] = numbering.of(ids[i]!);
  return { count: numbering.count, numbers };
}
