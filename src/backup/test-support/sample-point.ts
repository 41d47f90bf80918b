import type { RestorePoint } from "../restore-point.ts";

export function samplePoint(changes: Partial<RestorePoint> = {}): RestorePoint {
  return {
    schema: "ferry/restore-point/1",
    id: "20261123-023113",
    host: "web1",
    createdAt: "2026-11-23T02:31:13.986Z",
    since: 1_795_401_040,
    machine: {
      id: "fa000000000000000000000000000001",
      release: "CentOS Stream 9",
      kernel: "5.14.0-592.el9.x86_64",
      packages: 309,
      packagesSha256: "9".repeat(64),
    },
    copy: {
      place: { kind: "controller" },
      manifestSha256: "a".repeat(64),
      archive: { sha256: "b".repeat(64), bytes: 226_415_567, pack: "zstd" },
      files: 9320,
      bytes: 394_356_875,
      busy: 0,
      mounts: ["/", "/boot"],
      leftOut: [{ path: "/tmp", why: "temporary" }],
      dataPaths: ["/srv/shop"],
      seconds: 5.6,
    },
    dumps: [
      {
        kind: "postgresql",
        file: "postgresql-5432.sql.zst",
        bytes: 1000,
        sha256: "c".repeat(64),
        databases: ["postgres", "shop"],
        tables: 12,
      },
    ],
    oldPackages: {
      kept: 308,
      bytes: 115_632_327,
      missing: [{ nevra: "old-1-1.noarch", why: "no repository of the host has it any more" }],
    },
    snapshots: [],
    notes: ["no snapshot: its root file system lies on no logical volume, btrfs or ZFS"],
    test: { kind: "untested" },
    ...changes,
  };
}
