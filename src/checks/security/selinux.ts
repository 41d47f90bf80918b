import { check } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";

export const selinux = check({
  id: "security/selinux",
  code: "F-0051",
  title: "SELinux is enforcing, now and after a boot",
  why: "What SELinux does after the move should be what it did before; a mode that changes at the next boot hides the cause.",
  hops: ["convert", "upgrade"],
  worst: "low",
  needs: ["selinux"],
  examples: [
    { says: "enforcing", given: { selinux: { mode: "enforcing", configured: "enforcing" } }, finds: [] },
    {
      says: "off",
      given: { selinux: { mode: "disabled", configured: "disabled" } },
      finds: ["SELinux is disabled"],
    },
    {
      says: "enforcing at the next boot",
      given: { selinux: { mode: "permissive", configured: "enforcing" } },
      finds: ["SELinux is permissive now and enforcing after the next boot"],
    },
    {
      says: "an upgrade leaves it permissive",
      given: { selinux: { mode: "enforcing", configured: "enforcing" } },
      context: upgradeAlma8,
      finds: ["SELinux will be permissive after the upgrade"],
    },
  ],
  run({ selinux }, { hops }) {
    const { mode, configured = mode } = selinux;
    if (mode !== configured) {
      return [
        {
          severity: "low",
          inhibitor: false,
          title: `SELinux is ${mode} now and ${configured} after the next boot`,
          seen: `getenforce says ${mode}, /etc/selinux/config says ${configured}`,
          risk: "The boot that ends the move would change the mode too, and may take long to relabel all files",
          fix: "Reboot before the move and see that everything works, or set the same mode in /etc/selinux/config",
        },
      ];
    }
    if (mode !== "enforcing") {
      return [
        {
          severity: "info",
          inhibitor: false,
          title: `SELinux is ${mode}`,
          seen: `getenforce and /etc/selinux/config say ${mode}`,
          risk: "It stays so; files that are written while it is disabled have no labels",
          fix: "Nothing to do for the move",
        },
      ];
    }
    if (!hops.some((hop) => hop.kind === "upgrade")) return [];
    return [
      {
        severity: "info",
        inhibitor: false,
        title: "SELinux will be permissive after the upgrade",
        seen: "leapp sets it so, and relabels all files at the first boot",
        risk: "The first boot takes as long as all files take to relabel; until you change it, nothing is enforced",
        fix: "After the upgrade: ausearch -m AVC, then set SELINUX=enforcing in /etc/selinux/config and setenforce 1",
      },
    ];
  },
});
