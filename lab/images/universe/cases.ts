import {
  bytes,
  keptConfig,
  type LabPackage,
  labPackage,
  link,
  type PackageParts,
  text,
  withDist,
} from "../lab-package.ts";
import type { Edition } from "../releases.ts";
import { pick } from "./versions.ts";

/** One package for each thing that can become of a package on the way to AlmaLinux. The rest of the universe shows the common ones. */
export function cases(edition: Edition): readonly LabPackage[] {
  const alma = edition.kind === "alma";
  const make = (name: string, older: string, newer: string, parts: PackageParts): LabPackage =>
    labPackage(name, withDist(pick(edition, { stream: older, alma: newer }), edition), parts);
  const here = (wanted: boolean, packages: readonly LabPackage[]): readonly LabPackage[] => (wanted ? packages : []);
  return [
    // Only in CentOS: nothing takes its place.
    ...here(!alma, [
      make("cockpit-legacy-certificates", "1.4-2", "1.4-2", {
        repository: "appstream",
        files: { "/usr/share/cockpit/legacy": text("x\n") },
      }),
    ]),
    // Another name: obsoletes and provides the old one.
    ...here(!alma, [make("mailx", "12.5-39", "12.5-39", { files: { "/usr/bin/mailx": mailer } })]),
    ...here(alma, [
      make("s-nail", "14.9.22-6", "14.9.22-6", {
        obsoletes: ["mailx < 12.6"],
        provides: ["mailx = 12.6"],
        files: { "/usr/bin/s-nail": mailer, "/usr/bin/mailx": link("s-nail") },
      }),
    ]),
    // Split in two.
    ...here(!alma, [
      make("network-scripts", "10.00.18-1", "10.00.18-1", {
        files: { "/usr/libexec/net/ifup": part(1), "/usr/libexec/net/ifdown": part(1) },
      }),
    ]),
    ...here(alma, [
      make("network-scripts-ifup", "10.01-1", "10.01-1", {
        obsoletes: ["network-scripts < 10.01"],
        provides: ["network-scripts = 10.01"],
        files: { "/usr/libexec/net/ifup": part(2) },
      }),
      make("network-scripts-ifdown", "10.01-1", "10.01-1", {
        obsoletes: ["network-scripts < 10.01"],
        files: { "/usr/libexec/net/ifdown": part(2) },
      }),
    ]),
    // Moves from AppStream to CRB, which is off by default.
    make("libblueprint-devel", "1.0-1", "1.0-2", {
      repository: alma ? "crb" : "appstream",
      files: { "/usr/lib64/pkgconfig/blueprint.pc": text("Version: @VERSION@\n") },
    }),
    // Scriptlets that fail or hang where a file in /run/lab says so.
    make("site-hooks", "1.0-1", "1.0-2", {
      repository: "appstream",
      requires: ["bash", "coreutils"],
      files: { "/usr/share/site-hooks/version": text("@EVR@\n") },
      scripts: {
        pre: switched("pre"),
        post: switched("post"),
        preun: switched("preun"),
        postun: switched("postun"),
        posttrans: switched("posttrans"),
      },
    }),
    // AlmaLinux's brings a path that a package of EPEL has too: see the variant file-conflict.
    make("nagios-plugins", "2.4.9-1", "2.4.12-1", {
      repository: "appstream",
      files: {
        "/usr/lib64/nagios/plugins/check_load": text("#!/bin/sh\n# @EVR@\nexit 0\n", 0o755),
        ...(alma ? { "/usr/lib64/nagios/plugins/check_site": text("#!/bin/sh\n# @VENDOR@\nexit 0\n", 0o755) } : {}),
      },
    }),
    // The administrator of the image edits one file of each kind.
    make("vsftpd", "3.0.5-6", "3.0.5-7", {
      repository: "appstream",
      files: {
        "/etc/vsftpd/vsftpd.conf": keptConfig(
          alma ? "anonymous_enable=NO\nlisten_ipv6=YES\n" : "anonymous_enable=NO\nlisten_ipv6=NO\n",
        ),
      },
    }),
    // Its mail program is one of several: alternatives keep the choice.
    make("postfix", "2:3.5.25-1", "2:3.5.25-2", {
      requires: ["(post) chkconfig", "(postun) chkconfig"],
      files: {
        "/usr/sbin/sendmail.postfix": text("#!/bin/sh\nexec cat >>/var/log/maillog\n", 0o755),
        "/usr/sbin/sendmail": { kind: "ghost", mode: 0o755 },
        "/etc/postfix/main.cf": keptConfig("inet_interfaces = localhost\n"),
        "/usr/share/postfix/data": bytes(40_000, edition.id),
      },
      scripts: {
        post: "alternatives --install /usr/sbin/sendmail mta /usr/sbin/sendmail.postfix 60 >/dev/null 2>&1 || :\n",
        postun: 'if [ "$1" = 0 ]; then alternatives --remove mta /usr/sbin/sendmail.postfix >/dev/null 2>&1 || :; fi\n',
      },
    }),
  ];
}

const mailer = text("#!/bin/sh\n# @EVR@\nexec cat >>/var/log/mail.out\n", 0o755);

function part(version: number): ReturnType<typeof text> {
  return text(`#!/bin/sh\n# version ${version}\n`, 0o755);
}

/** `touch /run/lab/fail-post` or `/run/lab/hang-pre` before the transaction. */
function switched(scriptlet: string): string {
  return (
    `if [ -e /run/lab/fail-${scriptlet} ]; then echo "site-hooks: %${scriptlet} fails" >&2; exit 1; fi\n` +
    `if [ -e /run/lab/hang-${scriptlet} ]; then sleep 600; fi\n`
  );
}
