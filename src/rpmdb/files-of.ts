import type { RpmHeader } from "./header.ts";
import { getNumber, getNumbers, getTexts, hasTag } from "./header-values.ts";
import { formatTag, tags } from "./tags.ts";

/** One file that a package owns. What the header does not tell is undefined. */
export interface RpmFile {
  readonly path: string;
  /** stat's st_mode: type and permissions. */
  readonly mode: number;
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number | undefined;
  /** Hex, "" for what has no content; by the algorithm that digestAlgorithmOf names. */
  readonly digest: string;
  readonly linkTo: string | undefined;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly flags: readonly FileFlag[];
  /** Bit 1: ELF of 32 bits, bit 2: of 64 bits. */
  readonly color: number;
  readonly state: FileState | undefined;
  /** What `rpm -V` compares, rpm's bits. */
  readonly verify: number | undefined;
  readonly capabilities: string | undefined;
}

/** rpmfileAttrs in rpm 4.18 include/rpm/rpmfiles.h. */
const fileFlags = {
  config: 1 << 0,
  doc: 1 << 1,
  icon: 1 << 2,
  missingok: 1 << 3,
  noreplace: 1 << 4,
  spec: 1 << 5,
  ghost: 1 << 6,
  license: 1 << 7,
  readme: 1 << 8,
  pubkey: 1 << 11,
  artifact: 1 << 12,
} as const;
type FileFlag = keyof typeof fileFlags;

/** rpmfileState, ibid.: "replaced" by a file of another package; "wrongcolor": left out on a multilib host. */
const fileStates = ["normal", "replaced", "notinstalled", "netshared", "wrongcolor"] as const;
type FileState = (typeof fileStates)[number];

/** All paths of one package together, in characters: one long directory name times a million files must not fill memory. */
const MAX_PATH_CHARACTERS = 2 ** 26;

/** The paths a package owns, in the header's order. */
export function pathsOf(header: RpmHeader): readonly string[] {
  const baseNames = getTexts(header, tags.baseNames);
  // Packages of rpm 3 list whole paths.
  if (baseNames.length === 0) return getTexts(header, tags.oldFileNames);
  const directories = getTexts(header, tags.directoryNames);
  const directoryIndexes = getNumbers(header, tags.directoryIndexes);
  requireLength(header, tags.directoryIndexes, directoryIndexes.length, baseNames.length);
  let characters = 0;
  return baseNames.map((baseName, index) => {
    const directory = directories[directoryIndexes[index]!];
    if (directory === undefined) {
      const problem = `is ${directoryIndexes[index]} for file ${index}, but there are ${directories.length} directories (corrupted)`;
      return header.reader.fail(header.indexStart, `tag ${formatTag(tags.directoryIndexes)}`, problem);
    }
    characters += directory.length + baseName.length;
    if (characters > MAX_PATH_CHARACTERS) {
      const problem = `the paths have more than ${MAX_PATH_CHARACTERS} characters together (corrupted)`;
      header.reader.fail(header.indexStart, `tag ${formatTag(tags.baseNames)}`, problem);
    }
    return directory + baseName;
  });
}

/** The files a package owns, in the header's order. */
export function filesOf(header: RpmHeader): readonly RpmFile[] {
  const paths = pathsOf(header);
  if (paths.length === 0) return [];
  function numbers(tag: number): readonly number[] {
    return column(header, tag, getNumbers(header, tag), paths.length);
  }
  function texts(tag: number): readonly string[] {
    return column(header, tag, getTexts(header, tag), paths.length);
  }
  const modes = numbers(tags.fileModes);
  const sizes = numbers(hasTag(header, tags.longFileSizes) ? tags.longFileSizes : tags.fileSizes);
  const times = numbers(tags.fileTimes);
  const digests = texts(tags.fileDigests);
  const links = texts(tags.fileLinks);
  const users = texts(tags.fileUsers);
  const groups = texts(tags.fileGroups);
  const flags = numbers(tags.fileFlags);
  const colors = numbers(tags.fileColors);
  const states = numbers(tags.fileStates);
  const verify = numbers(tags.fileVerifyFlags);
  const capabilities = texts(tags.fileCapabilities);
  return paths.map((path, index) => ({
    path,
    mode: modes[index] ?? 0,
    size: sizes[index] ?? 0,
    digest: digests[index] ?? "",
    flags: flagNames(flags[index] ?? 0),
    color: colors[index] ?? 0,
    modified: times[index],
    linkTo: links[index] === "" ? undefined : links[index],
    user: users[index],
    group: groups[index],
    state: fileStates[states[index] ?? -1],
    verify: verify[index],
    capabilities: capabilities[index] === "" ? undefined : capabilities[index],
  }));
}

/** Names of the algorithms in `%{FILEDIGESTALGO}`: RFC 9580 §9.5. */
const digestAlgorithms: Readonly<Record<number, string>> = {
  1: "md5",
  2: "sha1",
  8: "sha256",
  9: "sha384",
  10: "sha512",
  11: "sha224",
};

/** The algorithm of the file digests: md5 where the header names none (before rpm 4.6). */
export function digestAlgorithmOf(header: RpmHeader): string {
  const number = getNumber(header, tags.fileDigestAlgorithm) ?? 1;
  return digestAlgorithms[number] ?? `unknown (${number})`;
}

function flagNames(bits: number): readonly FileFlag[] {
  if (bits === 0) return [];
  return (Object.keys(fileFlags) as FileFlag[]).filter((name) => (bits & fileFlags[name]) !== 0);
}

function column<Item>(header: RpmHeader, tag: number, items: readonly Item[], length: number): readonly Item[] {
  if (items.length > 0) requireLength(header, tag, items.length, length);
  return items;
}

function requireLength({ reader, indexStart }: RpmHeader, tag: number, actual: number, expected: number): void {
  if (actual === expected) return;
  reader.fail(indexStart, `tag ${formatTag(tag)}`, `has ${actual} items for ${expected} files (corrupted)`);
}
