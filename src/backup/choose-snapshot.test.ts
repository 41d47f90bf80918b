import { expect, test } from "vitest";
import { chooseSnapshot } from "./choose-snapshot.ts";
import { mount, sampleSurvey } from "./test-support/sample-survey.ts";

const mounts = ["/", "/boot", "/boot/efi"];
const GB = 1e9;

test("a thick volume gets room for what the rehearsal measured, with a margin", () => {
  const choice = chooseSnapshot(sampleSurvey(), mounts, "p1", 2 * GB);
  expect(choice).toMatchObject({
    kind: "lvm",
    volumes: [{ group: "cs", origin: "root", snapshot: "root-ferry-p1", bytes: 5 * GB }],
  });
});

test("a group without room for it offers none, and says how much is missing", () => {
  expect(chooseSnapshot(sampleSurvey(), mounts, "p1", 6 * GB)).toEqual({
    kind: "none",
    reasons: ["the volume group cs has 10000 MB free, and 15000 MB are needed"],
  });
});

test("a thin volume needs room in its pool alone", () => {
  const survey = sampleSurvey();
  const [root] = survey.lvm.volumes;
  const thin = (full: string) => ({
    ...survey.lvm,
    volumes: [
      { ...root!, lv_attr: "Vwi-aotz--", pool_lv: "pool" },
      { ...root!, lv_name: "pool", lv_attr: "twi-aotz--", lv_path: "", lv_dm_path: "", data_percent: full },
    ],
  });
  const choice = chooseSnapshot(sampleSurvey({ lvm: thin("41.50") }), mounts, "p1", 2 * GB);
  expect(choice.kind === "lvm" ? choice.volumes : []).toEqual([
    { group: "cs", origin: "root", snapshot: "root-ferry-p1" },
  ]);
  expect(chooseSnapshot(sampleSurvey({ lvm: thin("91.00") }), mounts, "p1", 2 * GB)).toMatchObject({ kind: "none" });
});

test("volumes that leave a part of the system outside are no snapshot of it", () => {
  const survey = sampleSurvey({ mounts: [...sampleSurvey().mounts, mount("/var", "xfs", "/dev/sdb1", 7)] });
  expect(chooseSnapshot(survey, [...mounts, "/var"], "p1", GB)).toEqual({
    kind: "none",
    reasons: ["/var lies on no logical volume: a snapshot of the others would not fit to it"],
  });
});

test("btrfs and ZFS roots offer their own, a plain partition none", () => {
  const root = (type: string, source: string) => [mount("/", type, source, 1)];
  const btrfs = {
    device: "/dev/sda3",
    default: "ID 256 gen 9 top level 5 path root",
    root: "root",
    options: "rw",
    inner: [],
  };
  expect(chooseSnapshot(sampleSurvey({ mounts: root("btrfs", "/dev/sda3"), btrfs }), ["/"], "p1", GB)).toEqual({
    kind: "btrfs",
    device: "/dev/sda3",
    subvolume: "ferry-p1",
    default: "256",
  });
  const within = { ...btrfs, inner: ["/var/lib/docker/btrfs/subvolumes/a1"] };
  expect(chooseSnapshot(sampleSurvey({ mounts: root("btrfs", "/dev/sda3"), btrfs: within }), ["/"], "p1", GB)).toEqual({
    kind: "none",
    reasons: [
      "/var/lib/docker/btrfs/subvolumes/a1 lies outside the subvolume of /: a snapshot of the others would not fit to it",
    ],
  });
  const split = [
    ...root("btrfs", "/dev/sda3"),
    mount("/var", "btrfs", "/dev/sda3", 2),
    mount("/boot", "ext4", "/dev/sda2", 3),
  ];
  expect(chooseSnapshot(sampleSurvey({ mounts: split, btrfs }), ["/", "/boot", "/var"], "p1", GB)).toMatchObject({
    reasons: ["/var lies outside the subvolume of /: a snapshot of the others would not fit to it"],
  });
  const mixed = [...root("zfs", "tank/root"), mount("/usr", "xfs", "/dev/sdb1", 2)];
  expect(chooseSnapshot(sampleSurvey({ mounts: mixed }), ["/", "/usr"], "p1", GB)).toMatchObject({ kind: "none" });
  expect(chooseSnapshot(sampleSurvey({ mounts: root("zfs", "tank/root") }), ["/"], "p1", GB)).toEqual({
    kind: "zfs",
    datasets: ["tank/root"],
  });
  expect(chooseSnapshot(sampleSurvey({ mounts: root("ext4", "/dev/sda3") }), ["/"], "p1", GB).kind).toBe("none");
});
