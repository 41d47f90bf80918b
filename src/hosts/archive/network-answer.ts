/** Drivers that ethtool -i names for devices with no hardware behind them. */
const virtualDrivers =
  /^(?:tun|bridge|bonding|veth|802\.1Q VLAN Support|dummy|team|openvswitch|vxlan|macvlan|ipvlan|geneve|gre|vrf)$/;
/** Words by which `ip -d link` shows the kind of such a device. */
const virtualKinds =
  /[ ](?:vlan protocol|vxlan|bridge forward_delay|bond mode|tun type|veth|dummy|macvlan|macvtap|ipvlan|team|gre|gretap|ipip|sit|vrf|geneve|openvswitch|wireguard)\b/;

/**
 * `ip -s -d link` as the probe `network-devices`; `driverOf` gives what `ethtool -i` said of a device.
 *
 * @example
 * 2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc fq_codel state UP mode DEFAULT group default qlen 1000
 *     link/ether fa:16:3e:5e:7e:06 brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 maxmtu 65535 addrgenmode eui64
 */
export function networkDevices(text: string, driverOf: (name: string) => string | undefined): string {
  const lines: string[] = [];
  for (const block of text.split(/^(?=\d+: )/m)) {
    const head = /^\d+: ([^\s:@]+)[^:\n]*: <[^\n]*/.exec(block);
    const link = /^ {4}link\/(\S+)(?: ([0-9a-f:]{17}))?/m.exec(block);
    if (head === null || link === null) continue;
    const name = head[1] ?? "";
    const state = / state (\S+)/.exec(head[0])?.[1]?.toLowerCase() ?? "-";
    const driver = driverOf(name);
    const virtual =
      link[1] === "loopback" || (driver === undefined ? virtualKinds.test(block) : virtualDrivers.test(driver));
    lines.push(
      `${name} ${link[2] ?? "-"} ${virtual ? "-" : (driver ?? "-")} ${virtual ? "virtual" : "physical"} ${state}\n`,
    );
  }
  return lines.join("");
}

/** The driver in the answer of `ethtool -i`. */
export function ethtoolDriver(text: string): string | undefined {
  return /^driver: (.+)$/m.exec(text)?.[1]?.trim();
}

/**
 * `netstat -neopa` as the lines of ss: its listening TCP and its unconnected UDP sockets.
 *
 * @example
 * tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      0          25169      3148/sshd            off (0.00/0/0)
 * udp        0      0 0.0.0.0:68              0.0.0.0:*                           0          22295      2753/dhclient        off (0.00/0/0)
 */
export function socketsFromNetstat(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const match = /^(tcp|udp)6? +\d+ +\d+ (\S+):(\d+) +(\S+) +(.*)$/.exec(line);
      if (match === null) return [];
      const [, protocol = "", address = "", port = "", peer = "", rest = ""] = match;
      if (protocol === "tcp" ? !rest.startsWith("LISTEN") : !peer.endsWith(":*")) return [];
      const local = address.includes(":") ? `[${address}]` : address;
      const program = /(?:^| )(\d+)\/([^\s:"]+)/.exec(rest);
      const users = program === null ? "" : ` users:(("${program[2]}",pid=${program[1]},fd=0))`;
      return [`${protocol} ${protocol === "tcp" ? "LISTEN" : "UNCONN"} 0 0 ${local}:${port} ${peer}${users}\n`];
    })
    .join("");
}

/**
 * Whether every profile that `nmcli connection show` lists is one of the ifcfg files, so that no keyfile is missing.
 * NetworkManager calls an ifcfg file without a NAME "System" and its device. Loopback and devices that others made
 * (bridges of libvirt, tun) have no file.
 *
 * @example
 * NAME         UUID                                  TYPE      DEVICE
 * System eth0  5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03  ethernet  eth0
 */
export function onlyIfcfg(nmcli: string, ifcfg: readonly { readonly path: string; readonly text: string }[]): boolean {
  const names = ifcfg.flatMap(({ path, text }) => {
    const device = path.slice(path.lastIndexOf("ifcfg-") + "ifcfg-".length);
    return [
      `System ${device}`,
      ...[...text.matchAll(/^(?:NAME|DEVICE)=["']?([^"'\n]*)/gm)].map((match) => match[1] ?? ""),
    ];
  });
  const rows = [...nmcli.matchAll(/^(\S.{0,200}?) +[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} +(\S+) +(\S+)/gm)];
  return rows.every(
    ([, name = "", type = "", device = ""]) =>
      /^(?:loopback|bridge|tun)$/.test(type) || names.includes(name.trim()) || names.includes(device),
  );
}
