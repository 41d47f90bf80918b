import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Lab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { ferryPath } from "./ferry.ts";

/** Ferry on the controller of a lab, with a state of its own. */
export class Controller implements AsyncDisposable {
  readonly lab: Lab;
  readonly folder: string;
  readonly #target: readonly string[];

  constructor(lab: Lab) {
    this.lab = lab;
    // Not below a folder that PostgreSQL's account may not enter.
    this.folder = mkdtempSync(join(tmpdir(), "fc-"));
    this.#target = ["--gpg-key", lab.files.keys.alma];
  }

  get environment(): Readonly<Record<string, string>> {
    const { folder } = this;
    return {
      FERRY_STATE: join(tmpdir(), `${folder.split("/").at(-1)}-state`),
      XDG_CACHE_HOME: join(folder, "cache"),
      XDG_RUNTIME_DIR: folder,
      NO_COLOR: "1",
    };
  }

  /** Runs `ferry`; commands that solve get the lab's key. Gives what it said and its exit code. */
  async ferry(
    ...args: readonly string[]
  ): Promise<{ readonly exit: number; readonly said: string; readonly stdout: string }> {
    const solves = ["assess", "migrate", "rehearse"].includes(args[0] ?? "");
    const ran = await this.lab.exec(ferryPath, [...args, ...(solves ? this.#target : [])], { env: this.environment });
    return { exit: ran.exitCode ?? 1, said: ran.stderr + ran.stdout, stdout: ran.stdout };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.environment["FERRY_STATE"] ?? "", { recursive: true, force: true });
  }
}

/** All that must be the same after a way back: packages with their builds, programs, configuration, data, accounts, boot entries. */
export async function fingerprint(host: LabHost): Promise<string> {
  const hashes = "xargs -0 -r sha256sum";
  return host.must(
    [
      "rpm -qa --qf '%{nevra} %{vendor} %{sigmd5}\\n' | sort",
      `find /usr/bin /usr/sbin /usr/lib64 /usr/lib -type f -print0 2>/dev/null | sort -z | grep -zv __pycache__ | ${hashes}`,
      `find /etc -type f -print0 | sort -z | grep -zv -E '^/etc/(ld.so.cache|.updated|resolv.conf)$' | ${hashes}`,
      `find /boot -type f -print0 | sort -z | ${hashes}`,
      data,
    ].join("\n"),
  );
}

const data =
  "find /srv /opt /usr/local /home /var/www /var/lib/mysql -type f -print0 | sort -z | grep -zv -E 'site-report.log|/agent' | xargs -0 -r sha256sum";

/** The users' data alone. */
export function dataOf(host: LabHost): Promise<string> {
  return host.must(data);
}

/** What must hold on every converted host, asked of the host itself and not of Ferry. */
export async function expectConverted(host: LabHost, bootBefore: string): Promise<void> {
  expect(await host.must("cat /etc/redhat-release")).toMatch(/^AlmaLinux/);
  expect(await host.bootId()).not.toBe(bootBefore);
  // What has no successor stays, and so do old kernels: dnf's distro-sync takes neither away, and Ferry foretold it.
  const left = await host.must("rpm -qa --qf '%{name} %{vendor}\\n' | grep -i centos || true");
  expect(
    left
      .split("\n")
      .filter(
        (line) =>
          !/^(?:kernel|kernel-core|kernel-modules|libblueprint-devel|cockpit-legacy-certificates) |^$/.test(line),
      ),
  ).toEqual([]);
  const twice = await host.must(
    "rpm -qa --qf '%{name}.%{arch}\\n' | grep -v -E '^(kernel|gpg-pubkey)' | sort | uniq -d",
  );
  expect(twice.trim()).toBe("");
  await host.must("dnf -q check");
  const running = (await host.must("uname -r")).trim();
  expect(await host.must(`rpm -q --qf '%{vendor}' kernel-core-${running.replace(/\.x86_64$/, "")}`)).toBe("AlmaLinux");
  // dnf's exit 1 means that it would have something to do and was told no; both mean that its repositories work.
  const update = await host.run("dnf -q --assumeno update");
  expect(update.stderr).not.toMatch(/Error: Failed|Cannot|Errors during/);
  expect((await host.must("systemctl is-system-running || true")).trim()).toBe("running");
}
