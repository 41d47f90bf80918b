import { afterAll, expect, test } from "vitest";
import { seededRandom } from "../scripts/generate/random.ts";
import { wreakChaos } from "./support/engine-chaos.ts";
import { makeTestFolder, removeTestFolder } from "./support/state-folder.ts";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => removeTestFolder(folder))));

test.each([
  ["one worker", 1, 0],
  ["three workers", 3, 0],
  ["one worker, PostgreSQL killed as well", 1, 2],
  ["three workers, PostgreSQL killed as well", 3, 2],
] as const)("200 hosts survive 30 kills: %s", async (_, workers, postgresEvery) => {
  const folder = makeTestFolder();
  folders.push(folder);
  const seed = process.env["FERRY_SEED"] ?? `${Date.now()}`;
  const random = seededRandom(seed);
  const result = await wreakChaos({
    folder,
    workers,
    hosts: 200,
    kills: 30,
    postgresEvery,
    stepMilliseconds: 100,
    between: [100, 2500],
    random: () => random.fraction(),
  });
  console.log(JSON.stringify({ workers, seed, ...result }));
  expect(result.faults, `seed ${seed}`).toEqual([]);
  expect(result.kills).toBe(30);
});
