import type { BaseTree } from "../base-tree.ts";
import { bytes, directory, keptConfig, type LabPackage, labPackage, script, text, withDist } from "../lab-package.ts";
import type { Edition, Major } from "../releases.ts";
import type { KeyTexts } from "./identity.ts";
import { thirdPartyRepository } from "./repository-files.ts";
import { service, unit } from "./userland.ts";

/** EPEL of one major. */
export function epel(major: Major, base: BaseTree, keys: KeyTexts): readonly LabPackage[] {
  const key = `/etc/pki/rpm-gpg/RPM-GPG-KEY-EPEL-${major}`;
  const evr = (short: string): string => withDist(short, { major });
  const program = (name: string, short: string): LabPackage =>
    labPackage(name, evr(short), { requires: ["glibc"], files: { [`/usr/share/${name}/data`]: bytes(30_000, name) } });
  return [
    labPackage("epel-release", evr({ 8: "8-22", 9: "9-10", 10: "10-7" }[major]), {
      arch: "noarch",
      files: {
        [key]: text(keys("epel")),
        ...thirdPartyRepository("epel", {
          name: "Extra Packages for Enterprise Linux $releasever - $basearch",
          baseurl: "https://download.fedoraproject.org/pub/epel/$releasever/Everything/$basearch/",
          enabled: 1,
          gpgcheck: 1,
          countme: 1,
          gpgkey: `file://${key}`,
        }),
      },
    }),
    program("htop", "3.3.0-1"),
    program("jq", "1.7.1-2"),
    program("fail2ban-server", "1.1.0-6"),
    labPackage("restic", evr("0.14.0-1"), {
      payload: base.payload["restic"] ?? [],
      requires: ["glibc"],
      installed: false,
    }),
    labPackage("nagios-plugins-site", evr("2.4.12-1"), {
      installed: false,
      files: { "/usr/lib64/nagios/plugins/check_site": text("#!/bin/sh\n# @VENDOR@ @EVR@\nexit 1\n", 0o755) },
    }),
  ];
}

/** The repository of a vendor who knows nothing of AlmaLinux: an agent, and a driver for one kernel only. */
export function exampleVendor(major: Major, hosts: readonly Edition[], keys: KeyTexts): readonly LabPackage[] {
  const key = "/etc/pki/rpm-gpg/RPM-GPG-KEY-examplevendor";
  return [
    labPackage("examplevendor-agent", withDist("7.4.1-1", { major }), {
      requires: ["openssl-libs", "python3", "systemd"],
      files: {
        "/opt/examplevendor": directory(),
        "/opt/examplevendor/bin/agent": script("agent.py"),
        "/opt/examplevendor/etc/agent.conf": keptConfig("# licence = KEY\n", 0o600),
        "/opt/examplevendor/var": directory(0o700),
        "/usr/lib/systemd/system/examplevendor-agent.service": text(
          unit("Agent of Example Vendor", "/opt/examplevendor/bin/agent", "Type=notify\n"),
        ),
        [key]: text(keys("vendor")),
        ...thirdPartyRepository("examplevendor", {
          name: "Example Vendor",
          baseurl: "https://packages.examplevendor.test/el$releasever/",
          enabled: 1,
          gpgcheck: 1,
          gpgkey: `file://${key}`,
        }),
      },
      scripts: service("examplevendor-agent.service"),
    }),
    ...hosts.map((host) =>
      labPackage("kmod-examplevendor", `2.1-1.${host.kernel.replaceAll("-", "_")}`, {
        installed: false,
        requires: [`kernel-core-uname-r = ${host.kernel}.x86_64`],
        files: { [`/usr/lib/modules/${host.kernel}.x86_64/extra/examplevendor/evdrv.ko`]: bytes(200_000) },
      }),
    ),
  ];
}
