import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { has } from "../../test/support/has-tools.ts";
import { bootUnitText } from "./boot-unit.ts";

const unit = {
  command: ["/opt/my ferry/bin/ferry", "run", "continue", "$5"],
  environment: { FERRY_STATE: '/var/lib/50% "of" $state\\' },
  environmentFile: "/var/lib/ferry-state/boot.env",
  stateFolder: "/var/lib/ferry-state",
};

test("the unit runs this very ferry with the same state folder once the network is up", () => {
  const text = bootUnitText(unit);
  expect(text).toContain('ExecStart="/opt/my ferry/bin/ferry" "run" "continue" "$$5"\n');
  expect(text).toContain('Environment="FERRY_STATE=/var/lib/50%% \\"of\\" $state\\\\"\n');
  expect(text).toContain("After=network-online.target");
  expect(text).toContain("RestartPreventExitStatus=1 2 3 4 5 64\n");
});

test("a path with a line break cannot add a line to it", () => {
  expect(() => bootUnitText({ ...unit, stateFolder: "/x\nExecStart=/bin/sh" })).toThrow("line break");
});

test.skipIf(!has("systemd-analyze"))("systemd understands it", () => {
  const folder = mkdtempSync(join(tmpdir(), "ferry-unit-"));
  try {
    const file = join(folder, "ferry-continue.service");
    writeFileSync(file, bootUnitText({ ...unit, command: ["/bin/true", "run", "continue"] }));
    expect(readFileSync(file, "utf8")).toContain("[Install]");
    expect(execFileSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8", stdio: "pipe" })).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
