import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type Assessment, emptyTransaction, type TransactionView } from "../src/report/assessment.ts";
import { installedKernels } from "./demo/demo-packages.ts";
import { openDemoWorld } from "./demo/demo-world.ts";
import { excerpt, judge, type Ran, runFerry, type Step } from "./demo/run-step.ts";
import { addRunningAnswers } from "./generate/running-answers.ts";

const started = performance.now();
const world = await openDemoWorld();
const folder = dirname(world.root);
const work = mkdtempSync(join(tmpdir(), "ferry-demo-"));
const environment = { ...process.env, NO_COLOR: "1", COLUMNS: "100", XDG_CACHE_HOME: join(work, "cache") };

const key = ["--gpg-key", relative(folder, world.keyFile)];
const repositories = Object.entries(world.repositories).flatMap(([id, path]) => [
  "--repo",
  `${id}=${relative(folder, path)}`,
]);

let passed = 0;
const failures: string[] = [];

async function show(step: Step): Promise<Ran> {
  console.log(`\n${step.say}\n\n$ ferry ${step.args.map((arg) => arg.replace(work, "$WORK")).join(" ")}`);
  const ran = await runFerry(step.args, folder, environment);
  console.log(excerpt(ran, step.lines).replaceAll(work, "$WORK"));
  const wrong = judge(step, ran);
  if (wrong.length === 0) passed++;
  else failures.push(`ferry ${step.args[0]}: ${wrong.join("; ")}`);
  console.log(wrong.length === 0 ? `→ exit ${ran.exit}, as foretold` : `→ NOT AS FORETOLD: ${wrong.join("; ")}`);
  return ran;
}

/** One thing that the demo checks itself. */
function check(what: string, isTrue: boolean): void {
  if (isTrue) passed++;
  else failures.push(what);
  console.log(`→ ${isTrue ? "checked" : "NOT TRUE"}: ${what}`);
}

function rpmList(): string {
  const args = ["--root", world.root, "--dbpath", "/var/lib/rpm", "-qa"];
  return execFileSync("rpm", args, { encoding: "utf8" }).trimEnd().split("\n").sort().join("\n");
}

/** A copy of a repository whose list of packages was changed after it was signed. */
function forgedRepository(): string {
  const forged = join(work, "forged");
  cpSync(join(world.repositories["acme"] ?? "", "repodata"), join(forged, "repodata"), { recursive: true });
  const repomd = join(forged, "repodata/repomd.xml");
  writeFileSync(repomd, readFileSync(repomd, "utf8").replace("<revision>", "<revision>1"));
  return forged;
}

console.log(`Ferry's demo. The host "web1" and its repositories were ${world.wasCached ? "made by an earlier run" : "just made"}, with Debian's rpm, createrepo_c and
gpg, in ${folder}. Names and versions are those of CentOS Stream 9 and AlmaLinux 9; what the packages hold
and need is invented, and so are two packages of a vendor "Acme". Nothing is downloaded. No host is changed.`);

const list = await show({
  say: "1. The host's RPM database, read without rpm.",
  args: ["rpmdb", "list", relative(folder, world.root)],
  exit: 0,
  lines: 8,
});
check("these are the lines of rpm -qa, sorted", list.stdout.trimEnd() === rpmList());

await show({
  say: "2. A repository of the target: what it holds, and who signed it.",
  args: ["repo", "info", relative(folder, world.repositories["baseos"] ?? ""), ...key],
  exit: 0,
});

await show({
  say: "3. A repository that was changed after it was signed is not read.",
  args: ["repo", "info", forgedRepository(), ...key],
  exit: 1,
  shows: [/signature/i],
});

await show({
  say: "4. The facts of the host, from its root file system as if it were mounted, and a recording of the answers.",
  args: [
    "inspect",
    "--root",
    relative(folder, world.root),
    "-o",
    join(work, "facts"),
    "--record",
    join(work, "recorded"),
  ],
  exit: 0,
});

await show({
  say: `5. What AlmaLinux would make of it. A mounted root does not run: its memory, mounts and kernel are unknown, and what is
   unknown stops a host until somebody looks.`,
  args: ["assess", "--root", relative(folder, world.root), ...repositories, ...key],
  exit: 2,
  lines: 40,
});

await addRunningAnswers(join(work, "recorded", relative(folder, world.root)), join(work, "running"), {
  host: "web1.example.org",
  kernel: `5.14.0-${installedKernels.at(-1)}.x86_64`,
});
const assess = ["assess", join(work, "running"), ...repositories, ...key];
await show({
  say: "6. The same host, recorded while it ran.",
  args: assess,
  exit: 0,
  lines: 60,
});

await show({
  say: "7. All packages of the transaction, for a person …",
  args: [...assess, "--diff"],
  exit: 0,
  lines: 40,
});

const answer = await show({ say: "   … and for a program.", args: [...assess, "--json"], exit: 0, lines: 1 });
const { install, upgrade, downgrade, reinstall, obsolete, remove } = transactionOf(answer.stdout);
const counts = { install, upgrade, downgrade, reinstall, obsolete, remove };
for (const [name, items] of Object.entries(counts)) console.log(`  ${name}: ${items.length}`);
const touched = [...upgrade, ...downgrade].map(({ from }) => from);
check(
  "podman, of which Stream is ahead, is downgraded",
  downgrade.some(({ to }) => to.startsWith("podman-")),
);
check(
  "mailx is replaced by s-nail, its new name",
  obsolete.some(({ old, by }) => old.startsWith("mailx-") && by.startsWith("s-nail-")),
);
check(
  "cairo, which is split, brings cairo-libs",
  install.some((nevra) => nevra.startsWith("cairo-libs-")),
);
check("ltrace, which AlmaLinux dropped, stays as it is", !mentions(["ltrace-"], [...touched, ...reinstall]));
check("Acme's package that no repository has stays as it is", !mentions(["acme-backup-"], [...touched, ...reinstall]));
check("Acme's other package is upgraded from Acme's repository", mentions(["acme-monitor-"], touched));
check(
  "centos-stream-release gives way to almalinux-release",
  mentions(["almalinux-release-"], install) && remove.some(({ nevra }) => nevra.startsWith("centos-stream-release-")),
);

if (/^ID(?:_LIKE)?=.*(?:centos|rhel)/m.test(readFileSync("/etc/os-release", "utf8"))) {
  console.log(
    "\n8. This machine is of CentOS's family: try `bin/ferry assess localhost` on it. The demo does not foretell its answer.",
  );
} else {
  await show({
    say: "8. The machine this runs on.",
    args: ["assess", "localhost"],
    exit: 2,
    shows: [/not a CentOS host/],
  });
}

function transactionOf(json: string): TransactionView {
  const parsed = JSON.parse(json) as Assessment;
  return parsed.hosts[0]?.transaction ?? emptyTransaction;
}

function mentions(starts: readonly string[], nevras: readonly string[]): boolean {
  return nevras.some((nevra) => starts.some((start) => nevra.startsWith(start)));
}

rmSync(work, { recursive: true });
console.log(`
What this is not: a conversion. Ferry changes no host yet; it reads, and says what a change would be. The packages are
a few bytes each, their dependencies are random, and no real mirror was asked.
`);
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${Math.round((performance.now() - started) / 1000)} seconds`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
