import { PathSet } from "./path-set.ts";
import { Vocabulary } from "./vocabulary.ts";
import { AMPERSAND, LESS_THAN, LINE_FEED, SPACE } from "./xml-characters.ts";
import { CLOSE, END, MORE, OPEN, XmlScanner } from "./xml-scanner.ts";

/** Paths of one package. */
export interface PackagePaths {
  /** The package's checksum in hex: what follows the ":" in a package table's checksum. */
  readonly packageId: string;
  readonly paths: readonly string[];
}

const elements = ["filelists", "package", "file"] as const;
const [FILELISTS, PACKAGE, FILE] = [1, 2, 3];
const [PACKAGE_ID, TYPE] = [1, 2];
/** Elements that are open between two files of a package. */
const PACKAGE_DEPTH = 2;
const names = { elements: new Vocabulary(elements), attributes: new Vocabulary(["pkgid", "type"]) };

/**
 * Finds which packages own the wanted paths in a decompressed filelists.xml that comes in chunks; packages that own
 * none are left out. One chunk and one path are in memory at a time.
 *
 * @throws RepodataError
 */
export async function* findPaths(
  chunks: AsyncIterable<Uint8Array>,
  wanted: Iterable<string>,
): AsyncGenerator<PackagePaths> {
  yield* findAmong(chunks, wanted, "everything");
}

/**
 * The same for files only: folders (`type="dir"`) and what a package owns without bringing it (`type="ghost"`) are left out.
 *
 * @throws RepodataError
 */
export async function* findFiles(
  chunks: AsyncIterable<Uint8Array>,
  wanted: Iterable<string>,
): AsyncGenerator<PackagePaths> {
  yield* findAmong(chunks, wanted, "files");
}

/**
 * Shows `keep` the bytes of every file (no folder, no ghost) of the packages asked for by id, and gives per package the
 * paths that it kept. The bytes are only good during the call.
 *
 * @throws RepodataError
 */
export async function* filesOfPackages(
  chunks: AsyncIterable<Uint8Array>,
  packageIds: Pick<ReadonlySet<string>, "has">,
  keep: Keep,
): AsyncGenerator<PackagePaths> {
  yield* readFilelists(chunks, { isAsked: (packageId) => packageIds.has(packageId), keep, kinds: "files" });
}

async function* findAmong(
  chunks: AsyncIterable<Uint8Array>,
  wanted: Iterable<string>,
  kinds: Kinds,
): AsyncGenerator<PackagePaths> {
  const set = new PathSet(wanted);
  const keep: Keep = (bytes, start, end) => set.find(bytes, start, end);
  for await (const found of readFilelists(chunks, { isAsked: () => true, keep, kinds }))
    if (found.paths.length > 0) yield found;
}

/**
 * All paths of the packages asked for by id, in the order of the file.
 * @throws RepodataError
 * @internal for tests
 */
export async function* pathsOfPackages(
  chunks: AsyncIterable<Uint8Array>,
  packageIds: ReadonlySet<string>,
): AsyncGenerator<PackagePaths> {
  const decoder = new TextDecoder();
  const isAsked = (packageId: string) => packageIds.has(packageId);
  const keep: Keep = (bytes, start, end) => decoder.decode(bytes.subarray(start, end));
  yield* readFilelists(chunks, { isAsked, keep, kinds: "everything" });
}

/** The path to keep for the bytes of a `<file>` of a package; undefined keeps none. */
type Keep = (bytes: Uint8Array, start: number, end: number, packageId: string) => string | undefined;
type Kinds = "everything" | "files";

interface Wish {
  readonly isAsked: (packageId: string) => boolean;
  readonly keep: Keep;
  readonly kinds: Kinds;
}

async function* readFilelists(chunks: AsyncIterable<Uint8Array>, wish: Wish): AsyncGenerator<PackagePaths> {
  const reader = new FilelistsReader(wish);
  for await (const chunk of chunks) {
    reader.scanner.push(chunk);
    reader.read();
    yield* reader.take();
  }
  reader.scanner.finish();
  reader.read();
  yield* reader.take();
}

/** What is known between two chunks. */
class FilelistsReader {
  readonly scanner = new XmlScanner("filelists.xml", undefined, names);
  readonly #wish: Wish;
  #finished: PackagePaths[] = [];
  /** The package being read, where it is asked for. */
  #packageId: string | undefined;
  #paths: string[] = [];
  /** A `<file>` was opened and its text is still to be read. */
  #isInFile = false;

  constructor(wish: Wish) {
    this.#wish = wish;
  }

  /** The packages finished since the last call. */
  take(): readonly PackagePaths[] {
    const taken = this.#finished;
    this.#finished = [];
    return taken;
  }

  /** Reads as far as the bytes at hand go. */
  read(): void {
    const { scanner } = this;
    for (;;) {
      if (this.#isInFile && !this.#readFile()) return;
      if (this.#packageId !== undefined && scanner.depth === PACKAGE_DEPTH) this.#readPlainFiles();
      const token = scanner.next();
      if (token === MORE || token === END) return;
      if (token === OPEN) this.#open();
      else if (token === CLOSE && scanner.depth === 1) this.#closePackage();
    }
  }

  #open(): void {
    const { scanner } = this;
    const depth = scanner.selfClosing ? scanner.depth + 1 : scanner.depth;
    if (depth === 1 && scanner.element !== FILELISTS)
      scanner.window.fail("its root element is not <filelists>", scanner.nameStart);
    if (depth === 2 && scanner.element === PACKAGE) this.#openPackage();
    if (depth === 3 && scanner.element === FILE && this.#packageId !== undefined)
      this.#isInFile = this.#wish.kinds === "everything" || scanner.attributes.indexOf(TYPE) < 0;
  }

  #openPackage(): void {
    const { scanner } = this;
    const index = scanner.attributes.indexOf(PACKAGE_ID);
    if (index < 0)
      scanner.window.fail(
        `the package at byte ${scanner.window.offsetOf(scanner.nameStart)} has no pkgid`,
        scanner.nameStart,
      );
    scanner.readValue(index);
    const packageId = scanner.text();
    this.#packageId = this.#wish.isAsked(packageId) ? packageId : undefined;
    if (scanner.selfClosing) this.#closePackage();
  }

  #closePackage(): void {
    if (this.#packageId === undefined) return;
    this.#finished.push({ packageId: this.#packageId, paths: this.#paths });
    this.#packageId = undefined;
    this.#paths = [];
  }

  #readFile(): boolean {
    const { scanner } = this;
    if (!scanner.readText()) return false;
    this.#isInFile = false;
    this.#add(scanner.textBytes, scanner.textStart, scanner.textEnd);
    return true;
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    const path = this.#wish.keep(bytes, start, end, this.#packageId ?? "");
    if (path !== undefined) this.#paths.push(path);
  }

  /**
   * Reads lines of the very form in which createrepo_c writes a file, `  <file>/usr/bin/x</file>`, without the general
   * reader; it stops at the first that looks different (a directory, a reference) and before the window's end.
   */
  #readPlainFiles(): void {
    const { scanner } = this;
    const { bytes } = scanner;
    const limit = bytes.length - LONGEST_PLAIN_PATH;
    for (let position = scanner.position; position < limit; position = scanner.position) {
      let start = position;
      while (bytes[start] === LINE_FEED || bytes[start] === SPACE) start++;
      if (!isAt(bytes, start, openTag)) return;
      start += openTag.length;
      const end = plainEnd(bytes, start, Math.min(bytes.length, start + LONGEST_PLAIN_PATH));
      if (!isAt(bytes, end, closeTag)) return;
      this.#add(bytes, start, end);
      scanner.position = end + closeTag.length;
    }
  }
}

/** Longer ones are for the general reader, which has limits. */
const LONGEST_PLAIN_PATH = 4096;
const openTag = new TextEncoder().encode("<file>");
const closeTag = new TextEncoder().encode("</file>");

/** The first byte from `start` that is no plain text, or `stop`. */
function plainEnd(bytes: Uint8Array, start: number, stop: number): number {
  let p = start;
  for (; p < stop; p++) {
    const byte = bytes[p]!;
    if (byte <= LESS_THAN && (byte === LESS_THAN || byte === AMPERSAND || byte < SPACE)) return p;
  }
  return p;
}

function isAt(bytes: Uint8Array, position: number, expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[position + i] !== expected[i]) return false;
  return true;
}
