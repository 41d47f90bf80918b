import { FactError } from "./fact-error.ts";
import type { FactValue } from "./facts.ts";
import { linesOf } from "./lines.ts";

/**
 * Clouds by what their machines say in DMI: vendor, product or BIOS vendor. Source: cloud-init, tools/ds-identify, and the
 * providers' own pages. Azure's machines say what any Hyper-V guest says; the collector knows them by the chassis asset tag and
 * adds a line `cloud:`.
 */
const clouds: readonly (readonly [RegExp, string])[] = [
  [/amazon/i, "aws"],
  [/^google/i, "gcp"],
  [/^alibaba cloud/i, "alibaba"],
  [/^openstack/i, "openstack"],
  [/^digitalocean/i, "digitalocean"],
  [/^hetzner/i, "hetzner"],
  [/^(linode|akamai)/i, "linode"],
  [/^vultr/i, "vultr"],
  [/^scaleway/i, "scaleway"],
  [/^(ovh|OpenStack Foundation OVH)/i, "ovh"],
  [/^huawei ?cloud/i, "huawei"],
  [/^tencent cloud/i, "tencent"],
  [/^oraclecloud/i, "oracle"],
  [/^exoscale/i, "exoscale"],
  [/^upcloud/i, "upcloud"],
];

/**
 * Reads what the host runs in.
 *
 * @example
 * container: none
 * vm: kvm
 * vendor: Red Hat
 * product: OpenStack Compute
 */
export function parseVirtualization(text: string): FactValue<"virtualization"> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const colon = line.text.indexOf(":");
    if (colon > 0) values.set(line.text.slice(0, colon).trim(), line.text.slice(colon + 1).trim());
  }
  const container = values.get("container");
  const vm = values.get("vm");
  if (container === undefined || vm === undefined) {
    throw new FactError('Cannot read the virtualization: expected the lines "container:" and "vm:"');
  }
  const cloud = values.get("cloud") ?? cloudOf(["vendor", "product", "bios"].map((name) => values.get(name) ?? ""));
  const where = cloud === undefined ? {} : { cloud };
  if (container !== "none" && container !== "") return { kind: "container", technology: container, ...where };
  if (vm !== "none" && vm !== "") return { kind: "vm", technology: vm, ...where };
  return { kind: "none", technology: "none", ...where };
}

function cloudOf(names: readonly string[]): string | undefined {
  return clouds.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
}
