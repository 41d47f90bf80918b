/**
 * Where several requirements of a package have the same providers (`libz.so.1` and `libz.so.1(ZLIB_1.2)`), they are one rule, and
 * libsolv tells that one first which comes first in its cache: those most often needed in their repository, as its writer puts
 * them there (libsolv, src/repo_write.c, write_idarray). Ferry tells them as the metadata has them. Both tell all of them.
 */
const requirement = /^(.*\bpackage \S+ requires ).+, but none of the providers can be installed$/;

/** What a sentence says but for which requirement of the package it names; undefined where it names none. */
function withoutRequirement(sentence: string): string | undefined {
  return requirement.exec(sentence)?.[1];
}

/** Sentences with those about requirements of one package that follow each other put in one order. */
export function inOneOrder(sentences: readonly string[]): readonly string[] {
  const ordered: string[] = [];
  for (let from = 0; from < sentences.length; ) {
    const start = withoutRequirement(sentences[from]!);
    let to = from + 1;
    if (start !== undefined) while (to < sentences.length && withoutRequirement(sentences[to]!) === start) to++;
    ordered.push(...sentences.slice(from, to).sort());
    from = to;
  }
  return ordered;
}

/** Ferry's lines of what its solver found, each naming the requirement that libsolv named where one of its problems has both. */
export function namedAlike(
  lines: readonly string[],
  libsolv: readonly string[],
  problems: readonly (readonly string[])[],
): readonly string[] {
  return lines.map((line) => {
    const start = withoutRequirement(line);
    if (start === undefined || libsolv.includes(line)) return line;
    const sentence = sentenceOf(line);
    const known = problems.find((sentences) => sentences.includes(sentence));
    return libsolv.find((other) => withoutRequirement(other) === start && known?.includes(sentenceOf(other))) ?? line;
  });
}

/** `problem ID info SENTENCE`. */
function sentenceOf(line: string): string {
  return line.replace(/^problem \S+ info /, "");
}
