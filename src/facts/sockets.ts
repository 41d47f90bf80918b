import { formatAddress } from "./address.ts";
import { lineError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf, wordsOf } from "./lines.ts";
import { parseSections } from "./sections.ts";

type Socket = FactValue<"sockets">[number];

/** The byte order of the host's words: /proc/net prints addresses as words of the host. */
export type ByteOrder = "little" | "big";

/** By the name `uname -m` gives; ppc64le is little-endian, ppc64 is not. */
export function byteOrderOf(architecture: string): ByteOrder {
  return /^(s390x?|ppc64|ppc|sparc64?|mips64?)$/.test(architecture) ? "big" : "little";
}

/**
 * Reads the listening sockets, from /proc/net/{tcp,tcp6,udp,udp6} or from `ss -H -tulpn`, each behind a line with its name.
 * Addresses are plain: "0.0.0.0" and "::" for any; the device of a link-local one is dropped. Equal sockets are told once.
 *
 * @example
 * ==> tcp <==
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20861 1 ffff8a0b 100 0 0 10 0
 * ==> ss <==
 * tcp LISTEN 0 128 [::]:22 [::]:* users:(("sshd",pid=1123,fd=4))
 */
export function parseSockets(text: string, order: ByteOrder): Socket[] {
  const sockets = parseSections(text).flatMap(({ path, text }) => {
    if (path === "ss") return parseSs(text);
    const protocol = path.startsWith("tcp") ? "tcp" : path.startsWith("udp") ? "udp" : undefined;
    return protocol === undefined ? [] : parseProcNet(text, protocol, order);
  });
  const seen = new Map(sockets.map((socket) => [`${socket.protocol} ${socket.address} ${socket.port}`, socket]));
  return [...seen.values()];
}

/** State 0A is LISTEN; an unconnected UDP socket has 07, CLOSE (Linux include/net/tcp_states.h). */
function parseProcNet(text: string, protocol: Socket["protocol"], order: ByteOrder): readonly Socket[] {
  return linesOf(text).flatMap((line) => {
    const [, local, remote, state] = wordsOf(line.text);
    if (local === "local_address") return [];
    const match = /^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{32}):([0-9A-Fa-f]{4})$/.exec(local ?? "");
    if (match === null || remote === undefined || state === undefined) {
      throw lineError(`/proc/net/${protocol}`, line.number, line.text, "has no local address and state");
    }
    if (state.toUpperCase() !== (protocol === "tcp" ? "0A" : "07")) return [];
    return [
      { protocol, address: formatAddress(bytesOf(match[1] ?? "", order)), port: Number.parseInt(match[2] ?? "", 16) },
    ];
  });
}

/** Words of 32 bits in the host's order; within a word the first byte of the address is the lowest in memory. */
function bytesOf(digits: string, order: ByteOrder): readonly number[] {
  const words = digits.match(/.{8}/g) ?? [];
  return words.flatMap((word) => {
    const bytes = (word.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
    return order === "little" ? bytes.reverse() : bytes;
  });
}

/**
 * Before iproute2 4.15 `*` is any IPv4 address and IPv6 is written without brackets; since then `*` is any address of both
 * families, held by an IPv6 socket. A text is of the new kind when it has a bracket or 0.0.0.0.
 */
function parseSs(text: string): readonly Socket[] {
  const any = /\[|0\.0\.0\.0:/.test(text) ? "::" : "0.0.0.0";
  return linesOf(text).flatMap((line) => {
    const [protocol, state, , , local] = wordsOf(line.text);
    if (protocol !== "tcp" && protocol !== "udp") return [];
    if (state !== "LISTEN" && state !== "UNCONN") return [];
    const match = /^(.*):(\d{1,5})$/.exec(local ?? "");
    if (match === null) throw lineError("ss", line.number, line.text, "has no local address and port");
    const address = (match[1] ?? "").replace(/%[^\]]*/, "").replace(/^\[(.*)\]$/, "$1");
    const process = /users:\(\("([^"]*)"/.exec(line.text)?.[1];
    return [
      {
        protocol,
        address: address === "*" ? any : address,
        port: Number(match[2]),
        ...(process === undefined ? {} : { process }),
      },
    ];
  });
}
