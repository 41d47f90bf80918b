import { hostname, userInfo } from "node:os";

/** The person behind this process, as user@machine: the one who became root counts. */
export function who(environment: Readonly<Record<string, string | undefined>>): string {
  const user = environment["SUDO_USER"] ?? userName();
  return `${user}@${hostname()}`;
}

/** A user without an entry in passwd (in a container) is told by number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
