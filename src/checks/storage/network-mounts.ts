import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";
import { counted, listed } from "../words.ts";

const networkTypes = new Set(["nfs", "nfs4", "cifs", "smb3", "smbfs"]);
/** With these the boot does not wait for the mount. */
const optional = ["noauto", "nofail"];

type Entry = FactValue<"fstab">["entries"][number];
function entry(type: string, options: readonly string[]): Entry {
  return { line: 7, device: "nas:/data", mountPoint: "/srv/data", type, options: [...options] };
}
function mount(type: string, mountPoint: string) {
  return { device: "nas:/data", mountPoint, type, options: ["rw"] };
}

export const networkMounts = check({
  id: "storage/network-mounts",
  code: "F-0102",
  title: "No network file system is mounted at boot",
  why: "The upgrade runs in a boot without network: a mount that waits for a server would hold it for ever, and leapp refuses.",
  hops: ["upgrade"],
  worst: "inhibitor",
  needs: ["fstab", "mounts"],
  examples: [
    {
      says: "mounted by hand only; and nfsd's own file system is local",
      given: {
        fstab: { entries: [entry("nfs4", ["noauto"])], malformed: [] },
        mounts: [mount("nfsd", "/proc/fs/nfsd")],
      },
      context: upgradeAlma8,
      finds: [],
    },
    {
      says: "NFS at boot",
      given: { fstab: { entries: [entry("nfs", ["defaults", "_netdev"])], malformed: [] }, mounts: [] },
      context: upgradeAlma8,
      finds: ["1 network share is mounted at boot"],
    },
    {
      says: "CIFS that may fail, and is mounted now",
      given: {
        fstab: { entries: [entry("cifs", ["nofail"])], malformed: [] },
        mounts: [mount("cifs", "/srv/data")],
      },
      context: upgradeAlma8,
      finds: ["1 network share is mounted now"],
    },
  ],
  run({ fstab, mounts }) {
    const findings: Finding[] = [];
    const atBoot = fstab.entries.filter(
      (item) => networkTypes.has(item.type) && !item.options.some((option) => optional.includes(option)),
    );
    if (atBoot.length > 0) {
      findings.push({
        severity: "high",
        inhibitor: true,
        title: `${counted(atBoot.length, "network share is", "network shares are")} mounted at boot`,
        seen: listed(atBoot.map((item) => `line ${item.line}: ${item.device} on ${item.mountPoint} (${item.type})`)),
        risk: "The boot that upgrades has no network and would wait for the server",
        fix: `For the upgrade, add noauto to ${listed(atBoot.map((item) => `line ${item.line}`))} of /etc/fstab and umount ${atBoot.map((item) => item.mountPoint).join(" ")}`,
      });
    }
    const places = new Set(atBoot.map((item) => item.mountPoint));
    const now = mounts.filter((item) => networkTypes.has(item.type) && !places.has(item.mountPoint));
    if (now.length > 0) {
      findings.push({
        severity: "low",
        inhibitor: false,
        title: `${counted(now.length, "network share is", "network shares are")} mounted now`,
        seen: listed(now.map((item) => `${item.device} on ${item.mountPoint} (${item.type})`)),
        risk: "leapp looks at what is mounted while it checks, and may refuse",
        fix: `Before the upgrade: umount ${now.map((item) => item.mountPoint).join(" ")}`,
      });
    }
    return findings;
  },
});
