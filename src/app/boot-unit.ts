import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BOOT_UNIT_FILE, installBootUnit, removeBootUnit } from "../hosts/boot-unit.ts";
import { openLine } from "../hosts/host-line.ts";
import type { Store } from "../store/open-store.ts";
import { unfinishedHosts } from "../store/run-readers.ts";
import { readKeptTarget } from "./live-target.ts";
import { stateFolder } from "./state-folder.ts";

/**
 * Sees to it that this machine goes on by itself after a boot while it is being moved by its own Ferry, and only then. To be called
 * when a run has begun, and when it has come to rest. `on`: it will go on by itself now.
 */
export async function settleBootUnit(store: Store): Promise<"on" | "off"> {
  const target = (await unfinishedHosts(store))
    .map((host) => readKeptTarget(host.target))
    .find(({ kind }) => kind === "local");
  if (target === undefined) {
    if (existsSync(BOOT_UNIT_FILE)) await removeBootUnit(openLine({ kind: "local", become: process.getuid?.() !== 0 }));
    return "off";
  }
  // Without systemd (in some containers) there is nothing that could go on; nor is there a reboot.
  if (!existsSync("/run/systemd/system")) return "off";
  const environmentFile = join(stateFolder(), "boot.env");
  writeFileSync(environmentFile, environmentLines(), { mode: 0o600 });
  await installBootUnit(openLine(target), {
    command: [fileURLToPath(new URL("../../bin/ferry", import.meta.url)), "run", "continue"],
    environment: { FERRY_NODE: process.execPath, FERRY_STATE: stateFolder() },
    environmentFile,
    stateFolder: stateFolder(),
  });
  return "on";
}

/** What this process was told by its environment and the next has to know too, as systemd reads it (systemd.exec(5)). */
function environmentLines(): string {
  return ["HOME", "XDG_CACHE_HOME", "FERRY_DATABASE_URL", "FERRY_LAB_ONLY"]
    .filter((name) => process.env[name] !== undefined)
    .map((name) => `${name}="${(process.env[name] ?? "").replace(/["\\`$]/g, "\\$&")}"\n`)
    .join("");
}
