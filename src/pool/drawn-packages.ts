/**
 * Which packages of the repositories a package of the repositories may draw in: the same whatever the host, so it is found out
 * once (resolve/reach.ts) and kept as long as the repositories are in their place.
 */
export interface DrawnPackages {
  /** Per package, where its list begins in `lists`; 0 where that is not known yet, VARIES where it depends on the host. */
  readonly starts: Int32Array;
  /** Package ids, each list ended by 0. */
  lists: Int32Array;
  length: number;
  /** Whether packages of lower architectures in the same version are among them (implicitobsoleteusescolors). */
  withTwins: boolean;
}

export const VARIES = -1;

export function createDrawnPackages(count: number): DrawnPackages {
  return { starts: new Int32Array(count), lists: new Int32Array(1 << 10), length: 1, withTwins: false };
}

export function forgetDrawnPackages(drawn: DrawnPackages): void {
  drawn.starts.fill(0);
  drawn.length = 1;
}

/** Adds to the list being made; 0 ends it. */
export function pushDrawn(drawn: DrawnPackages, id: number): void {
  if (drawn.length === drawn.lists.length) {
    const longer = new Int32Array(drawn.length * 2);
    longer.set(drawn.lists);
    drawn.lists = longer;
  }
  drawn.lists[drawn.length++] = id;
}
