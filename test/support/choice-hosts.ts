import type { Facts } from "../../src/facts/facts.ts";
import type { FactsDocument } from "../../src/facts/facts-document.ts";
import type { InstalledPackage } from "../../src/package/installed-package.ts";
import { parseNevra } from "../../src/package/nevra.ts";

type Known = { readonly [Name in keyof Facts]?: Extract<Facts[Name], { kind: "known" }>["value"] };

function host(
  name: string,
  system: readonly [id: string, title: string, version: string],
  known: Known,
): FactsDocument {
  const [id, title, version] = system;
  const all: Known = {
    osRelease: { id, versionId: version, name: title, prettyName: `${title} ${version}`, idLike: [] },
    machine: { architecture: "x86_64", cpuModel: "AMD EPYC Processor", cpuCount: 4, cpuLevel: 3 },
    virtualization: { kind: "vm", technology: "kvm" },
    pciDevices: [virtioDisk, virtioCard],
    networkDevices: [{ name: "eth0", driver: "virtio_net", physical: true }],
    repositories: [],
    modules: [],
    fstab: { entries: [], malformed: [] },
    units: [],
    sockets: [],
    ...known,
  };
  const names = [...absentHere, ...Object.keys(all)] as (keyof Facts)[];
  const facts = Object.fromEntries([
    // An archive does not tell it.
    ["ownSoftware", { kind: "unreadable", reason: "not captured: own-software" }],
    ...names.map((one) => [one, all[one] === undefined ? { kind: "absent" } : { kind: "known", value: all[one] }]),
  ]) as unknown as Facts;
  return { schema: "ferry/facts/1", host: name, collectedAt: "2026-11-21T09:00:00Z", source: "insights", facts };
}

const absentHere: readonly (keyof Facts)[] = [
  "redhatRelease",
  "kernel",
  "firmware",
  "packages",
  "packageManager",
  "mounts",
  "boot",
  "blockDevices",
  "kernelModules",
  "memory",
  "networkProfiles",
  "selinux",
  "fips",
  "cryptoPolicy",
  "locks",
];

type PciDevice = NonNullable<Known["pciDevices"]>[number];
const slot = { slot: "0000:00:05.0", modules: [] };
const virtioDisk: PciDevice = { ...slot, class: "0100", vendor: "1af4", device: "1001", driver: "virtio-pci" };
const virtioCard: PciDevice = {
  ...slot,
  slot: "0000:00:03.0",
  class: "0200",
  vendor: "1af4",
  device: "1000",
  driver: "virtio-pci",
};
const nvme: PciDevice = { ...slot, class: "0108", vendor: "1d0f", device: "8061", driver: "nvme" };
const ena: PciDevice = { ...slot, class: "0200", vendor: "1d0f", device: "ec20", driver: "ena" };
const megaraid: PciDevice = {
  ...slot,
  slot: "0000:03:00.0",
  class: "0104",
  vendor: "1000",
  device: "0079",
  subvendor: "1000",
  subdevice: "9261",
  driver: "megaraid_sas",
};
const oldRaid: PciDevice = {
  ...slot,
  slot: "0000:04:00.0",
  class: "0104",
  vendor: "13c1",
  device: "1004",
  driver: "3w-9xxx",
};
const igb: PciDevice = { ...slot, slot: "0000:05:00.0", class: "0200", vendor: "8086", device: "10c9", driver: "igb" };
const gpu: PciDevice = {
  ...slot,
  slot: "0000:06:00.0",
  class: "0302",
  vendor: "10de",
  device: "1eb8",
  driver: "nvidia",
};

function packages(vendor: string, ...lines: readonly string[]): readonly InstalledPackage[] {
  return lines.map((line) => {
    const nevra = parseNevra(line);
    if (nevra === undefined) throw new Error(`bad NEVRA ${line}`);
    return { ...nevra, vendor };
  });
}

type Repository = NonNullable<Known["repositories"]>[number];
function repository(id: string, url: string): Repository {
  return {
    id,
    name: id,
    file: `/etc/yum.repos.d/${id}.repo`,
    enabled: true,
    baseUrls: [url],
    gpgCheck: true,
    gpgKeys: [],
    excludes: [],
    includes: [],
    moduleHotfixes: false,
  };
}

const rhel = (id: string) => repository(id, "https://cdn.redhat.com/content/dist");
const redHat = "Red Hat, Inc.";
const el8 = ["bash-4.4.20-5.el8.x86_64", "glibc-2.28-251.el8.x86_64", "systemd-239-82.el8.x86_64"];
const el9 = ["bash-5.1.8-9.el9.x86_64", "glibc-2.34-100.el9.x86_64", "systemd-252-32.el9.x86_64"];

/** Ten hosts of the kinds that ask for advice. All is invented; names tell the kind. */
export const choiceHosts: readonly FactsDocument[] = [
  host("centos-7.6", ["centos", "CentOS Linux", "7"], {
    redhatRelease: "CentOS Linux release 7.6.1810 (Core)",
    packages: packages(
      "CentOS",
      "bash-4.2.46-31.el7.x86_64",
      "glibc-2.17-260.el7.x86_64",
      "mariadb-server-5.5.60-1.el7_5.x86_64",
      "centos-release-7-6.1810.2.el7.centos.x86_64",
    ),
    repositories: [repository("base", "http://mirror.centos.org/centos/7/os/x86_64/")],
    ownSoftware: {
      limits: [],
      programs: [
        {
          path: "/opt/shop/bin/shopd",
          bits: 64,
          unread: false,
          glibc: "2.14",
          libraries: ["libc.so.6", "libcrypto.so.10", "libssl.so.10"],
        },
      ],
      scripts: [{ path: "/usr/local/bin/nightly", version: "" }],
      environments: [{ path: "/opt/shop/venv", version: "2.7", home: "/usr/bin" }],
      modules: [
        { kind: "pip", path: "/usr/lib/python2.7/site-packages/requests-2.6.0-py2.7.egg-info", version: "2.7" },
        { kind: "perl", path: "/usr/local/lib64/perl5/auto/DBI/.packlist" },
      ],
    },
  }),
  host("el8-aws", ["rhel", "Red Hat Enterprise Linux", "8.6"], {
    packages: packages(redHat, ...el8, "redhat-release-8.6-0.1.el8.x86_64"),
    virtualization: { kind: "vm", technology: "amazon", cloud: "aws" },
    pciDevices: [nvme, ena],
    networkDevices: [{ name: "eth0", driver: "ena", physical: true }],
    repositories: [
      rhel("rhui-client-config-server-8"),
      rhel("rhel-8-baseos-rhui-rpms"),
      rhel("rhel-8-appstream-rhui-rpms"),
    ],
  }),
  host("el8-azure", ["centos", "CentOS Linux", "8"], {
    redhatRelease: "CentOS Linux release 8.5.2111",
    packages: packages(
      "CentOS",
      ...el8,
      "centos-linux-release-8.5-1.2111.el8.noarch",
      "nginx-1.14.1-9.module_el8.0.0+184+e34fea82.x86_64",
    ),
    virtualization: { kind: "vm", technology: "microsoft", cloud: "azure" },
    pciDevices: [],
    networkDevices: [{ name: "eth0", driver: "hv_netvsc", physical: true }],
    repositories: [
      repository("baseos", "http://mirror.centos.org/centos/8/BaseOS/x86_64/os/"),
      repository("epel", "https://dl.fedoraproject.org/pub/epel/8/Everything/x86_64/"),
    ],
  }),
  host("sql-server", ["rhel", "Red Hat Enterprise Linux", "8.2"], {
    packages: [...packages(redHat, ...el8), ...packages("Microsoft Corporation", "mssql-server-15.0.4316.3-2.x86_64")],
    repositories: [
      rhel("rhel-8-for-x86_64-baseos-rpms"),
      repository(
        "packages-microsoft-com-mssql-server-2019",
        "https://packages.microsoft.com/rhel/8/mssql-server-2019/",
      ),
    ],
    units: [{ name: "mssql-server.service", active: "active" }],
  }),
  host("gpu", ["centos", "CentOS Stream", "9"], {
    packages: [
      ...packages("CentOS", ...el9, "centos-stream-release-9.0-26.el9.noarch"),
      ...packages("NVIDIA CORPORATION", "kmod-nvidia-open-dkms-580.65.06-1.el9.noarch"),
    ],
    pciDevices: [nvme, ena, gpu],
    kernelModules: [
      { name: "nvidia", sizeBytes: 14_000_000, taint: "OE" },
      { name: "ena", sizeBytes: 180_000, taint: "" },
    ],
    repositories: [
      repository("baseos", "https://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os/"),
      repository("cuda-rhel9-x86_64", "https://developer.download.nvidia.com/compute/cuda/repos/rhel9/x86_64"),
    ],
  }),
  host("satellite-capsule", ["rhel", "Red Hat Enterprise Linux", "9.6"], {
    packages: packages(
      redHat,
      ...el9,
      "satellite-capsule-6.17.0-1.el9sat.noarch",
      "postgresql-server-13.20-1.el9_5.x86_64",
    ),
    repositories: [
      rhel("rhel-9-for-x86_64-baseos-rpms"),
      repository(
        "satellite-capsule-6.17-for-rhel-9-x86_64-rpms",
        "https://cdn.redhat.com/content/dist/layered/rhel9/x86_64/sat-capsule/6.17/os",
      ),
    ],
  }),
  host("el9", ["almalinux", "AlmaLinux", "9.6"], {
    packages: packages("AlmaLinux", ...el9, "almalinux-release-9.6-1.el9.x86_64"),
    repositories: [repository("baseos", "https://repo.almalinux.org/almalinux/9/BaseOS/x86_64/os/")],
  }),
  host("old-megaraid", ["centos", "CentOS Stream", "9"], {
    packages: packages(
      "CentOS",
      ...el9,
      "centos-stream-release-9.0-26.el9.noarch",
      "postgresql-server-13.20-1.el9.x86_64",
    ),
    machine: { architecture: "x86_64", cpuModel: "Intel(R) Xeon(R) CPU E5645", cpuCount: 12, cpuLevel: 2 },
    virtualization: { kind: "none", technology: "none" },
    pciDevices: [megaraid, igb],
    blockDevices: [{ name: "sda", type: "disk", sizeBytes: 1e12, mountPoint: "/" }],
    repositories: [repository("baseos", "https://mirror.stream.centos.org/9-stream/BaseOS/x86_64/os/")],
    ownSoftware: {
      limits: ["time"],
      programs: [
        {
          path: "/opt/MegaRAID/storcli/storcli64",
          bits: 64,
          unread: false,
          glibc: "2.4",
          libraries: ["libc.so.6", "libpthread.so.0"],
        },
      ],
      scripts: [],
      environments: [],
      modules: [],
    },
  }),
  host("dead-controller", ["centos", "CentOS Linux", "7"], {
    redhatRelease: "CentOS Linux release 7.9.2009 (Core)",
    packages: packages("CentOS", "bash-4.2.46-35.el7_9.x86_64", "glibc-2.17-326.el7_9.x86_64"),
    machine: { architecture: "x86_64", cpuModel: "AMD Opteron(tm) Processor 280", cpuCount: 2, cpuLevel: 1 },
    virtualization: { kind: "none", technology: "none" },
    pciDevices: [oldRaid, igb],
    blockDevices: [{ name: "sda", type: "disk", sizeBytes: 1e12, mountPoint: "/" }],
    repositories: [repository("base", "http://mirror.centos.org/centos/7/os/x86_64/")],
  }),
  host("stream-8-web", ["centos", "CentOS Stream", "8"], {
    packages: packages(
      "CentOS",
      ...el8,
      "centos-stream-release-8.6-1.el8.noarch",
      "httpd-2.4.37-62.module_el8+657+88b2113f.x86_64",
    ),
    repositories: [
      repository("baseos", "http://mirror.centos.org/centos/8-stream/BaseOS/x86_64/os/"),
      repository("shop", "https://rpm.shop.example/el8/"),
    ],
    units: [{ name: "httpd.service", active: "active" }],
    sockets: [{ protocol: "tcp", address: "0.0.0.0", port: 80, process: "httpd" }],
  }),
];
