/**
 * Which architectures a machine accepts, best first, with ":" where the next one is of an inferior class and "=" or ">"
 * where it is as good or slightly worse. Source: libsolv, src/poolarch.c.
 */
const compatible: Readonly<Record<string, string>> = {
  x86_64: "x86_64:i686:i586:i486:i386",
  x86_64_v2: "x86_64_v2:x86_64:i686:i586:i486:i386",
  x86_64_v3: "x86_64_v3:x86_64_v2:x86_64:i686:i586:i486:i386",
  x86_64_v4: "x86_64_v4:x86_64_v3:x86_64_v2:x86_64:i686:i586:i486:i386",
  i686: "i686:i586:i486:i386",
  i586: "i586:i486:i386",
  i486: "i486:i386",
  i386: "i386",
  s390x: "s390x:s390",
  ppc64: "ppc64:ppc",
  ppc64p7: "ppc64p7:ppc64:ppc",
  armv7hl: "armv7hl:armv6hl",
};

/** Score of packages without an architecture of their own: they fit everywhere and never compete. */
const NOARCH_SCORE = 1;

/** Score of the machine's own architecture. */
export const BEST_SCORE = 0x10001;

/**
 * Score per accepted architecture, lower is better; two scores are of the same class when they are equal above bit 16. A
 * policy like "x86_64:i686" may be given in place of a machine's name.
 */
export function architectureScores(machine: string): ReadonlyMap<string, number> {
  const scores = new Map([["noarch", NOARCH_SCORE]]);
  let score = BEST_SCORE;
  for (const [, separator = "", name = ""] of policyOf(machine).matchAll(/([:=>]?)([^:=>]+)/g)) {
    if (scores.has(name)) continue;
    if (separator === ":") score += 0x10000;
    if (separator === ">") score += 1;
    scores.set(name, score);
  }
  return scores;
}

function policyOf(machine: string): string {
  return /[:=>]/.test(machine) ? machine : (compatible[machine] ?? machine);
}

/** Bits of the word sizes a package is for: two packages of one name may stand side by side when they share no bit. */
export function architectureColour(architecture: string): number {
  if (architecture === "noarch" || architecture === "all" || architecture === "any") return 255;
  return architecture === "s390x" || architecture.includes("64") ? 2 : 1;
}
