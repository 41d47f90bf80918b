import { afterAll, expect, test } from "vitest";
import { seededRandom } from "../scripts/generate/random.ts";
import { wreakChaos } from "./support/engine-chaos.ts";
import { hasPostgres } from "./support/has-postgres.ts";

import { makeTestFolder, removeTestFolder } from "./support/state-folder.ts";

const folder = makeTestFolder();
afterAll(() => removeTestFolder(folder));

test.skipIf(!hasPostgres)(
  "a run survives the death of its workers and of PostgreSQL: nothing is lost, nothing done twice",
  async () => {
    const seed = `${Date.now()}`;
    const random = seededRandom(seed);
    const result = await wreakChaos({
      folder,
      workers: 2,
      hosts: 8,
      kills: 4,
      postgresEvery: 2,
      stepMilliseconds: 60,
      between: [50, 500],
      random: () => random.fraction(),
    });
    expect(result.faults, `seed ${seed}`).toEqual([]);
    expect(result.ends).toEqual({ converted: 6, "rolled-back": 1, stopped: 1 });
    expect(result).toMatchObject({ kills: 4, postgresKills: 2 });
    if (process.env["FERRY_DEBUG"] !== undefined) console.log(result);
  },
);
