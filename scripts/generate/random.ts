/** A seeded source of choices: the same seed gives the same choices on every machine and Node version. */
export interface Random {
  /** At least 0, below 1. */
  fraction(): number;
  /** An integer, at least `low` and at most `high`. */
  integer(low: number, high: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** `count` different items (fewer when there are not so many), in random order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** A source of its own, so that one more choice here does not change what others get. */
  fork(label: string): Random;
}

/** sfc32 (Chris Doty-Humphrey, PractRand) over a hash of the seed text. */
export function seededRandom(seed: string): Random {
  let [a, b, c, counter] = [hashText(seed, 1), hashText(seed, 2), hashText(seed, 3), 1];

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next();

  const random: Random = {
    fraction: () => next() / 0x100000000,
    integer: (low, high) => low + Math.floor((next() / 0x100000000) * (high - low + 1)),
    chance: (probability) => next() / 0x100000000 < probability,
    pick(items) {
      const item = items[random.integer(0, items.length - 1)];
      if (item === undefined) throw new Error(`Cannot pick from an empty list (seed "${seed}")`);
      return item;
    },
    sample(items, count) {
      const rest = [...items];
      for (let i = 0; i < Math.min(count, rest.length); i++) {
        const j = random.integer(i, rest.length - 1);
        [rest[i], rest[j]] = [rest[j] as (typeof rest)[number], rest[i] as (typeof rest)[number]];
      }
      return rest.slice(0, count);
    },
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
  return random;
}

/** FNV-1a with a salt. */
function hashText(text: string, salt: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
