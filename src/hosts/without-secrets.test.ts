import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withoutNetworkSecrets, withoutPasswords, withoutSecrets } from "./without-secrets.ts";

const collector = readFileSync(new URL("./collector.sh", import.meta.url), "utf8");

/** Runs one of the collector's own filters. */
function inShell(filter: string, text: string): string {
  const functions = collector.replace(/^main "\$@"$/m, "");
  const run = spawnSync("sh", ["-c", `${functions}\n${filter}`], { input: text, encoding: "utf8" });
  expect(run.stderr).toBe("");
  return run.stdout;
}

const files = {
  repo: {
    text: `# old: https://joe:hunter2@old.example/
[corp]
name=Corp $releasever - Source
baseurl=https://joe:hunter2@repo.example/el9/
  http://hunter2@second.example/el9/
mirrorlist = https://m.example/?repo=os-9&arch=x86_64&token=hunter2&cc=de
username=joe
Password = hunter2
\thunter2-goes-on
gpgkey=https://repo.example/KEY?sig=hunter2
sslclientkey=/etc/pki/key.pem
proxy_password=hunter2
proxy=http://proxy.example:3128
  password=hunter2
enabled=1
gpgcheck=1`,
    kept: ["name=Corp $releasever - Source", "https://repo.example/el9/", "arch=x86_64&token=&cc=de", "enabled=1"],
    filters: [withoutSecrets, "without_secrets"] as const,
  },
  keyfile: {
    text: `[connection]
id=office
type=wifi
# psk=hunter2

[wifi-security]
key-mgmt=wpa-psk
psk=hunter2
wep-key0=hunter2

[802-1x]
identity=joe
password=hunter2
private-key-password=hunter2

[vpn-secrets]
anything=hunter2

[wireguard-peer.abc]
endpoint=vpn.example:51820
preshared-key=hunter2
`,
    kept: ["id=office", "key-mgmt=wpa-psk", "[vpn-secrets]", "endpoint=vpn.example:51820"],
    filters: [withoutNetworkSecrets, "without_network_secrets"] as const,
  },
  ifcfg: {
    text: `TYPE=Ethernet
DEVICE=eth0
 WPA_PSK=hunter2
export KEY1=s:hunter2
IEEE_8021X_PASSWORD="hunter2
hunter2"
A=1 PASSWORD=hunter2
BOOTPROTO=none`,
    kept: ["TYPE=Ethernet", "DEVICE=eth0", "BOOTPROTO=none", "KEY1=", "WPA_PSK="],
    filters: [withoutNetworkSecrets, "without_network_secrets"] as const,
  },
  fstab: {
    text: `UUID=1-2 / xfs defaults 0 0
//nas/data /srv cifs username=joe,password=hunter2,vers=3.0 0 0
#//nas/old /old cifs pass=hunter2,ro 0 0
//nas/b /b cifs credentials=/root/nas,_netdev 0 0
`,
    kept: ["username=joe,password=,vers=3.0 0 0", "credentials=/root/nas", "UUID=1-2 / xfs"],
    filters: [withoutPasswords, "without_passwords"] as const,
  },
  cmdline: {
    text: "BOOT_IMAGE=/vmlinuz root=/dev/sda2 netroot=iscsi:joe:hunter2@10.0.0.1::3260::iqn inst.rootpassword=hunter2 quiet\n",
    kept: ["root=/dev/sda2", "netroot=iscsi:@10.0.0.1::3260::iqn", " quiet"],
    filters: [withoutPasswords, "without_passwords"] as const,
  },
};

describe.each(Object.entries(files))("the filter for %s", (_name, { text, kept, filters: [here, there] }) => {
  test("takes out the secrets and nothing else", () => {
    const filtered = here(text);
    expect(filtered).not.toContain("hunter2");
    for (const part of kept) expect(filtered).toContain(part);
  });

  test("does the same in the collector", () => {
    const ended = text.endsWith("\n") ? text : `${text}\n`;
    expect(inShell(there, ended)).toBe(here(ended));
  });
});
