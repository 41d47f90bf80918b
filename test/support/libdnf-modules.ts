import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import type { HostModule } from "../../src/package/module-index.ts";

export interface ModuleCase {
  /** The texts of modules.yaml. */
  readonly repositories: readonly string[];
  readonly host: readonly HostModule[];
  readonly platform: string;
}

export interface ModuleAnswer {
  /** `name:stream:version:context:arch`, sorted. */
  readonly active: readonly string[];
  readonly defaults: Readonly<Record<string, string>>;
}

/** What libdnf makes of each case; needs Debian's python3-dnf. */
export function askLibdnf(cases: readonly ModuleCase[]): readonly ModuleAnswer[] {
  const script = resolve(import.meta.dirname, "../repodata/active-modules.py");
  const output = execFileSync("/usr/bin/python3", [script], {
    input: JSON.stringify(cases),
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(output.toString()) as readonly ModuleAnswer[];
}
