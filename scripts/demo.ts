import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { showMadeHost } from "./demo/show-made-host.ts";
import { Stage } from "./demo/stage.ts";

const started = performance.now();
using stage = new Stage();
console.log("Ferry's demo. Each command is shown before what it says. No host is changed.");

const missing = ["rpm", "rpmdb", "createrepo_c", "gpg"].filter((tool) => !isThere(tool));
if (missing.length === 0) await showMadeHost(stage);
else
  console.log(
    `\nLeft out: the made host and its repositories, for want of ${missing.join(", ")} (see scripts/setup.sh).`,
  );

if (/^ID(?:_LIKE)?=.*(?:centos|rhel)/m.test(readFileSync("/etc/os-release", "utf8"))) {
  console.log(
    "\nLeft out: this machine is of CentOS's family, so what Ferry says of it is not foretold. See for yourself:",
  );
  console.log("bin/ferry assess localhost");
} else {
  await stage.show(".", {
    say: "8. The machine this runs on.",
    args: ["assess", "localhost"],
    exit: 2,
    shows: [/not a CentOS host/],
  });
}

console.log(`
What this is not: a conversion. Ferry changes no host yet; it reads, and says what a change would be. The packages are
a few bytes each, what they need is random, and no real mirror was asked.
`);
for (const failure of stage.failures) console.log(`failed: ${failure}`);
console.log(`${Math.round((performance.now() - started) / 1000)} seconds`);
console.log(`${stage.passed} passed, ${stage.failures.length} failed`);
process.exitCode = stage.failures.length === 0 ? 0 : 1;

function isThere(tool: string): boolean {
  try {
    execFileSync("sh", ["-c", 'command -v "$0"', tool], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
