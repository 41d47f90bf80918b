import { check } from "../check.ts";
import { upgradeCentos7 } from "../examples.ts";
import { listed } from "../words.ts";

function device(name: string, physical = true) {
  return { name, physical };
}

export const interfaceNames = check({
  id: "network/interface-names",
  code: "F-0041",
  title: "Network cards keep their names over the upgrade",
  why: "Names of the form eth0 are given in the order in which drivers start; with several cards a new kernel may swap them.",
  hops: ["upgrade"],
  worst: "inhibitor",
  needs: ["networkDevices"],
  examples: [
    {
      says: "predictable names",
      given: { networkDevices: [device("ens192"), device("ens224"), device("lo", false)] },
      context: upgradeCentos7,
      finds: [],
    },
    {
      says: "one eth0",
      given: { networkDevices: [device("eth0"), device("docker0", false)] },
      context: upgradeCentos7,
      finds: ["The only network card is called eth0"],
    },
    {
      says: "two of the old form",
      given: { networkDevices: [device("eth0"), device("eth1")] },
      context: upgradeCentos7,
      finds: ["Several network cards, and eth0 and eth1 may change places"],
    },
  ],
  run({ networkDevices }) {
    const physical = networkDevices.filter((item) => item.physical);
    const old = physical.map((item) => item.name).filter((name) => /^eth\d+$/.test(name));
    const [first] = old;
    if (first === undefined) return [];
    if (physical.length === 1) {
      return [
        {
          severity: "info",
          inhibitor: false,
          title: `The only network card is called ${first}`,
          seen: first,
          risk: "None seen: the upgrade keeps the name with net.ifnames=0 on the kernel's command line",
          fix: "Nothing to do",
        },
      ];
    }
    return [
      {
        severity: "high",
        inhibitor: true,
        title: `Several network cards, and ${listed(old, 3)} may change places`.slice(0, 80),
        seen: physical.map((item) => item.name + (item.mac === undefined ? "" : ` (${item.mac})`)).join(", "),
        risk: "The host may come back with its addresses on the wrong cards, out of reach",
        fix: "Name each card by its MAC address: /etc/systemd/network/10-NAME.link with [Match] MACAddress= and [Link] Name=net0, and the same name in its profile; then reboot",
      },
    ];
  },
});
