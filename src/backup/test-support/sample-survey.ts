import type { HostSurvey, SurveyedMount } from "../host-survey.ts";

const GB = 1e9;

export function mount(path: string, type: string, source: string, device: number): SurveyedMount {
  return { path, type, source, bytes: 50 * GB, used: 4 * GB, free: 40 * GB, device };
}

/** A CentOS Stream 9 host as its installer makes it: xfs on LVM, /boot and the ESP beside it. */
export function sampleSurvey(changes: Partial<HostSurvey> = {}): HostSurvey {
  const volume = (name: string, attributes: string, extra: object = {}) => ({
    lv_path: `/dev/cs/${name}`,
    lv_dm_path: `/dev/mapper/cs-${name}`,
    vg_name: "cs",
    lv_name: name,
    lv_size: 50 * GB,
    lv_attr: attributes,
    pool_lv: "",
    origin: "",
    data_percent: "",
    ...extra,
  });
  return {
    now: 1_795_400_000,
    machineId: "fa000000000000000000000000000001",
    release: "CentOS Stream 9",
    kernel: "5.14.0-592.el9.x86_64",
    architecture: "x86_64",
    packages: [["bash-5.1.8-9.el9.x86_64", "CentOS", "be0abfc4a1648f413905adcf95ff578a"]],
    packagesSha256: "0".repeat(64),
    database: "/var/lib/rpm",
    mounts: [
      mount("/", "xfs", "/dev/mapper/cs-root", 1),
      mount("/boot", "xfs", "/dev/sda2", 2),
      mount("/boot/efi", "vfat", "/dev/sda1", 3),
      mount("/dev", "devtmpfs", "devtmpfs", 4),
      mount("/proc", "proc", "proc", 5),
      mount("/home", "xfs", "/dev/mapper/cs-home", 6),
    ],
    swapFiles: [],
    tools: { restic: null, zstd: "zstd 1.5.5", gzip: "gzip 1.12" },
    databases: [],
    lvm: {
      volumes: [volume("root", "-wi-ao----"), volume("home", "-wi-ao----")],
      groups: [{ vg_name: "cs", vg_free: 10 * GB, vg_extent_size: 4 << 20 }],
    },
    btrfs: null,
    zfs: [],
    state: { device: 1, free: 40 * GB },
    repository: null,
    ...changes,
  };
}
