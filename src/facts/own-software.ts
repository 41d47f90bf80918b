import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

type OwnSoftware = FactValue<"ownSoftware">;
type Limit = OwnSoftware["limits"][number];
type Module = OwnSoftware["modules"][number];

const limits: readonly string[] = ["time", "entries", "permission", "mounts", "names", "rpm"] satisfies Limit[];

/** Files of glibc itself, in a bundle: they name all the versions that they provide. */
const isOfGlibc = /^(?:ld|libc|libm|libmvec|libpthread|libdl|librt|libresolv|libutil|libanl|libnss_[a-z]+)[-.]/;

/**
 * Reads what the collector tells of software outside rpm. An answer without its last line was cut, which counts as a limit.
 *
 * @example
 * elf64	/opt/shop/bin/shopd	libssl.so.1.1 libc.so.6 GLIBC_2.2.5 GLIBC_2.28
 * unread64	/usr/local/bin/big
 * script	/usr/local/bin/report	3.6
 * venv	/srv/web/venv	3.6.8	/usr/bin
 * module	/usr/local/lib/python3.6/site-packages/requests-2.27.1.dist-info
 * limit	time
 * end
 */
export function parseOwnSoftware(text: string): OwnSoftware {
  const seen = new Set<Limit>();
  const programs: OwnSoftware["programs"] = [];
  const scripts: OwnSoftware["scripts"] = [];
  const environments: OwnSoftware["environments"] = [];
  const modules: Module[] = [];
  const lines = linesOf(text);
  for (const { number, text: line } of lines) {
    const [kind = "", path = "", first = "", second = ""] = line.split("\t");
    const refuse = (problem: string) => lineError("the list of software outside rpm", number, line, problem);
    if (kind === "end") continue;
    if (kind === "limit") {
      if (!isLimit(path)) throw refuse("names no limit");
      seen.add(path);
      continue;
    }
    if (!path.startsWith("/")) throw refuse("has no path");
    switch (kind) {
      case "elf32":
      case "elf64":
      case "unread32":
      case "unread64":
        programs.push({
          path,
          bits: kind.endsWith("32") ? 32 : 64,
          unread: kind.startsWith("unread"),
          ...needsOf(path, first),
        });
        break;
      case "script":
        scripts.push({ path, version: numbersOf(first) ?? "" });
        break;
      case "venv":
        environments.push(environmentOf(path, first, second));
        break;
      case "module":
        modules.push(moduleOf(path) ?? fail(refuse("is of no interpreter that Ferry knows")));
        break;
      default:
        throw refuse("is of no kind that Ferry knows");
    }
  }
  if (lines.at(-1)?.text !== "end") seen.add("answer");
  return {
    limits: [...seen].toSorted(),
    programs: byPath(programs),
    scripts: byPath(scripts),
    environments: byPath(environments),
    modules: byPath(modules),
  };
}

function isLimit(word: string): word is Limit {
  return limits.includes(word);
}

function fail(error: Error): never {
  throw error;
}

function needsOf(path: string, words: string): Pick<OwnSoftware["programs"][number], "glibc" | "libraries"> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const libraries = new Set<string>();
  let glibc: string | undefined;
  for (const word of words.split(" ")) {
    const version = /^GLIBC_(\d{1,3}(?:\.\d{1,3}){1,2})\.?$/.exec(word)?.[1];
    if (version !== undefined && !isOfGlibc.test(name) && (glibc === undefined || compareNumbers(version, glibc) > 0)) {
      glibc = version;
    }
    const library = /^lib[\w.+-]{1,70}\.so\.\d[\d.]{0,20}$/.exec(word)?.[0].replace(/\.+$/, "");
    if (library !== undefined && library !== name) libraries.add(library);
  }
  return { ...(glibc === undefined ? {} : { glibc }), libraries: [...libraries].toSorted() };
}

/** Negative where `left` is lower: "2.9" before "2.28". Both of numbers and dots. */
export function compareNumbers(left: string, right: string): number {
  const before = left.split(".");
  const after = right.split(".");
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    const difference = Number(before[index] ?? 0) - Number(after[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(text: string): string | undefined {
  return /^\d{1,3}(?:\.\d{1,3})?/.exec(text)?.[0];
}

function environmentOf(path: string, version: string, home: string): OwnSoftware["environments"][number] {
  const numbers = numbersOf(version);
  return {
    path,
    ...(numbers === undefined ? {} : { version: numbers }),
    ...(home.startsWith("/") ? { home } : {}),
  };
}

/** What a path tells of a module: where pip, CPAN, gem, npm and PECL put theirs. */
function moduleOf(path: string): Module | undefined {
  const python = /\/python(\d{1,3}\.\d{1,3})\/site-packages\/[^/]+-info$/.exec(path)?.[1];
  if (python !== undefined) return { kind: "pip", path, version: python };
  if (path.endsWith("/.packlist")) return { kind: "perl", path };
  if (path.endsWith(".gemspec")) return { kind: "gem", path };
  if (path.includes("/node_modules/")) return { kind: "npm", path };
  return path.endsWith(".so") ? { kind: "php", path } : undefined;
}

function byPath<Item extends { readonly path: string }>(items: readonly Item[]): Item[] {
  return items.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}
