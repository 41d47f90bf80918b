import { expect, test } from "vitest";
import type { HostLine, Ran, RunOptions } from "../../hosts/host-line.ts";
import { FirstLook } from "./first-look.ts";

const none = { urls: [], sql: [], files: [], expected: [] };

/** A host whose facts cannot be had (it has no name), and whose probes answer as `answer` says. */
function lineOf(answer: (asked: number) => Promise<Ran> | undefined = () => undefined) {
  const asked: { readonly group: string; readonly signal: AbortSignal | undefined }[] = [];
  const line: HostLine = {
    name: "web1",
    target: { kind: "ssh", host: "-", ssh: {}, become: false },
    run: async (_script, { args = [], signal }: RunOptions = {}) => {
      const [nonce = "", group = ""] = args;
      // The connection that all share is opened first.
      if (nonce === "") return { kind: "ended", status: 0, stdout: "", stderr: "" };
      asked.push({ group, signal });
      const stdout = `${nonce} ferry-probes 1\n${nonce} all 0\n`;
      return (await answer(asked.length)) ?? { kind: "ended", status: 0, stdout, stderr: "" };
    },
  };
  return { line, asked, groups: () => asked.map(({ group }) => group) };
}

test("what has begun is used once, and then asked again", async () => {
  const { line, groups } = lineOf();
  const look = new FirstLook(line, { probes: none, observes: true });
  look.begin();
  look.begin();
  expect(await look.facts()).toMatchObject({ kind: "unreachable" });
  expect(await look.probes()).toMatchObject({ kind: "seen" });
  expect(groups().sort()).toEqual(["quick", "rpm"]);
  await look.probes();
  expect(groups()).toHaveLength(4);
});

test("who asks for facts lets the probes begin after them, where the plan has some", async () => {
  for (const [observes, count] of [
    [true, 2],
    [false, 0],
  ] as const) {
    const { line, asked } = lineOf();
    await new FirstLook(line, { probes: none, observes }).facts();
    await expect.poll(() => asked.length).toBe(count);
  }
});

test("a machine that moves itself is observed in its turn: the unit for its boot comes after the run has begun", async () => {
  const { line, asked } = lineOf();
  const look = new FirstLook({ ...line, target: { kind: "local", become: false } }, { probes: none, observes: true });
  look.begin();
  expect(asked).toHaveLength(0);
  expect(await look.probes()).toMatchObject({ kind: "seen" });
  look.stop();
});

test("a host that could not be asked ahead of its step is asked again", async () => {
  const { line, groups } = lineOf(async (asked) =>
    asked <= 2 ? { kind: "unreachable", reason: "cut" } : { kind: "ended", status: 77, stdout: "", stderr: "no root" },
  );
  const look = new FirstLook(line, { probes: none, observes: true });
  look.begin();
  await expect(look.probes()).rejects.toThrow("no root");
  expect(groups()).toHaveLength(4);
});

test("a look that is stopped leaves the host, and nobody need listen to its end", async () => {
  const { line, asked } = lineOf(() => new Promise(() => {}));
  const look = new FirstLook(line, { probes: none, observes: true });
  look.begin();
  await expect.poll(() => asked.length).toBe(2);
  look.stop();
  expect(asked.every(({ signal }) => signal?.aborted)).toBe(true);
});
