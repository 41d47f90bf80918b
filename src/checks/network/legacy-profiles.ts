import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { examplePackage, upgradeAlma8, upgradeAlma9 } from "../examples.ts";
import { counted, listed } from "../words.ts";

/** Types that NetworkManager reads from ifcfg files (leapp check_ifcfg). */
const readable = new Set(["ethernet", "ctc", "infiniband", "bond", "vlan", "bridge", "wireless", "team"]);

type Profile = FactValue<"networkProfiles">[number];
function ifcfg(name: string, rest: Partial<Profile> = {}): Profile {
  const file = `/etc/sysconfig/network-scripts/ifcfg-${name}`;
  return { file, kind: "ifcfg", name, networkManager: true, ...rest };
}
const keyfile: Profile = {
  file: "/etc/NetworkManager/system-connections/ens3.nmconnection",
  kind: "keyfile",
  name: "ens3",
  networkManager: true,
};
const scripts = [examplePackage("network-scripts 10.00.18-1.el8 x86_64")];

export const legacyProfiles = check({
  id: "network/legacy-profiles",
  code: "F-0042",
  title: "The target reads every network profile",
  why: "EL9 has no network service, EL10 does not read ifcfg files at all: a profile in the old form is a card without an address.",
  hops: ["upgrade-to-9", "upgrade-to-10"],
  worst: "inhibitor",
  needs: ["networkProfiles"],
  mayLack: ["packages"],
  examples: [
    {
      says: "keyfiles, and the loopback's ifcfg file",
      given: { networkProfiles: [keyfile, ifcfg("lo")] },
      context: upgradeAlma9,
      finds: [],
    },
    {
      says: "to 9, NetworkManager reads them",
      given: { networkProfiles: [ifcfg("ens3", { type: "ethernet" })], packages: scripts },
      context: upgradeAlma8,
      finds: [],
    },
    {
      says: "to 9, the network service has them",
      given: { networkProfiles: [ifcfg("ens3", { networkManager: false })], packages: scripts },
      context: upgradeAlma8,
      finds: ["AlmaLinux 9 cannot read 1 network profile"],
    },
    {
      says: "to 10",
      given: { networkProfiles: [ifcfg("ens3", { type: "ethernet" })] },
      context: upgradeAlma9,
      finds: ["AlmaLinux 10 cannot read 1 network profile"],
    },
  ],
  run({ networkProfiles, packages }, { hops }) {
    const old = networkProfiles.filter((profile) => profile.kind === "ifcfg" && !profile.file.endsWith("/ifcfg-lo"));
    const hasService = packages?.some((item) => item.name === "network-scripts") ?? true;
    return hops.flatMap(({ to }): readonly Finding[] => {
      const bad =
        to.major >= 10
          ? old
          : old.filter(
              (profile) => hasService && (!profile.networkManager || !readable.has(profile.type ?? "ethernet")),
            );
      if (bad.length === 0) return [];
      return [
        {
          severity: "high",
          inhibitor: true,
          title: `${to.title} cannot read ${counted(bad.length, "network profile")}`,
          seen: listed(bad.map((profile) => profile.file)),
          risk: "The host would come back without these addresses, out of reach",
          fix:
            to.major >= 10
              ? "nmcli connection migrate, then look at the result with nmcli connection show"
              : "Let NetworkManager have them: take out NM_CONTROLLED=no, nmcli connection load FILE, then nmcli connection migrate",
        },
      ];
    });
  },
});
