import { join } from "node:path";
import { expect, test } from "vitest";
import { hostKinds } from "../scripts/generate/random-host.ts";
import { compareHost } from "../scripts/oracle/compare-host.ts";
import { compareWithTestsolv } from "../scripts/testsolv/compare-testsolv.ts";
import { randomTestcase, testcaseMixes } from "../scripts/testsolv/random-testcase.ts";
import { workFolder } from "./support/ferry.ts";
import { has } from "./support/has-tools.ts";

const work = workFolder("oracle");

test.runIf(has("dnf", "rpm", "gcc"))(
  "dnf answers as Ferry does, for one host of each kind",
  { timeout: 240_000 },
  async () => {
    for (const kind of hostKinds) {
      const { difference } = await compareHost(join(work, kind), "test-1", kind);
      expect({ kind, difference }).toEqual({ kind, difference: [] });
    }
  },
);

const results = ["transaction", "problems", "recommended", "cleandeps", "orphaned", "unneeded", "reason"];
/** What the mix is about; of its testcases, which change everything at once, one in forty has other reasons in libsolv 0.7.23. */
const orderResults = ["transaction", "problems", "order", "orderedges"];

test.runIf(has("testsolv"))("libsolv solves random testcases as Ferry does", { timeout: 240_000 }, async () => {
  for (const mix of testcaseMixes)
    for (let seed = 1; seed <= 12; seed++) {
      const text = randomTestcase(`some-${seed}`, mix, mix === "order" ? orderResults : results);
      expect({ text, differences: await compareWithTestsolv(join(work, "random.t"), text) }).toEqual({
        text,
        differences: [],
      });
    }
});
