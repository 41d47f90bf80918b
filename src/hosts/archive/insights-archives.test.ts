import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sharedData } from "../../../test/support/shared-data.ts";
import type { Fact } from "../../facts/fact.ts";
import { formatFactsDocument } from "../../facts/format-facts-document.ts";
import { parseFactsDocument } from "../../facts/parse-facts-document.ts";
import { readArchive } from "./read-archive.ts";

const archives = sharedData("hosts/insights-archives") ?? "";

function value<Value>(fact: Fact<Value>): Value | undefined {
  return fact.kind === "known" ? fact.value : undefined;
}

/** What most of them say. */
const usual = {
  selinux: "enforcing enforcing targeted",
  manager: "dnf 3 true",
  profiles: "eth0",
  listens: "tcp 0.0.0.0:22 sshd",
  unreadable: "locks ownSoftware",
};

/** What each archive says, read off by eye from its files; null where the archive does not tell it. */
const expected = {
  centos79: {
    ...usual,
    host: "test-pakotvan-centos",
    collectedAt: "2023-08-30T09:54:44.000Z",
    os: "centos 7",
    release: "CentOS Linux release 7.6.1810 (Core)",
    kernel: "3.10.0-957.1.3.el7.x86_64",
    packages: 307,
    cpu: 4,
    memory: 1882216 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ata_piix cirrus piix4_smbus uhci_hcd virtio-pci",
    root: "/dev/vda1 xfs 20960236 10485232",
    disks: "vda:disk vda1:part:vda:/",
    kernels: ["3.10.0-957.1.3.el7.x86_64"],
    enabled: "base updates extras",
    modules: "absent",
    manager: "yum 5 false",
    profiles: "eth0 loopback",
    unreadable: "locks ownSoftware",
  },
  "rhel-82-vuln-patch-advisor": {
    ...usual,
    host: "iqe-patch-rhel-82-aa2de60d-7174-4191-993a-9219bb07df19",
    collectedAt: "2022-05-16T10:03:24.000Z",
    os: "rhel 8.2",
    release: "Red Hat Enterprise Linux release 8.2 (Ootpa)",
    kernel: "5.14.18-100.fc33.x86_64",
    packages: 192,
    cpu: 3,
    memory: 32615892 * 1024,
    firmware: null,
    virtual: "container lxc",
    drivers:
      "i801_smbus i915 intel_pch_thermal iwlwifi mei_me nvme pcieport proc_thermal rtsx_pci skl_uncore sof-audio-pci-intel-cnl thunderbolt xhci_hcd",
    root: "fuse-overlayfs fuse.fuse-overlayfs 334390168 21299200",
    disks: "",
    kernels: [],
    selinux: null,
    enabled:
      "rhel-8-for-x86_64-baseos-rpms rhel-8-for-x86_64-appstream-rpms ubi-8-baseos ubi-8-appstream ubi-8-codeready-builder",
    modules: "unreadable",
    profiles: null,
    listens: null,
    unreadable: "firmware fstab kernelModules locks modules networkDevices networkProfiles ownSoftware selinux sockets",
  },
  "rhel7-insights-ip-aws-idle": {
    ...usual,
    host: "iqe-ros-a84cec78-1abf-40b4-bbbf-9ddd183786bb",
    collectedAt: "2022-02-15T17:38:30.000Z",
    os: "rhel 7.7",
    release: "Red Hat Enterprise Linux Server release 7.7 (Maipo)",
    kernel: "3.10.0-1062.1.2.el7.x86_64",
    packages: 344,
    cpu: 3,
    memory: 1013044 * 1024,
    firmware: "bios unsupported",
    virtual: "vm xen aws",
    drivers: "ata_piix cirrus xen-platform-pci",
    root: "/dev/xvda2 xfs 10473452 5241840",
    disks: "xvda:disk xvda1:part:xvda xvda2:part:xvda:/",
    kernels: ["3.10.0-1062.1.2.el7.x86_64"],
    enabled: "rhui-client-config-server-7 rhui-rhel-7-server-rhui-rpms rhui-rhel-7-server-rhui-rh-common-rpms",
    modules: "absent",
    manager: "yum 3 false",
    profiles: "eth0 loopback",
    listens: "tcp :::22 sshd",
    unreadable: "locks ownSoftware",
  },
  rhel84: {
    ...usual,
    host: "iqe-e2e-rhc-vm-ebbniiqazb",
    collectedAt: "2021-04-19T18:21:59.000Z",
    os: "rhel 8.4",
    release: "Red Hat Enterprise Linux release 8.4 (Ootpa)",
    kernel: "4.18.0-304.el8.x86_64",
    packages: 447,
    cpu: 4,
    memory: 1860856 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ata_piix cirrus piix4_smbus uhci_hcd virtio-pci",
    root: "/dev/vda3 xfs 20856812 10433520",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/boot/efi vda3:part:vda:/",
    kernels: ["4.18.0-304.el8.x86_64"],
    enabled: "",
    modules: "unreadable",
    unreadable: "locks modules ownSoftware",
  },
  "rhel9.8-ansible2.6-execution-node": {
    ...usual,
    host: "ip-172-31-29-42.ec2.internal",
    collectedAt: "2026-07-29T08:42:33.000Z",
    os: "rhel 9.8",
    release: "Red Hat Enterprise Linux release 9.8 (Plow)",
    kernel: "5.14.0-687.10.1.el9_8.x86_64",
    packages: 539,
    cpu: 4,
    memory: 3661728 * 1024,
    firmware: "uefi disabled",
    virtual: "vm kvm aws",
    drivers: "ena nvme",
    root: "/dev/nvme0n1p4 xfs 30136300 15100912",
    disks:
      "nvme0n1:disk nvme0n1p1:part:nvme0n1 nvme0n1p2:part:nvme0n1:/boot/efi nvme0n1p3:part:nvme0n1:/boot nvme0n1p4:part:nvme0n1:/",
    kernels: null,
    enabled:
      "rhui-client-config-server-9 rhel-9-appstream-rhui-rpms rhel-9-baseos-rhui-rpms ansible-automation-platform-2.6-for-rhel-9-x86_64-rpms rhel-9-for-x86_64-appstream-rpms rhel-9-for-x86_64-baseos-rpms",
    modules: "absent",
    unreadable: "boot locks ownSoftware",
  },
  rhel94_core_collect: {
    ...usual,
    host: "iqe-vm-cli-80196d0a-2704-4b38-bad0-8eacc6feda7d",
    collectedAt: "2025-03-20T10:26:01.000Z",
    os: "rhel 9.4",
    release: "Red Hat Enterprise Linux release 9.4 (Plow)",
    kernel: "5.14.0-426.13.1.el9_4.x86_64",
    packages: 441,
    cpu: 4,
    memory: 1818268 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ahci i801_smbus lpc_ich pcieport uhci_hcd virtio-pci",
    root: "/dev/vda4 xfs 19650540 9858032",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/efi vda3:part:vda:/boot vda4:part:vda:/",
    kernels: ["5.14.0-427.13.1.el9_4.x86_64"],
    enabled: "",
    modules: "absent",
  },
  rhel_86_azure: {
    ...usual,
    host: "rhel8.0emw4k0czmiulixv05e2rc41hc.bx.internal.cloudapp.net",
    collectedAt: "2023-01-18T16:40:20.000Z",
    os: "rhel 8.6",
    release: "Red Hat Enterprise Linux release 8.6 (Ootpa)",
    kernel: "4.18.0-372.9.1.el8.x86_64",
    packages: 461,
    cpu: 4,
    memory: 1953824 * 1024,
    firmware: "bios unsupported",
    virtual: "vm microsoft azure",
    drivers: "ata_piix hyperv_fb",
    root: "/dev/sda3 xfs 4079596 2044864",
    disks: "sda:disk sda1:part:sda sda2:part:sda:/boot/efi sda3:part:sda:/ sdb:disk sdb1:part:sdb:/mnt sr0:rom",
    kernels: ["4.18.0-372.9.1.el8.x86_64"],
    enabled: "rhel-8-for-x86_64-baseos-rpms rhel-8-for-x86_64-appstream-rpms",
    modules: "absent",
  },
  rhel_92_aws: {
    ...usual,
    host: "ip-172-31-87-255.ec2.internal",
    collectedAt: "2023-02-13T13:11:04.000Z",
    os: "rhel 9.2",
    release: "Red Hat Enterprise Linux release 9.2 Beta (Plow)",
    kernel: "5.14.0-239.el9.x86_64",
    packages: 559,
    cpu: 3,
    memory: 787196 * 1024,
    firmware: "bios unsupported",
    virtual: "vm xen aws",
    drivers: "ata_piix cirrus xen-platform-pci",
    root: "/dev/xvda4 xfs 9756652 4883392",
    disks: "xvda:disk xvda1:part:xvda xvda2:part:xvda:/efi xvda3:part:xvda:/boot xvda4:part:xvda:/",
    kernels: ["5.14.0-239.el9.x86_64"],
    enabled:
      "rhui-client-config-server-9-ha rhel-9-appstream-rhui-rpms rhel-9-baseos-rhui-rpms rhel-9-for-x86_64-highavailability-rhui-rpms",
    modules: "absent",
  },
  rhel_ai: {
    ...usual,
    host: "bastion.bz7wm.internal",
    collectedAt: "2025-04-02T08:47:27.000Z",
    os: "rhel 9.4",
    release: "Red Hat Enterprise Linux release 9.4 (Plow)",
    kernel: "5.14.0-427.42.1.el9_4.x86_64",
    packages: 646,
    cpu: 3,
    memory: 15740068 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm aws",
    drivers: "ena nvidia nvme pcieport piix4_smbus",
    root: "overlay overlay 34972 none",
    disks:
      "loop0:loop zram0:disk:[SWAP] nvme0n1:disk nvme0n1p1:part:nvme0n1 nvme0n1p2:part:nvme0n1:/boot/efi nvme0n1p3:part:nvme0n1:/boot nvme0n1p4:part:nvme0n1:/sysroot nvme1n1:disk",
    kernels: ["5.14.0-427.42.1.el9_4.x86_64"],
    enabled:
      "cuda-rhel9 rhel-9-for-x86_64-baseos-rpms rhel-9-for-x86_64-baseos-eus-rpms rhel-9-for-x86_64-appstream-rpms rhel-9-for-x86_64-appstream-eus-rpms codeready-builder-for-rhel-9-x86_64-rpms codeready-builder-for-rhel-9-x86_64-eus-rpms rhelai-1.3-prod",
    modules: "nvidia-driver:550:enabled",
  },
  sample_archive_ansible: {
    ...usual,
    host: "iqe-vm-os-insights-client-raxdklmhqz",
    collectedAt: "2022-04-25T20:14:01.000Z",
    os: "rhel 8.2",
    release: "Red Hat Enterprise Linux release 8.2 (Ootpa)",
    kernel: "4.18.0-193.el8.x86_64",
    packages: null,
    cpu: 4,
    memory: 1870816 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ata_piix cirrus piix4_smbus uhci_hcd virtio-pci",
    root: "/dev/vda3 xfs 20856812 10433520",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/boot/efi vda3:part:vda:/",
    kernels: ["4.18.0-193.el8.x86_64"],
    enabled: "epel-modular epel rhel-8-for-x86_64-baseos-rpms rhel-8-for-x86_64-appstream-rpms",
    modules: "python36:3.6:enabled satellite-5-client:1.0:enabled virt:rhel:enabled",
    unreadable: "locks ownSoftware packages",
  },
  sample_archive_mssql: {
    ...usual,
    host: "iqe-vm-malware-test-uwtjzldhkl",
    collectedAt: "2022-04-26T23:28:40.000Z",
    os: "rhel 8.2",
    release: "Red Hat Enterprise Linux release 8.2 (Ootpa)",
    kernel: "4.18.0-193.el8.x86_64",
    packages: 484,
    cpu: 4,
    memory: 1870816 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ata_piix cirrus piix4_smbus uhci_hcd virtio-pci",
    root: "/dev/vda3 xfs 20856812 10433520",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/boot/efi vda3:part:vda:/",
    kernels: ["4.18.0-193.el8.x86_64"],
    enabled: "packages-microsoft-com-mssql-server-2019 rhel-8-for-x86_64-baseos-rpms rhel-8-for-x86_64-appstream-rpms",
    modules: "python36:3.6:enabled satellite-5-client:1.0:enabled virt:rhel:enabled",
  },
  "satellite-capsule-archive": {
    ...usual,
    host: "capsule.lab.sandbox-zxbzp-ocp4-cluster.svc.cluster.local",
    collectedAt: "2026-07-28T18:32:38.000Z",
    os: "rhel 9.6",
    release: "Red Hat Enterprise Linux release 9.6 (Plow)",
    kernel: "5.14.0-570.12.1.el9_6.x86_64",
    packages: 847,
    cpu: 4,
    memory: 65316980 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm",
    drivers: "ahci bochs-drm i801_smbus lpc_ich pcieport virtio-pci",
    root: "/dev/vda4 xfs 103536620 51801072",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/efi vda3:part:vda:/boot vda4:part:vda:/ vdb:disk",
    kernels: ["5.14.0-570.12.1.el9_6.x86_64"],
    enabled:
      "rhel-9-for-x86_64-baseos-rpms satellite-capsule-6.17-for-rhel-9-x86_64-rpms rhel-9-for-x86_64-appstream-rpms",
    modules: "absent",
    profiles: null,
    unreadable: "locks networkProfiles ownSoftware",
  },
  systemd_archive: {
    ...usual,
    host: "iqe-vm-cli-3f5250cf-d726-4b9e-b8af-f2dfb034dd13",
    collectedAt: "2023-06-13T07:41:15.000Z",
    os: "rhel 8.7",
    release: "Red Hat Enterprise Linux release 8.7 (Ootpa)",
    kernel: "4.18.0-425.3.1.el8.x86_64",
    packages: 453,
    cpu: 4,
    memory: 1854136 * 1024,
    firmware: "bios unsupported",
    virtual: "vm kvm openstack",
    drivers: "ata_piix cirrus piix4_smbus uhci_hcd virtio-pci",
    root: "/dev/vda3 xfs 20856812 10433520",
    disks: "vda:disk vda1:part:vda vda2:part:vda:/boot/efi vda3:part:vda:/",
    kernels: ["4.18.0-425.3.1.el8.x86_64"],
    enabled: "rhel-8-for-x86_64-baseos-rpms rhel-8-for-x86_64-appstream-rpms",
    modules: "absent",
  },
};

describe.skipIf(archives === "")("Insights archives", () => {
  test.each(Object.entries(expected))("%s", async (name, seen) => {
    const document = await readArchive(join(archives, `${name}.tar.gz`));
    const { facts } = document;
    const os = value(facts.osRelease);
    const firmware = value(facts.firmware);
    const virtual = value(facts.virtualization);
    const selinux = value(facts.selinux);
    const manager = value(facts.packageManager);
    const root = value(facts.mounts)?.findLast((mount) => mount.mountPoint === "/");
    const drivers = new Set(value(facts.pciDevices)?.flatMap((device) => device.driver ?? []));
    const sockets = value(facts.sockets)?.map(
      (socket) => `${socket.protocol} ${socket.address}:${socket.port} ${socket.process}`,
    );
    const modules = value(facts.modules)?.map((module) => `${module.name}:${module.stream}:${module.state}`);
    const disks = value(facts.blockDevices)?.map(({ name, type, parent, mountPoint }) =>
      [name, type, parent, mountPoint].filter((part) => part !== undefined).join(":"),
    );
    expect({
      host: document.host,
      collectedAt: document.collectedAt,
      os: `${os?.id} ${os?.versionId}`,
      release: value(facts.redhatRelease),
      kernel: value(facts.kernel)?.release,
      packages: value(facts.packages)?.length ?? null,
      cpu: value(facts.machine)?.cpuLevel,
      memory: value(facts.memory)?.totalBytes,
      firmware: firmware === undefined ? null : `${firmware.kind} ${firmware.secureBoot}`,
      virtual: [virtual?.kind, virtual?.technology, virtual?.cloud].filter((word) => word !== undefined).join(" "),
      drivers: [...drivers].sort().join(" "),
      root: `${root?.device} ${root?.type} ${(root?.sizeBytes ?? 0) / 1024} ${root?.inodes ?? "none"}`,
      disks: disks?.join(" "),
      kernels: value(facts.boot)?.kernels ?? null,
      selinux: selinux === undefined ? null : `${selinux.mode} ${selinux.configured} ${selinux.policy}`,
      enabled: (value(facts.repositories) ?? [])
        .filter((repository) => repository.enabled)
        .map(({ id }) => id)
        .join(" "),
      modules: modules?.join(" ") ?? facts.modules.kind,
      manager: `${manager?.kind} ${manager?.installonlyLimit} ${manager?.best}`,
      profiles:
        value(facts.networkProfiles)
          ?.map((profile) => profile.name)
          .join(" ") ?? null,
      listens: sockets?.find((socket) => /^tcp .*:22 /.test(socket)) ?? null,
      unreadable: Object.entries(facts)
        .filter(([, fact]) => fact.kind === "unreadable")
        .map(([fact]) => fact)
        .sort()
        .join(" "),
    }).toEqual(seen);
    expect(value(facts.fips)).toBe(false);
    expect(parseFactsDocument(formatFactsDocument(document))).toEqual(document);
  });

  test("packages have vendor, build and signer, and no claim about signatures that Insights does not see", async () => {
    const { facts } = await readArchive(join(archives, "satellite-capsule-archive.tar.gz"));
    const packages = value(facts.packages) ?? [];
    expect(packages.find(({ name }) => name === "libgcc")).toEqual({
      name: "libgcc",
      epoch: 0,
      version: "11.5.0",
      release: "5.el9",
      arch: "x86_64",
      vendor: "Red Hat, Inc.",
      buildTime: 1738975999,
      buildHost: "x86-64-02.build.eng.rdu2.redhat.com",
      signer: "199e2f91fd431d51",
    });
    expect(packages.filter(({ signer }) => signer === "")).toEqual([]);
    expect(packages.filter(({ dependencies, files }) => dependencies !== undefined || files !== undefined)).toEqual([]);
    expect(packages.filter(({ name }) => name === "gpg-pubkey")).toEqual([]);
  });

  test("where the kernel is tainted, lsmod does not tell by which module", async () => {
    const tainted = await readArchive(join(archives, "rhel_ai.tar.gz"));
    expect(value(tainted.facts.kernelModules)?.find(({ name }) => name === "nvidia")?.taint).toBe("?");
    const clean = await readArchive(join(archives, "centos79.tar.gz"));
    expect(new Set(value(clean.facts.kernelModules)?.map(({ taint }) => taint))).toEqual(new Set([""]));
  });

  test("origins come from yum's list of installed packages", async () => {
    const { facts } = await readArchive(join(archives, "centos79.tar.gz"));
    const origins = (value(facts.packages) ?? []).filter(({ origin }) => origin !== undefined);
    expect(origins.length).toBeGreaterThan(0);
  });
});
