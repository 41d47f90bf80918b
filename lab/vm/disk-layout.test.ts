import { expect, test } from "vitest";
import { extentSize, layOut, type RootLayout, volumesStart } from "./disk-layout.ts";
import { describeThinPool, physicalVolumeHead } from "./volume-group.ts";

const layouts: readonly RootLayout[] = ["plain", "thick", "thin"];

test.each(layouts)("%s: the root lies inside of its partition, and no two parts of the disk overlap", (kind) => {
  const { size, partitions, root, boot, volumes } = layOut(kind);
  let end = 0;
  for (const { offset, size: own } of partitions) {
    expect(offset).toBeGreaterThanOrEqual(Math.max(end, 1024 * 1024)); // GRUB's core comes first
    end = offset + own;
  }
  expect(end).toBe(size);
  const own = partitions.at(-1);
  expect(root.offset).toBeGreaterThanOrEqual((own?.offset ?? 0) + (volumes === undefined ? 0 : volumesStart));
  expect(root.offset + root.size).toBeLessThanOrEqual(end);
  expect(boot).toEqual(kind === "plain" ? undefined : { offset: partitions[0]?.offset, size: partitions[0]?.size });
});

test.each(["thick", "thin"] as const)(
  "%s: volumes share no extent of the group and leave room for a snapshot",
  (kind) => {
    const { root, volumes } = layOut(kind);
    if (volumes === undefined) throw new Error("a logical layout without volumes");
    const text = physicalVolumeHead(volumes).toString("latin1");
    const stretches = [
      ...text.matchAll(/extent_count = (\d+)\ntype = "striped"\nstripe_count = 1\nstripes = \["pv0", (\d+)\]/g),
    ]
      .map(([, count, first]) => ({ first: Number(first), end: Number(first) + Number(count) }))
      .toSorted((left, right) => left.first - right.first);
    expect(stretches.length).toBe(kind === "thick" ? 1 : 3);
    let used = 0;
    for (const { first, end } of stretches) {
      expect(first).toBeGreaterThanOrEqual(used);
      used = end;
    }
    expect(text).toContain(`pe_count = ${volumes.extents}\n`);
    const free = volumes.extents - used;
    expect(free * extentSize).toBeGreaterThan(kind === "thick" ? root.size / 2 : 0);
    // The file system is where the root's first extent is.
    const rootStretch = stretches.at(-1);
    expect(volumes.partition.offset + volumesStart + (rootStretch?.first ?? 0) * extentSize).toBe(root.offset);
  },
);

test("a thin root has the first blocks of its pool, one after another", () => {
  const { volumes, root } = layOut("thin");
  if (volumes?.root.kind !== "thin") throw new Error("not thin");
  const text = describeThinPool(volumes.root);
  const [, length = ""] = /<range_mapping origin_begin="0" data_begin="0" length="(\d+)" time="0"\/>/.exec(text) ?? [];
  const [, sectors = ""] = /data_block_size="(\d+)"/.exec(text) ?? [];
  expect(Number(length) * Number(sectors) * 512).toBe(root.size);
});
