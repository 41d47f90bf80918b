/**
 * Lists of packages of the repositories that are the same whatever the host: they are made once, when first asked for, and kept as
 * long as the repositories are in their place.
 */
export interface KeptLists {
  /** Per subject, where its list begins in `lists`; 0 where it was not made yet, VARIES where it depends on the host. */
  starts: Int32Array;
  /** Package ids, each list ended by 0. */
  lists: Int32Array;
  length: number;
}

export const VARIES = -1;

export function createKeptLists(subjects: number): KeptLists {
  return { starts: new Int32Array(subjects), lists: new Int32Array(1 << 10), length: 1 };
}

export function forgetLists(kept: KeptLists): void {
  kept.starts.fill(0);
  kept.length = 1;
}

/** Adds to the list being made; 0 ends it. */
export function pushKept(kept: KeptLists, id: number): void {
  if (kept.length === kept.lists.length) kept.lists = longer(kept.lists, kept.length);
  kept.lists[kept.length++] = id;
}

/** Where the list of a subject begins; there may be more of them now than there were at first. */
export function keptStart(kept: KeptLists, subject: number): number {
  if (subject >= kept.starts.length) kept.starts = longer(kept.starts, subject);
  return kept.starts[subject]!;
}

function longer(array: Int32Array, length: number): Int32Array {
  const copy = new Int32Array((length + 1) * 2);
  copy.set(array);
  return copy;
}
