import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { LabFiles } from "../lab-files.ts";
import { buildDisk, type VmDisk } from "./build-disk.ts";
import type { RootLayout } from "./disk-layout.ts";

const DiskRecord = z.strictObject({ hostKey: z.string() });

/** The disk of a release, made where it is not there yet (some 10 s) and kept with the lab's images. */
export async function vmDisk(
  files: LabFiles,
  release: Parameters<LabFiles["image"]>[0],
  layout: RootLayout,
): Promise<VmDisk> {
  const kept = join(files.directory, "vm");
  const folder = join(kept, `${release}-${layout}-${sourceHash()}`);
  if (!existsSync(folder)) {
    const making = join(kept, `.${release}-${layout}.making-${process.pid}`);
    await rm(making, { recursive: true, force: true });
    const work = join(making, "work");
    await mkdir(work, { recursive: true });
    try {
      const { hostKey } = await buildDisk({
        image: files.image(release),
        layout,
        path: join(making, "disk.img"),
        work,
      });
      await rm(work, { recursive: true });
      await writeFile(join(making, "disk.json"), JSON.stringify({ hostKey } satisfies z.infer<typeof DiskRecord>));
      await rename(making, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error; // else another process was first: its disk is as good
      });
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }
  const { hostKey } = DiskRecord.parse(JSON.parse(await readFile(join(folder, "disk.json"), "utf8")));
  return { path: join(folder, "disk.img"), layout, hostKey };
}

/** Another disk is made when the programs of this folder that make it change. */
function sourceHash(): string {
  const folder = import.meta.dirname;
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).toSorted()) {
    if (!/\.(?:test|lab)\.ts$/.test(file)) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  }
  return hash.digest("hex").slice(0, 12);
}
