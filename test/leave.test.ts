import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { stopIdlePostgres } from "../src/store/private-postgres.ts";
import { ferry, startFerry, workFolder } from "./support/ferry.ts";
import { hasPostgres } from "./support/has-postgres.ts";

describe.skipIf(!hasPostgres)("Ctrl-C in ferry migrate", () => {
  const work = workFolder("leave");
  chmodSync(work, 0o711);
  const stateFolder = join(work, "state");
  const options = { environment: { FERRY_STATE: stateFolder, FERRY_LAB_ONLY: "1" } };
  const config = join(work, "ssh_config");

  function reachBy(command: string): void {
    writeFileSync(config, `Host web1\n  ProxyCommand ${command}\n`);
  }

  afterAll(() => stopIdlePostgres(stateFolder));

  test("says what goes on and how to come back; the run is kept and goes on from there", async () => {
    reachBy("sleep 60");
    const child = startFerry(["migrate", "web1", "--yes", "--json", "-F", config], work, options);
    let told = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (told += text));
    await expect.poll(statesOf, { timeout: 60_000, interval: 500 }).toEqual([{ running: 1 }]);
    child.kill("SIGINT");
    const [code, signal]: unknown[] = await once(child, "close");
    expect([code, signal]).toEqual([null, "SIGINT"]);
    const run =
      /^Left\. web1 ends by itself .*\nTo go on: ferry run continue (\S+)\nTo look: {2}ferry run show \1\n$/.exec(told);
    expect(told).toMatch(/^Left\. web1/);
    expect(run).not.toBeNull();
    await expect.poll(statesOf, { timeout: 20_000, interval: 500 }).toEqual([{ idle: 1 }]);

    const back = await ferry(["rollback", "web1", "--yes"], work, options);
    expect(back.stderr).toContain(`its run ${run?.[1]} is not at its end, and nobody works on it`);
    expect(back.exit).toBe(2);

    reachBy("false");
    const continued = await ferry(["run", "continue", run?.[1] ?? ""], work, options);
    expect(continued.stderr).toContain(`web1: goes on in run ${run?.[1]}`);
    expect(continued.exit).toBe(4);
  });

  async function statesOf(): Promise<readonly Record<string, number>[]> {
    const { stdout } = await ferry(["run", "list", "--json"], work, options);
    const { runs }: { runs: { states: Record<string, number> }[] } = JSON.parse(stdout);
    return runs.map(({ states }) => Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)));
  }
});
