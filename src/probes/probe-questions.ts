import { ProbeError } from "./probe-error.ts";
import { itemsOf, type ProbeSnapshot } from "./probe-snapshot.ts";

/** What the user wants to be looked at, besides what the script finds by itself. */
export interface UserProbes {
  /** `http://…` or `https://…`, asked from the host itself; with the name of a header behind it that header is looked at. */
  readonly urls: readonly string[];
  readonly sql: readonly { readonly database: "postgresql" | "mysql"; readonly query: string }[];
  /** Absolute paths; of a directory all that is in it, on the same file system. */
  readonly files: readonly string[];
}

/**
 * The standard input of probes.sh. Of a second look the same samples and names are asked for as `before` saw.
 * @throws ProbeError when a question cannot be asked
 */
export function formatQuestions(probes: UserProbes, before?: ProbeSnapshot): string {
  const lines = [
    ...probes.urls.map(urlLine),
    ...probes.sql.map(({ database, query }) => question("sql", `${database} ${escaped(query)}`)),
    ...probes.files.map((path) => question("file", escaped(checkedPath(path)))),
  ];
  if (before === undefined) return lines.join("");
  const keys = (family: "samples" | "names") => [...itemsOf(before.readings, family).keys()];
  const names = keys("names").flatMap((key) => /^name (?!servers$)(.+)$/.exec(key)?.[1] ?? []);
  return [
    ...lines,
    "again\n",
    ...keys("samples").map((path) => question("sample", escaped(path))),
    ...names.map((name) => question("lookup", escaped(name))),
  ].join("");
}

function question(kind: string, text: string): string {
  return `${kind} ${text}\n`;
}

function urlLine(text: string): string {
  const match = /^(https?:\/\/[\x21-\x7e]+)(?:\s+([A-Za-z0-9-]+))?$/.exec(text.trim());
  if (match === null) {
    throw new ProbeError(
      `Cannot probe "${text}": give http://… or https://…, and behind it the name of a header if you like`,
    );
  }
  const [, url = "", header] = match;
  return header === undefined ? question("url", escaped(url)) : question("header", escaped(`${header} ${url}`));
}

function checkedPath(path: string): string {
  if (!path.startsWith("/") || /[\n\\]/.test(path)) {
    throw new ProbeError(`Cannot probe "${path}": give an absolute path without line breaks and backslashes`);
  }
  return path;
}

/** For printf's %b: a backslash begins an escape there, and a question has one line. */
function escaped(text: string): string {
  if (text.includes("\0")) throw new ProbeError("Cannot ask a question with a NUL in it");
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
