import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { CopyAnswer, PlanAnswer, RestoreAnswer, StageAnswer } from "./answers.ts";
import { runHere } from "./test-support/run-host-program.ts";

const folders: string[] = [];
const isRoot = process.getuid?.() === 0;

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A tree with every kind of thing that a host has, as far as this user can make it. */
const makeTree = `
umask 022
mkdir -p etc/deep/er var/log opt/app usr/lib home/kim
echo hello > etc/a; chmod 4755 etc/a; ln etc/a etc/b; ln etc/a usr/lib/c
ln -s a etc/link; ln -s /nowhere etc/broken; mkfifo etc/pipe
truncate -s 3M etc/holes; printf x | dd of=etc/holes bs=1 seek=1500000 conv=notrunc status=none
seq 20000 > usr/lib/libc.so.6; seq 30000 > usr/lib/big
printf odd > "$(printf 'etc/\\377\\376 odd\\nname')"; printf h > .hidden
python3 -c 'import os; os.setxattr("etc/deep", "user.note", b"two words"); os.setxattr("etc/a", "user.raw", b"\\0\\xff\\1")'
echo log > var/log/messages; echo data > home/kim/file; echo x > etc/deep/er/x
touch -d '2001-02-03 04:05:06.123456789' etc/deep/er/x etc/deep/er etc/deep
[ "$(id -u)" != 0 ] || { chown 12:34 etc/a; mknod etc/null c 1 3; chown -h 5:6 etc/link;
  python3 -c 'import os; os.setxattr("usr/lib/big", "security.capability", bytes.fromhex("0100000200200000000000000000000000000000"))'; }
`;

const damageTree = `
rm etc/b; echo other > etc/b; rm etc/link; mkdir etc/link; echo q > etc/link/q; rm -r etc/deep; echo now-a-file > etc/deep
echo new > etc/new; mkdir -p added/more; echo z > added/more/z; rm etc/holes etc/pipe; chmod 600 .hidden
echo changed >> usr/lib/libc.so.6; seq 30001 > usr/lib/big; rm "$(printf 'etc/\\377\\376 odd\\nname')"
echo later >> var/log/messages; echo later > home/kim/later; echo theirs > opt/app/theirs
python3 -c 'import os; os.setxattr("etc/new", "user.new", b"1"); os.removexattr("etc/a", "user.raw")'
`;

/** Everything that stat, hashes and attributes tell of a tree. */
function factsOf(root: string): string {
  const script = `cd "$1"
find . -printf '%p %y %m %U %G %s %T@ %l %n\\n' | LC_ALL=C sort | sed 's/^\\(.* d [0-9]* [0-9]* [0-9]*\\) [0-9]* /\\1 - /'
find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
python3 -c 'import os
for folder, below, names in sorted(os.walk(b".")):
  for name in [b"."] + sorted(below + names):
    path = os.path.join(folder, name)
    for key in sorted(os.listxattr(path, follow_symlinks=False)):
      print(path, key, os.getxattr(path, key, follow_symlinks=False))'`;
  return execFileSync("sh", ["-c", script, "facts", root], { encoding: "latin1" });
}

interface Copied {
  readonly root: string;
  readonly staging: string;
  readonly archive: Buffer;
  readonly sha256: string;
  readonly facts: string;
}

async function copiedTree(): Promise<Copied> {
  const base = mkdtempSync(join(tmpdir(), "ferry-restore-"));
  folders.push(base);
  const root = join(base, "root");
  const staging = join(base, "staging");
  execFileSync("sh", ["-c", `mkdir "$1"; cd "$1"; ${makeTree}`, "tree", root]);
  const input = { folder: staging, mounts: ["/"], skip: [], more: [], root };
  const compress = ["gzip", "-1", "-c"];
  const run = await runHere("make-copy", { ...input, archive: { kind: "stdout" }, compress });
  expect(run.status).toBe(0);
  const answer = CopyAnswer.parse(JSON.parse(readFileSync(join(staging, "copy.json"), "utf8")));
  return { root, staging, archive: run.stdout, sha256: answer.archiveSha256 ?? "", facts: factsOf(root) };
}

const everything = [["/", "restore"]];

async function plan({ root, staging }: Copied, rules: readonly (readonly string[])[] = everything, write = true) {
  const input = { root, staging, point: "p1", rules, mounts: ["/"], since: 0, machineMade: ["/usr/lib"], write };
  return PlanAnswer.parse(valueOf((await runHere("plan-restore", input)).answer()));
}

function stage({ staging, archive, sha256 }: Copied, wanted: "needed" | "all" = "needed", follow = archive) {
  const source = { kind: "stdin", unpack: ["gzip", "-d", "-c"], sha256 };
  return runHere("stage-content", { staging, wanted, keep: null, source }, { follow });
}

function valueOf(answer: unknown): unknown {
  if (typeof answer === "object" && answer !== null && "value" in answer) return answer.value;
  throw new Error(`No value in ${JSON.stringify(answer)}`);
}

async function restore({ root, staging }: Copied) {
  return RestoreAnswer.parse(valueOf((await runHere("restore-tree", { root, staging, point: "p1" })).answer()));
}

function damage(root: string): void {
  execFileSync("sh", ["-c", `cd "$1"; ${damageTree}`, "damage", root]);
}

test(`every kind of file goes back to what it was${isRoot ? "" : " (not root: owners and devices were not tried)"}`, async () => {
  const copied = await copiedTree();
  damage(copied.root);
  expect(factsOf(copied.root)).not.toBe(copied.facts);
  const planned = await plan(copied);
  expect(planned.operations).toMatchObject({ write: expect.any(Number), link: 1, remove: expect.any(Number) });
  expect(StageAnswer.parse(valueOf((await stage(copied)).answer()))).toMatchObject({
    damagedCount: 0,
    missingCount: 0,
  });
  expect(await restore(copied)).toMatchObject({ problemCount: 0 });
  expect(factsOf(copied.root)).toBe(copied.facts);
  expect((await plan(copied, everything, false)).operations).toEqual({});
});

test("what would be lost is told before: new and changed files, not what the machine makes", async () => {
  const copied = await copiedTree();
  damage(copied.root);
  const { lost } = await plan(copied);
  const paths = lost.newest.map(({ path, what }) => `${what} ${path}`);
  expect(paths).toContain("new /added/more/z");
  expect(paths).toContain("changed /var/log/messages");
  expect(paths.filter((path) => path.includes("/usr/lib"))).toEqual([]);
  expect(lost.files).toBe(lost.newest.length);
});

test("a folder in what is left goes back whole: what was not there goes, as on a /boot beside a snapshot", async () => {
  const copied = await copiedTree();
  damage(copied.root);
  const rules = [
    ["/", "leave"],
    ["/etc", "restore"],
  ];
  const planned = await plan(copied, rules);
  expect(planned.operations).toMatchObject({ remove: 2 });
  await stage(copied);
  await restore(copied);
  expect(factsOf(join(copied.root, "etc"))).not.toContain("./new");
  expect(factsOf(copied.root)).toContain("./added/more/z");
});

test("what is to be left is left: neither changed nor removed", async () => {
  const copied = await copiedTree();
  damage(copied.root);
  const rules = [...everything, ["/var/log", "leave"], ["/home", "owned"], ["/opt", "owned"]];
  await plan(copied, rules);
  await stage(copied);
  await restore(copied);
  const text = (path: string) => readFileSync(join(copied.root, path), "utf8");
  expect([text("var/log/messages"), text("home/kim/later"), text("opt/app/theirs"), text("etc/a")]).toEqual([
    "log\nlater\n",
    "later\n",
    "theirs\n",
    "hello\n",
  ]);
});

test("killed at any point and run again, it comes to its end", async () => {
  const copied = await copiedTree();
  for (const milliseconds of [60, 90, 120, 160]) {
    damage(copied.root);
    await plan(copied);
    await stage(copied);
    await runHere(
      "restore-tree",
      { root: copied.root, staging: copied.staging, point: "p1" },
      {
        onStart: (child) => void sleep(milliseconds).then(() => child.kill("SIGKILL")),
      },
    );
    await plan(copied);
    await stage(copied);
    expect(await restore(copied)).toMatchObject({ problemCount: 0 });
    expect(factsOf(copied.root), `killed after ${milliseconds} ms`).toBe(copied.facts);
  }
});

test("run twice, the second time does nothing", async () => {
  const copied = await copiedTree();
  damage(copied.root);
  await plan(copied);
  await stage(copied);
  await restore(copied);
  expect(await restore(copied)).toMatchObject({ problemCount: 0 });
  expect(factsOf(copied.root)).toBe(copied.facts);
});

test("an archive that is cut, or not the one that was made, is told and nothing of it is used", async () => {
  const copied = await copiedTree();
  const cut = await stage(copied, "all", copied.archive.subarray(0, copied.archive.length - 2000));
  expect(cut.answer()).toMatchObject({ kind: "trouble" });
  const again = await copiedTree();
  const changed = Buffer.from(again.archive);
  changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1;
  expect((await stage(again, "all", changed)).answer()).toMatchObject({ kind: "trouble" });
});

test("content that is not in the staging folder stops a restore before its first change", async () => {
  const copied = await copiedTree();
  damage(copied.root);
  const before = factsOf(copied.root);
  await plan(copied);
  expect(
    (await runHere("restore-tree", { root: copied.root, staging: copied.staging, point: "p1" })).answer(),
  ).toMatchObject({
    kind: "trouble",
    reason: expect.stringContaining("bring it there again"),
  });
  expect(factsOf(copied.root)).toBe(before);
});

test.each([
  "",
  "none of ours",
  '{"schema": "ferry/manifest/1"}\n',
  '{"schema": "ferry/manifest/1"}\n{"path": "/../x"}\n',
])("a manifest of %j is refused", async (text) => {
  const copied = await copiedTree();
  const packed = execFileSync("gzip", ["-c"], { input: text });
  writeFileSync(join(copied.staging, "manifest.jsonl.gz"), packed);
  const input = { root: copied.root, staging: copied.staging, point: "p1", rules: everything, mounts: ["/"], since: 0 };
  const run = await runHere("plan-restore", { ...input, machineMade: [], write: true });
  expect(run.answer()).toMatchObject({ kind: "trouble" });
});
