import type { Machine } from "../machine/machine.ts";
import type { HostDisk } from "../machine/make-disk.ts";
import { hostAddress } from "../network/addresses.ts";
import type { HostDescription, HostSpecification } from "../protocol.ts";

/** All that the daemon knows of one host. */
export interface LabHostRecord {
  readonly specification: HostSpecification;
  readonly index: number;
  readonly disk: HostDisk;
  readonly machine: Machine;
}

export function describeHost(host: LabHostRecord, line: "cut" | "restored"): HostDescription {
  const { name, release } = host.specification;
  const { folder, cgroup, environment } = host.machine.options;
  return {
    name,
    release,
    address: hostAddress(host.index),
    folder,
    cgroup,
    power: host.machine.power,
    boots: host.machine.boots,
    line,
    environment,
  };
}
