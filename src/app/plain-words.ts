/** Sentences of dnf, which the solver speaks, and what an administrator understands at once. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^(?:package )?(\S+) does not belong to a distupgrade repository$/i, "$1 is in no repository of the target"],
  [/^problem with installed package (\S+)$/i, "$1 is installed"],
  [/^cannot install the best update candidate for package (\S+)$/i, "the best update of $1 cannot be installed"],
  [
    /^package (\S+) requires (.+), but none of the providers can be installed$/i,
    "$1 requires $2, and nothing that provides it can be installed",
  ],
];

/** A sentence of the solver in plain words; what has no plainer form stays as it is. */
export function inPlainWords(sentence: string): string {
  const plainer = words.find(([pattern]) => pattern.test(sentence));
  return plainer === undefined ? sentence : sentence.replace(...plainer);
}

/** Why a package goes, behind its name: its own name in front of the sentence is left out. */
export function whyGone(nevra: string, why: string): string {
  const sentence = inPlainWords(why);
  return sentence.toLowerCase().startsWith(`${nevra.toLowerCase()} `) ? sentence.slice(nevra.length + 1) : sentence;
}
