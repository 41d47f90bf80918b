import { printable } from "./printable.ts";

/**
 * Why ssh gave up, in words, from what it wrote to standard error (OpenSSH 8.0 to 9.9; the messages stand in its sshconnect.c,
 * sshconnect2.c, packet.c and readconf.c). The order matters: a changed host key also says "verification failed".
 */
const causes: readonly (readonly [RegExp, string])[] = [
  [/Could not resolve hostname|Name or service not known/, "the name is not known"],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, "the host key has changed: make sure why, then correct known_hosts"],
  [
    /Host key verification failed|No .* host key is known/,
    "the host key is not known: connect once with ssh and check it, or use --trust-new",
  ],
  [/no matching (host key type|key exchange method|cipher|MAC) found/, "host and ssh have no algorithm in common"],
  [/Too many authentication failures/, "permission denied: the agent offered too many keys, name one"],
  [/Permission denied/, "permission denied: no key that the host accepts"],
  [/timed out|Timeout/i, "no answer in time"],
  [/Connection refused/, "the connection was refused"],
  [/No route to host|Network is unreachable/, "there is no route to it"],
  [/Bad configuration option|Bad owner or permissions|terminating, \d+ bad/, "ssh refuses its configuration"],
  [/(closed|reset) by|kex_exchange_identification|Broken pipe/, "the host closed the connection"],
];

/** One line: the cause, and behind it ssh's own last words. */
export function sshFailure(stderr: string): string {
  const cause = causes.find(([pattern]) => pattern.test(stderr))?.[1] ?? "ssh could not connect";
  const words = stderr
    .split("\n")
    .map(printable)
    .filter((line) => line !== "" && !/^@+/.test(line))
    .at(-1);
  return words === undefined ? cause : `${cause} (${words})`;
}
