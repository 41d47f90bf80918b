import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SettleInput, settleJob } from "./settle-job.ts";

let folder: string;
let tools: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ferry-boot-"));
  const input: SettleInput = {
    run: "r1",
    vendor: "almalinux",
    label: "AlmaLinux",
    container: false,
    kernels: [],
    sssd: false,
    repositories: { enable: [], named: [], known: [] },
  };
  // The parts without the call at their end, as a module whose folders lie in a place of the test.
  const { script } = await settleJob(input);
  tools = join(folder, "settle_parts.py");
  writeFileSync(tools, script.text.replace(/\nmain\(\)\n$/, "\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function python(code: string): string {
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import settle_parts as s\n${code}`;
  const run = spawnSync("python3", ["-B", "-c", program], {
    encoding: "utf8",
    env: { ...process.env, FERRY_PROGRESS: join(folder, "progress") },
  });
  expect(run.stderr).toBe("");
  return run.stdout.trim();
}

/** What becomes of a .repo file, and what is said about it. */
function settled(name: string, text: string, asked: SettleInput["repositories"]): { text: string; said: unknown } {
  const path = join(folder, name);
  writeFileSync(path, text);
  const said = python(`s.REPOSITORY_FOLDER = ${JSON.stringify(folder)}
s.settle_repositories(s.json.loads(${JSON.stringify(JSON.stringify(asked))}))
print(s.json.dumps([s.changes, s.problems]))`);
  const result = { text: readFileSync(path, "utf8"), said: JSON.parse(said) as unknown };
  rmSync(path);
  return result;
}

test("a repository that packages came from is enabled, and nothing else of its file changes", () => {
  const before = "# of the distribution\n[crb]\nname=CRB\nenabled = 0\ngpgcheck=1\n\n[crb-debug]\nenabled=0\n";
  const { text, said } = settled("alma.repo", before, { enable: ["crb"], named: [], known: ["crb"] });
  expect(text).toBe(before.replace("enabled = 0", "enabled=1"));
  expect(said).toEqual([["enabled the repository crb, which packages came from"], []]);
});

test("a named place replaces the mirror list, with values that go on in further lines", () => {
  const before = "[baseos]\nmirrorlist=https://mirrors.almalinux.org/x\nbaseurl=https://a/\n  https://b/\nenabled=1\n";
  const named = [{ id: "baseos", baseurl: "https://mirror.example.test/baseos/" }];
  const { text } = settled("alma.repo", before, { enable: [], named, known: ["baseos"] });
  expect(text).toBe(
    "[baseos]\n#mirrorlist=https://mirrors.almalinux.org/x\nbaseurl=https://mirror.example.test/baseos/\nenabled=1\n",
  );
});

test("what would bring CentOS packages back is disabled; other repositories stay", () => {
  const before =
    "[old]\nbaseurl=https://mirror.stream.centos.org/9-stream/BaseOS/\n[vendor]\nbaseurl=https://vendor.test/\n";
  const { text } = settled("left.repo", before, { enable: [], named: [], known: ["vendor"] });
  expect(text).toBe(
    "[old]\nenabled=0\nbaseurl=https://mirror.stream.centos.org/9-stream/BaseOS/\n[vendor]\nbaseurl=https://vendor.test/\n",
  );
});

test("a repository that is nowhere on the host is a problem", () => {
  const { said } = settled("other.repo", "[other]\n", { enable: ["crb"], named: [], known: ["crb"] });
  expect(said).toEqual([[], ["the repository crb, which packages came from, is in no .repo file of the host"]]);
});

test.each([
  [
    "title AlmaLinux\nversion 5.14\n# linux /no\nlinux /vmlinuz-5.14\n",
    { title: "AlmaLinux", version: "5.14", linux: "/vmlinuz-5.14" },
  ],
  ["", {}],
])("a boot entry %j is read", (text, fields) => {
  const path = join(folder, "entry.conf");
  writeFileSync(path, text);
  expect(JSON.parse(python(`print(s.json.dumps(s.entry_fields(${JSON.stringify(path)})))`))).toEqual(fields);
});
