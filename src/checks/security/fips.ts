import { check } from "../check.ts";
import { upgradeAlma8, upgradeCentos7 } from "../examples.ts";

export const fips = check({
  id: "security/fips",
  code: "F-0052",
  title: "FIPS mode is off, or the move keeps it",
  why: "In FIPS mode the boot checks the kernel's own checksums, and a certificate covers one vendor's builds only.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["fips"],
  examples: [
    { says: "off", given: { fips: false }, finds: [] },
    { says: "on, converted", given: { fips: true }, finds: ["FIPS mode is on: AlmaLinux has certificates of its own"] },
    {
      says: "on, from 7 to 8",
      given: { fips: true },
      context: upgradeCentos7,
      finds: ["FIPS mode must be off for the upgrade to AlmaLinux 8"],
    },
    {
      says: "on, from 8 to 9",
      given: { fips: true },
      context: upgradeAlma8,
      finds: ["FIPS mode is on: AlmaLinux has certificates of its own"],
    },
  ],
  run({ fips }, { hops }) {
    if (!fips) return [];
    const first = hops.find((hop) => hop.kind === "upgrade" && hop.to.major === 8);
    if (first !== undefined) {
      return [
        {
          severity: "high",
          inhibitor: true,
          title: `FIPS mode must be off for the upgrade to ${first.to.title}`,
          seen: "/proc/sys/crypto/fips_enabled is 1",
          risk: "The boot that upgrades would fail its self-test and stop; leapp refuses",
          fix: "Take fips=1 from the kernel's command line (grubby --update-kernel=ALL --remove-args=fips=1), reboot; turn it on again after the upgrade",
        },
      ];
    }
    return [
      {
        severity: "medium",
        inhibitor: false,
        title: "FIPS mode is on: AlmaLinux has certificates of its own",
        seen: "/proc/sys/crypto/fips_enabled is 1",
        risk: "The mode stays on, but the certificates of the old distribution's modules do not cover AlmaLinux's",
        fix: "Ask your auditor whether AlmaLinux's certificates (TuxCare) cover your use before the move",
      },
    ];
  },
});
