import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Assessment, emptyTransaction, type TransactionView } from "../../src/report/assessment.ts";
import { addRunningAnswers } from "../generate/running-answers.ts";
import { installedKernels } from "./demo-packages.ts";
import { type DemoWorld, openDemoWorld } from "./demo-world.ts";
import type { Stage } from "./stage.ts";

/** The made CentOS Stream 9 host: its database, its repositories, its facts, and what would become of it. */
export async function showMadeHost(stage: Stage): Promise<void> {
  const world = await openDemoWorld();
  const folder = dirname(world.root);
  const root = relative(folder, world.root);
  const key = ["--gpg-key", relative(folder, world.keyFile)];
  console.log(`
The host "${root}" and its repositories were ${world.wasCached ? "made by an earlier run" : "just made"}, with Debian's rpm, createrepo_c and gpg, in
${folder}.
Names and versions are those of CentOS Stream 9 and AlmaLinux 9; what the packages hold and need is invented, and so are
two packages of a vendor "Acme". Nothing is downloaded.`);

  const list = await stage.show(folder, {
    say: "1. The host's RPM database, read without rpm.",
    args: ["rpmdb", "list", root],
    exit: 0,
    lines: 8,
  });
  stage.check("these are the lines of rpm -qa, sorted", list.trimEnd() === rpmList(world));

  await stage.show(folder, {
    say: "2. A repository of the target: what it holds, and who signed it.",
    args: ["repo", "info", relative(folder, world.repositories["baseos"] ?? ""), ...key],
    exit: 0,
  });
  await stage.show(folder, {
    say: "3. A repository that was changed after it was signed is not read.",
    args: ["repo", "info", forgedRepository(world, stage.work), ...key],
    exit: 1,
    shows: [/signature/i],
  });

  const recorded = join(stage.work, "recorded");
  await stage.show(folder, {
    say: "4. The facts of the host, from its root file system as if it were mounted, and a recording of the answers.",
    args: ["inspect", "--root", root, "-o", join(stage.work, "facts"), "--record", recorded],
    exit: 0,
  });

  const target = Object.entries(world.repositories).flatMap(([id, path]) => [
    "--repo",
    `${id}=${relative(folder, path)}`,
  ]);
  await stage.show(folder, {
    say: `5. What AlmaLinux would make of it. A mounted root does not run: its memory, mounts and kernel are unknown, and what is
   unknown stops a host until somebody looks.`,
    args: ["assess", "--root", root, ...target, ...key],
    exit: 2,
    lines: 40,
  });

  const running = join(stage.work, "running");
  await addRunningAnswers(join(recorded, root), running, {
    host: "web1.example.org",
    kernel: `5.14.0-${installedKernels.at(-1)}.x86_64`,
  });
  await stage.show(folder, {
    say: "6. The same host, recorded while it ran: where it should go, by its own facts, and why.",
    args: ["compare", running, "--to", "almalinux-9,almalinux-10", ...target, ...key],
    exit: 0,
    shows: [/ADVICE +AlmaLinux 9/, /because/],
    lines: 48,
  });
  const assess = ["assess", running, ...target, ...key];
  await stage.show(folder, {
    say: "7. What AlmaLinux would make of it, now that it is known as it ran.",
    args: assess,
    exit: 0,
    shows: [
      /✔ READY/,
      /F-0306 {2}\d+ packages? of CentOS Stream 9 (?:has|have) no successor in AlmaLinux 9\n +seen {2}.*\bltrace\b/,
    ],
    lines: 60,
  });
  const say = "8. All packages of the transaction, for a person …";
  await stage.show(folder, { say, args: [...assess, "--diff"], exit: 0, lines: 40 });
  const json = await stage.show(folder, { say: "   … and for a program.", args: [...assess, "--json"], exit: 0 });
  checkTransaction(stage, transactionOf(json));
}

function rpmList(world: DemoWorld): string {
  const args = ["--root", world.root, "--dbpath", "/var/lib/rpm", "-qa"];
  return execFileSync("rpm", args, { encoding: "utf8" }).trimEnd().split("\n").sort().join("\n");
}

/** A copy of a repository whose list of packages was changed after it was signed. */
function forgedRepository(world: DemoWorld, work: string): string {
  const forged = join(work, "forged");
  cpSync(join(world.repositories["acme"] ?? "", "repodata"), join(forged, "repodata"), { recursive: true });
  const repomd = join(forged, "repodata/repomd.xml");
  writeFileSync(repomd, readFileSync(repomd, "utf8").replace("<revision>", "<revision>1"));
  return forged;
}

function transactionOf(json: string): TransactionView {
  return (JSON.parse(json) as Assessment).hosts[0]?.transaction ?? emptyTransaction;
}

/** What was made to happen must be in the answer. */
function checkTransaction(stage: Stage, transaction: TransactionView): void {
  for (const [name, items] of Object.entries(transaction)) console.log(`  ${name}: ${items.length}`);
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = transaction;
  const touched = [
    ...[...upgrade, ...downgrade].map(({ from }) => from),
    ...reinstall,
    ...remove.map(({ nevra }) => nevra),
  ];
  const has = (nevras: readonly string[], name: string) => nevras.some((nevra) => nevra.startsWith(`${name}-`));
  const downgraded = downgrade.map(({ to }) => to);
  stage.check("podman, of which Stream is ahead, is downgraded", has(downgraded, "podman"));
  stage.check(
    "mailx is replaced by s-nail, its new name",
    obsolete.some(({ old, by }) => has([old], "mailx") && has([by], "s-nail")),
  );
  stage.check("cairo, which is split, brings cairo-libs", has(install, "cairo-libs"));
  stage.check("ltrace, which AlmaLinux dropped, stays as it is", !has(touched, "ltrace"));
  stage.check("Acme's package that no repository has stays as it is", !has(touched, "acme-backup"));
  stage.check("Acme's other package is upgraded from Acme's repository", has(touched, "acme-monitor"));
  stage.check(
    "centos-stream-release gives way to almalinux-release",
    has(install, "almalinux-release") && has(touched, "centos-stream-release"),
  );
}
