import { bridgeAddress, hostAddress, hostMac, mirrorAddress, networkBits } from "./addresses.ts";

/** One line each for `ip -batch`, run inside the lab's own network namespace. */
export type IpBatch = readonly string[];

const bridge = "bridge";

/** The machine's end of a host's wire. */
export function wireOf(index: number): string {
  return `wire${index}`;
}

export function makeNetwork(): IpBatch {
  return [
    "link set lo up",
    `link add ${bridge} type bridge`,
    `addr add ${bridgeAddress}/${networkBits} dev ${bridge}`,
    `addr add ${mirrorAddress}/${networkBits} dev ${bridge}`,
    `link set ${bridge} up`,
  ];
}

/** A network namespace under the host's name, with eth0 at the other end of a wire on the bridge. */
export function plugIn(host: { readonly name: string; readonly index: number }): IpBatch {
  const { name, index } = host;
  return [
    `netns add ${name}`,
    `link add ${wireOf(index)} type veth peer name eth0 address ${hostMac(index)} netns ${name}`,
    `link set ${wireOf(index)} master ${bridge} up`,
  ];
}

/** The wire first: a namespace goes when its last process is gone, and would keep the wire until then. */
export function unplug(host: { readonly name: string; readonly index: number }): IpBatch {
  return [`link del ${wireOf(host.index)}`, `netns del ${host.name}`];
}

/** A tap on the bridge, for a guest. */
export function plugInGuest(index: number): IpBatch {
  return [`tuntap add dev ${wireOf(index)} mode tap`, `link set ${wireOf(index)} master ${bridge} up`];
}

export function unplugGuest(index: number): IpBatch {
  return [`link del ${wireOf(index)}`];
}

/**
 * A restored line works at once: what asked for the host's MAC while the line was cut would wait for its answer first, and
 * then say that there is no route.
 */
export function setLine(index: number, line: "cut" | "restored"): IpBatch {
  if (line === "cut") return [`link set ${wireOf(index)} down`];
  return [`link set ${wireOf(index)} up`, `neigh flush to ${hostAddress(index)} dev ${bridge}`];
}

/** What a host sets up of its network when it boots, inside its own namespace. */
export function hostNetwork(index: number): IpBatch {
  return ["link set lo up", `addr replace ${hostAddress(index)}/${networkBits} dev eth0`, "link set eth0 up"];
}
