/** What an archive says of the machine below: DMI as the collector names its lines, or dmidecode's whole answer. */
export interface DmiIdentity {
  readonly vendor: string | undefined;
  readonly product: string | undefined;
  readonly bios: string | undefined;
  readonly assetTag: string | undefined;
}

/**
 * Reads what dmidecode says of the system, its BIOS and its chassis.
 *
 * @example
 * System Information
 * 	Manufacturer: Red Hat
 * 	Product Name: OpenStack Compute
 */
export function dmiIdentity(dmidecode: string): DmiIdentity {
  const value = (section: string, name: string): string | undefined => {
    const block = new RegExp(`^${section} Information\n((?:\t[^\n]*\n)*)`, "m").exec(dmidecode)?.[1] ?? "";
    return new RegExp(`^\t${name}: (.*)$`, "m").exec(block)?.[1]?.trim();
  };
  return {
    vendor: value("System", "Manufacturer"),
    product: value("System", "Product Name"),
    bios: value("BIOS", "Vendor"),
    assetTag: value("Chassis", "Asset Tag"),
  };
}

const containers = new Set([
  "docker",
  "podman",
  "lxc",
  "oci",
  "openvz",
  "systemd_nspawn",
  "garden",
  "linux_vserver-guest",
]);
const clouds: Readonly<Record<string, string>> = { aws: "aws", google_cloud: "gcp", alibaba_cloud: "alibaba" };
/** virt-what's names of hypervisors in systemd-detect-virt's words. */
const hypervisors: Readonly<Record<string, string>> = {
  hyperv: "microsoft",
  virtualbox: "oracle",
  "xen-hvm": "xen",
  "xen-domU": "xen",
  "ibm_systemz-zvm": "zvm",
  ibm_power: "powervm",
};
const notTechnologies = new Set(["redhat", "virt", "openstack", "ovirt", "rhev", "kubevirt", ...Object.keys(clouds)]);

/** Azure's chassis asset tag, the same on every machine of it. */
const azureTag = "7783-7084-3265-9085-8269-3286-77";

/**
 * `virt-what` (a line a fact, none on bare metal) as the probe `virtualization`.
 *
 * @example
 * xen
 * xen-hvm
 * aws
 */
export function virtualizationFromVirtWhat(text: string, dmi: DmiIdentity): string {
  const words = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[A-Za-z0-9_-]+$/.test(line));
  const container = words.find((word) => containers.has(word));
  const machine = words.filter((word) => !containers.has(word) && !notTechnologies.has(word)).at(0);
  const cloud = words.map((word) => clouds[word]).find((name) => name !== undefined);
  return lines(container, machine === undefined ? undefined : (hypervisors[machine] ?? machine), cloud, dmi);
}

/**
 * `hostnamectl` as the probe `virtualization`: its line "Virtualization" has systemd-detect-virt's word.
 *
 * @example
 *            Chassis: vm
 *     Virtualization: kvm
 */
export function virtualizationFromHostnamectl(text: string, dmi: DmiIdentity): string {
  const technology = /^ *Virtualization: (\S+)/m.exec(text)?.[1];
  const container = /^ *Chassis: container/m.test(text);
  return lines(container ? technology : undefined, container ? undefined : technology, undefined, dmi);
}

function lines(
  container: string | undefined,
  vm: string | undefined,
  cloud: string | undefined,
  dmi: DmiIdentity,
): string {
  const found = cloud ?? (dmi.assetTag === azureTag ? "azure" : undefined);
  const told = [
    ["container", container ?? "none"],
    ["vm", vm ?? "none"],
    ["vendor", dmi.vendor],
    ["product", dmi.product],
    ["bios", dmi.bios],
    ["cloud", found],
  ] as const;
  return told.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\n`])).join("");
}
