import { FactError, lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Reads os-release(5): shell assignments with the shell's quoting, comments, nothing else. `ID` must be there; what the page
 * gives a default for gets it.
 *
 * @example
 * NAME="CentOS Stream"
 * VERSION="9"
 * ID="centos"
 * ID_LIKE="rhel fedora"
 * VERSION_ID="9"
 * PLATFORM_ID="platform:el9"
 */
export function parseOsRelease(text: string): FactValue<"osRelease"> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const trimmed = line.text.trim();
    if (trimmed.startsWith("#")) continue;
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(trimmed);
    const value = assignment === null ? undefined : unquote(assignment[2] ?? "");
    if (assignment === null || value === undefined) {
      throw lineError("os-release", line.number, line.text, "is not NAME=VALUE with the shell's quoting");
    }
    values.set(assignment[1] ?? "", value);
  }
  const id = values.get("ID");
  if (id === undefined || id === "") throw new FactError("Cannot read os-release: it has no ID");
  const platformId = values.get("PLATFORM_ID");
  const variantId = values.get("VARIANT_ID");
  return {
    id,
    versionId: values.get("VERSION_ID") ?? "",
    name: values.get("NAME") ?? "Linux",
    prettyName: values.get("PRETTY_NAME") ?? "Linux",
    idLike: (values.get("ID_LIKE") ?? "").split(" ").filter((word) => word !== ""),
    ...(platformId === undefined ? {} : { platformId }),
    ...(variantId === undefined ? {} : { variantId }),
  };
}

/** One word of the shell without expansions: bare, '…' or "…" with `\` before " $ ` \. Undefined when a quote stays open. */
function unquote(text: string): string | undefined {
  const first = text[0];
  if (first === "'") return text.length > 1 && text.indexOf("'", 1) === text.length - 1 ? text.slice(1, -1) : undefined;
  if (first !== '"') return /["'\s]/.test(text) ? undefined : text.replace(/\\(.)/g, "$1");
  const body = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  return body?.replace(/\\(["$`\\])/g, "$1");
}

/**
 * The first line of /etc/redhat-release.
 *
 * @example "CentOS Linux release 7.9.2009 (Core)"
 */
export function parseRedhatRelease(text: string): string {
  const line = linesOf(text)[0];
  if (line === undefined) throw new FactError("Cannot read /etc/redhat-release: it is empty");
  return line.text.trim();
}
