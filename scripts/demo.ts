import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { whyNoLab } from "../lab/lab.ts";
import { Stage } from "./demo/stage.ts";

const started = performance.now();
console.log("Ferry's demo. Each command is shown before what it says.");
const reason = whyNoLab();
const failures = reason === undefined ? await crossing() : await recordedHosts(reason);
for (const failure of failures.list) console.log(`failed: ${failure}`);
console.log(`${Math.round((performance.now() - started) / 1000)} seconds`);
console.log(`${failures.passed} passed, ${failures.list.length} failed`);
process.exitCode = failures.list.length === 0 ? 0 : 1;

interface Shown {
  readonly passed: number;
  readonly list: readonly string[];
}

/** As root: the whole move of a real host, in the lab. */
async function crossing(): Promise<Shown> {
  const [{ startLab }, { buildLab }, { showCrossing }] = await Promise.all([
    import("../lab/lab.ts"),
    import("../lab/images/build-lab.ts"),
    import("./demo/show-crossing.ts"),
  ]);
  console.log("The lab's host and its mirrors are made first, once (one or two minutes).");
  await buildLab({ releases: ["centos-stream-9"], progress: (line) => console.log(`  ${line}`) });
  await using lab = await startLab();
  using stage = new Stage((command, args, options) => lab.spawn(command, args, options));
  await showCrossing(stage, lab);
  return { passed: stage.passed, list: stage.failures };
}

/** Elsewhere: a made host and its repositories, only read. */
async function recordedHosts(why: string): Promise<Shown> {
  using stage = new Stage();
  console.log(
    `\nThe move of a real host is left out: ${why}. Here is what Ferry says of a made host; none is changed.`,
  );
  const missing = ["rpm", "rpmdb", "createrepo_c", "gpg"].filter((tool) => !isThere(tool));
  if (missing.length === 0) {
    const { showMadeHost } = await import("./demo/show-made-host.ts");
    await showMadeHost(stage);
  } else {
    console.log(`\nLeft out: the made host, for want of ${missing.join(", ")} (see scripts/setup.sh).`);
  }
  if (/^ID(?:_LIKE)?=.*(?:centos|rhel)/m.test(readFileSync("/etc/os-release", "utf8"))) {
    console.log("\nThis machine is of CentOS's family; what Ferry says of it: bin/ferry assess localhost");
  } else {
    await stage.show(".", {
      say: "9. The machine this runs on.",
      args: ["assess", "localhost"],
      exit: 2,
      shows: [/not a CentOS host/],
    });
  }
  return { passed: stage.passed, list: stage.failures };
}

function isThere(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$0"', tool], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
