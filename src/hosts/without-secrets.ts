/**
 * The collector's filters for secrets (collector.sh has the same rules in awk and sed; a test holds the two together), for
 * files that are read without it.
 */
const secretName = /pass|psk|secret|token|(^|[_-])(key|pin|cak)[0-9]*$|^(proxy_)?username$/;
const secretParameter = /([?&][a-z0-9_.-]*(?:token|secret|passw|sig|key|auth)[a-z0-9_.-]*=)[^& \t]+/gi;

/** An INI file (.repo, dnf.conf): values of secrets go, comments are emptied, URLs lose user names and passwords. */
export function withoutSecrets(text: string): string {
  let section = false;
  let secret = false;
  return eachLine(text, (line) => {
    if (/^[ \t]*[#;]/.test(line)) return "#";
    if (/^[ \t]*\[/.test(line)) {
      section = line.includes("-secrets]");
      secret = false;
      return line;
    }
    const at = line.indexOf("=");
    const name = line
      .slice(0, Math.max(at, 0))
      .toLowerCase()
      .replace(/^[ \t]*(?:export[ \t]+)?|[ \t]+$/g, "");
    if (!/^[a-z0-9_.-]+$/.test(name)) return section || secret ? "" : withoutUrlSecrets(line);
    secret = section || secretName.test(name);
    return secret ? line.slice(0, at + 1) : withoutUrlSecrets(line);
  });
}

/** A NetworkManager profile or ifcfg file: as withoutSecrets, and what is neither a section nor an option is dropped. */
export function withoutNetworkSecrets(text: string): string {
  const kept = withoutSecrets(text)
    .split("\n")
    .filter((line) => /^[ \t]*(?:\[|(?:export[ \t]+)?[A-Za-z0-9_.-]+[ \t]*=)/.test(line));
  return withoutPasswords(kept.map((line) => `${line}\n`).join(""));
}

/** Mount options, a kernel command line: words like password=… lose their value, URLs their user name and password. */
export function withoutPasswords(text: string): string {
  return text
    .replace(/([Pp][Aa][Ss][Ss][A-Za-z0-9_.-]*)=[^, \t\n]*/g, "$1=")
    .replace(/([Ss][Ee][Cc][Rr][Ee][Tt][A-Za-z0-9_.-]*)=[^, \t\n]*/g, "$1=")
    .replace(/([Tt][Oo][Kk][Ee][Nn][A-Za-z0-9_.-]*)=[^, \t\n]*/g, "$1=")
    .replace(/(iscsi:)[^@, \t\n]*@/g, "$1@")
    .replace(/(:\/\/)[^/@, \t\n]*@/g, "$1");
}

function withoutUrlSecrets(line: string): string {
  return line.replace(/:\/\/[^/@ \t,]*@/g, "://").replace(secretParameter, "$1");
}

function eachLine(text: string, change: (line: string) => string): string {
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  return [...lines.map((line) => `${change(line)}\n`), last === "" ? "" : `${change(last)}\n`].join("");
}
