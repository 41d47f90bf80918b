import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RestorePoint } from "../backup/restore-point.ts";
import { samplePoint } from "../backup/test-support/sample-point.ts";
import {
  listPoints,
  makePointFolder,
  pointFiles,
  readPoint,
  removePoint,
  repositoryPassword,
} from "./restore-points.ts";

let state = "";
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "ferry-points-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

async function keep(point: RestorePoint): Promise<void> {
  const files = await makePointFolder(state, point.host, point.id);
  writeFileSync(files.document, JSON.stringify(point));
}

test("points are listed newest first, of one host or of all; an unfinished one is none", async () => {
  const older = samplePoint({ id: "older", createdAt: "2026-11-22T00:00:00.000Z" });
  const other = samplePoint({ id: "other", host: "web2" });
  for (const point of [older, samplePoint(), other]) await keep(point);
  await makePointFolder(state, "web1", "unfinished");
  expect((await listPoints(state, "web1")).map(({ id }) => id)).toEqual([samplePoint().id, "older"]);
  expect((await listPoints(state)).length).toBe(3);
  expect(await readPoint(state, "web1", "unfinished")).toBeUndefined();
  await removePoint(state, "web1", "older");
  expect((await listPoints(state, "web1")).map(({ id }) => id)).toEqual([samplePoint().id]);
});

test.each(["../../etc", ".", "..", "a/b", "root@10.0.0.1", "ünï"])(
  "a host named %j stays within its folder",
  async (host) => {
    const { folder } = pointFiles(state, host, "p1");
    expect(folder.startsWith(join(state, "backups", "hosts") + "/")).toBe(true);
    await keep(samplePoint({ host }));
    expect((await listPoints(state, host)).length).toBe(1);
    expect((await readdir(join(state, "backups", "hosts"))).length).toBe(1);
  },
);

test("nobody else can enter a point's folder", async () => {
  const { folder } = await makePointFolder(state, "web1", "p1");
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test("a repository's password is made once, kept for this user alone, and refused when others could read it", async () => {
  await mkdir(join(state, "backups"), { recursive: true });
  const made = await repositoryPassword(state, "sftp:vault:/ferry");
  expect(made).toMatch(/^[\w-]{32}$/);
  expect(await repositoryPassword(state, "sftp:vault:/ferry")).toBe(made);
  expect(await repositoryPassword(state, "sftp:vault:/other")).not.toBe(made);
  const folder = join(state, "backups", "passwords");
  for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644);
  await expect(repositoryPassword(state, "sftp:vault:/ferry")).rejects.toThrow(/chmod 600/);
});
