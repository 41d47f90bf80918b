import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, startLab, whyNoLab } from "../../../lab/lab.ts";
import type { LabHost } from "../../../lab/lab-host.ts";
import type { StepKind } from "../../steps/step.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import type { MigrationOptions } from "../migration-options.ts";

const why = whyNoLab();
const program = join(import.meta.dirname, "test-support/perform-steps.ts");
const release = "centos-stream-9";

interface Told {
  readonly step: string;
  readonly outcome: StepOutcome;
}

describe.skipIf(why !== undefined)(
  `the steps on hosts of the lab${why === undefined ? "" : ` (not run: ${why})`}`,
  () => {
    let lab: Lab;
    let folder: string;

    beforeAll(async () => {
      lab = await startLab();
      folder = mkdtempSync(join(tmpdir(), "ferry-steps-"));
    });
    afterAll(async () => {
      await lab?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    function optionsOf(changes: Partial<MigrationOptions>): MigrationOptions {
      return {
        repositories: [],
        gpgKeyFiles: [lab.files.keys.alma],
        rehearsal: "off",
        backup: { mode: "off", dataPaths: [], databases: "none", snapshots: "none" },
        hold: { units: [] },
        probes: { urls: [], sql: [], files: [], expected: [] },
        reboot: "yes",
        rebootSeconds: 120,
        rollback: "ask",
        waivers: [],
        ...changes,
      };
    }

    function stepsArguments(host: LabHost, steps: readonly string[], changes: Partial<MigrationOptions>): string[] {
      return [program, host.name, "r1", join(folder, host.name), JSON.stringify(optionsOf(changes)), ...steps];
    }

    async function perform(
      host: LabHost,
      steps: readonly (StepKind | `undo-${StepKind}`)[],
      changes: Partial<MigrationOptions> = {},
    ): Promise<readonly Told[]> {
      const run = await lab.exec(process.execPath, stepsArguments(host, steps, changes), { timeoutSeconds: 900 });
      if (run.exitCode !== 0) throw new Error(run.stderr);
      return run.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Told);
    }

    function last(told: readonly Told[]): StepOutcome {
      const outcome = told.at(-1)?.outcome;
      if (outcome === undefined) throw new Error("No step was performed");
      return outcome;
    }

    /** What must be true of every converted host. */
    async function expectConverted(host: LabHost): Promise<void> {
      const vendors = await host.must("rpm -qa --qf '%{VENDOR}\\n' | sort | uniq -c | sort -rn");
      expect(vendors).toContain("AlmaLinux");
      expect(await host.must("rpm -qa | sort | uniq -d; dnf -q check; cat /etc/os-release | grep ^ID=")).toBe(
        'ID="almalinux"\n',
      );
      expect((await host.must("uname -r")).trim()).toMatch(/\.el9_\d/);
      const update = await host.run("dnf -q --refresh check-update");
      expect([update.exitCode, update.stdout.trim()]).toEqual([0, ""]);
    }

    test("a host is converted, boots the new kernel, and its held unit runs again", async () => {
      const host = await lab.host({ name: "plain", release });
      const bootBefore = await host.bootId();
      const told = await perform(
        host,
        ["preflight", "stage", "download", "hold", "convert", "settle", "reboot", "release"],
        {
          hold: { units: ["httpd.service"] },
        },
      );
      expect(told.map(({ step, outcome }) => [step, outcome.kind])).toEqual(
        ["preflight", "stage", "download", "hold", "convert", "settle", "reboot", "release"].map((step) => [
          step,
          "done",
        ]),
      );
      expect(await host.bootId()).not.toBe(bootBefore);
      await expectConverted(host);
      expect((await host.must("systemctl is-active httpd; ls /var/lib/ferry/runs/r1")).split("\n")).toEqual(
        expect.arrayContaining(["active", "journal"]),
      );
    });

    test("a transaction that is killed is finished, and runs the end of transactions for all packages", async () => {
      const host = await lab.host({ name: "killed", release });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      const told = perform(host, ["convert", "settle", "reboot"]);
      await waitFor(host, `grep -q '"item": 90,' /var/lib/ferry/runs/r1/jobs/dnf-run/progress`);
      await host.console("systemctl kill --signal=KILL 'ferry-r1-dnf-run-*'");
      const outcomes = await told;
      expect(outcomes.map(({ outcome }) => outcome.kind)).toEqual(["done", "done", "done"]);
      expect(outcomes[0]?.outcome).toMatchObject({ result: { mended: true } });
      await expectConverted(host);
    });

    test("a scriptlet that hangs is told with its package and its process, and what is advised ends it", async () => {
      const host = await lab.host({ name: "hangs", release });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      await host.must("touch /run/lab/hang-post");
      const controller = lab.spawn(process.execPath, stepsArguments(host, ["convert"], {}), { stdio: "pipe" });
      let said = "";
      let outcome = "";
      controller.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
      controller.stdout?.setEncoding("utf8").on("data", (text: string) => (outcome += text));
      const ended = once(controller, "close");
      await expect.poll(() => said, { timeout: 240_000, interval: 1000 }).toContain("To look, on hangs");
      expect(said).toMatch(/nothing new for 6\d s; Ferry waits\. Last: a scriptlet of site-hooks-/);
      expect(said).toMatch(/hangs is at process \d+, for \d+ s: sleep 600/);
      const [, advice = "false"] = /(kill \d+) there/.exec(said) ?? [];
      await host.must(`rm /run/lab/hang-post; ${advice}`);
      await expect.poll(() => outcome, { timeout: 120_000, interval: 500 }).toContain("convert");
      await ended;
      expect(JSON.parse(outcome)).toMatchObject({ step: "convert" });
      expect(last(await perform(host, ["convert"])).kind).toBe("done");
      await host.must("rpm -q site-hooks && dnf -q check");
    });

    test("a host that crashes in the transaction is finished after its boot", async () => {
      const host = await lab.host({ name: "crashed", release });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      const told = perform(host, ["convert", "settle", "reboot"]);
      await waitFor(host, `grep -q '"item": 400,' /var/lib/ferry/runs/r1/jobs/dnf-run/progress`);
      await host.crash();
      expect((await told).map(({ outcome }) => outcome.kind)).toEqual(["done", "done", "done"]);
      await expectConverted(host);
    });

    test("a cut line and a killed controller change nothing: the transaction goes on, and is adopted", async () => {
      const host = await lab.host({ name: "adopted", release });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      const controller = lab.spawn(process.execPath, stepsArguments(host, ["convert"], {}), { stdio: "ignore" });
      await waitFor(host, `grep -q '"item": 20,' /var/lib/ferry/runs/r1/jobs/dnf-run/progress`);
      controller.kill("SIGKILL");
      await host.cutLine();
      await waitFor(host, "flock -n /var/lib/ferry/runs/r1/jobs/dnf-run/lock true");
      await host.restoreLine();
      const [convert] = await perform(host, ["convert", "settle", "reboot"]);
      expect(convert?.outcome).toMatchObject({ kind: "done", result: { mended: false } });
      expect(await host.must('grep -c \'"job":"dnf-run".*begin\' /var/lib/ferry/runs/r1/journal')).toBe("1\n");
      await expectConverted(host);
    });

    test("a package that another key has signed, or that was damaged, stops the host before the first change", async () => {
      const host = await lab.host({ name: "rogue", release });
      expect(last(await perform(host, ["preflight", "stage"])).kind).toBe("done");
      const before = await host.must("rpm -qa | sort");
      await lab.mirror.setFaults([{ kind: "corrupt", match: "bash-.*\\.rpm$" }]);
      expect(last(await perform(host, ["download"]))).toMatchObject({ kind: "stopped" });
      await lab.mirror.setFaults([{ kind: "status", match: "repo.almalinux.org.*\\.rpm$", code: 503 }]);
      expect(last(await perform(host, ["download"]))).toMatchObject({ kind: "stopped" });
      await lab.mirror.setFaults([]);
      expect(last(await perform(host, ["download", "undo-download"])).kind).toBe("done");
      expect(await host.must("rpm -qa | sort")).toBe(before);
      expect(last(await perform(host, ["undo-stage"])).kind).toBe("done");
      expect(await host.must("ls -d /var/lib/ferry 2>&1 || :")).toContain("No such file");
    });

    test("a host without room is stopped before the first change, with the mount and the megabytes", async () => {
      const host = await lab.host({ name: "tight", release, disk: "260M" });
      expect(last(await perform(host, ["preflight", "stage"], { waivers: everything })).kind).toBe("done");
      const outcome = last(await perform(host, ["download"]));
      expect(outcome).toMatchObject({ kind: "stopped" });
      expect("reason" in outcome ? outcome.reason : "").toMatch(/\/ needs \d+ MB and has \d+ MB/);
    });

    test("a full disk in the transaction is told, and with room again the transaction is finished", async () => {
      const host = await lab.host({ name: "full", release, disk: "900M" });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      await host.must("n=$(df -m --output=avail / | tail -1); dd if=/dev/zero of=/fill bs=1M count=$((n - 100)); sync");
      const outcome = last(await perform(host, ["convert"]));
      expect(outcome).toMatchObject({
        kind: "failed",
        reason: expect.stringContaining("no room is left on /") as unknown,
      });
      await host.must("rm /fill");
      expect(last(await perform(host, ["convert"]))).toMatchObject({ kind: "done", result: { mended: true } });
      expect(await host.must("rpm -qa | sort | uniq -d; dnf -q check")).toBe("");
    });

    test("a package whose scriptlet fails is named; then a UEFI host with a mirrored ESP gets its entries once", async () => {
      const host = await lab.host({ name: "uefi", release });
      expect(last(await perform(host, ["preflight", "stage", "download"])).kind).toBe("done");
      await host.must("touch /run/lab/fail-pre");
      expect(last(await perform(host, ["convert"]))).toMatchObject({
        kind: "failed",
        reason: expect.stringMatching(/PREIN scriptlet.*site-hooks[^]*site-hooks\S* is missing/) as unknown,
      });
      await host.must("rm /run/lab/fail-pre");
      expect(last(await perform(host, ["convert"])).kind).toBe("done");
      await host.must("sh -s", { input: readFileSync(join(import.meta.dirname, "test-support/fake-uefi.sh"), "utf8") });
      expect(last(await perform(host, ["settle"]))).toMatchObject({ kind: "done", result: { boot: "grub-uefi" } });
      expect(last(await perform(host, ["settle"]))).toMatchObject({ kind: "done", result: { changes: [] } });
      expect(await host.must("cat /run/fake/calls")).toBe(
        ["nvme0n1", "nvme1n1"]
          .map(
            (disk) =>
              `--create --disk /dev/${disk} --part 12 --label AlmaLinux --loader \\EFI\\almalinux\\shimx64.efi\n`,
          )
          .join(""),
      );
      expect(await host.must("cat /boot/efi/EFI/almalinux/grub.cfg")).toContain("fs-uuid --set=dev 1111-2222");
    });

    test("a boot entry that names a damaged initramfs, or no grubenv, is told before the reboot", async () => {
      const host = await lab.host({ name: "boots", release });
      expect(last(await perform(host, ["preflight", "stage", "download", "convert"])).kind).toBe("done");
      await host.must("image=$(ls /boot/initramfs-*el9_*.img) && echo broken >$image && printf x >/boot/grub2/grubenv");
      const outcome = last(await perform(host, ["settle"]));
      expect(outcome.kind).toBe("failed");
      expect("reason" in outcome ? outcome.reason : "").toMatch(/initramfs .* is no archive/);
    });

    test("a host that lets nobody log in any more is not rebooted, and its open connection leads back", async () => {
      const host = await lab.host({ name: "locked", release });
      const bootId = await host.bootId();
      const told = perform(host, ["preflight", "stage", "download", "reboot"]);
      await waitFor(host, "test -d /var/lib/ferry/runs/r1");
      const deny = "echo 'DenyUsers root' >/etc/ssh/sshd_config.d/00-deny.conf && systemctl reload sshd";
      expect((await host.console(deny)).exitCode).toBe(0);
      expect(last(await told)).toMatchObject({
        kind: "failed",
        reason: expect.stringContaining("lets nobody log in any more") as unknown,
      });
      expect((await host.console("cat /proc/sys/kernel/random/boot_id")).stdout.trim()).toBe(bootId);
      expect((await host.console("rm /etc/ssh/sshd_config.d/00-deny.conf && systemctl reload sshd")).exitCode).toBe(0);
      expect(last(await perform(host, ["reboot"]))).toMatchObject({ kind: "done", result: { rebooted: true } });
    });

    test("a host that does not come back is unreachable, and one that comes back is found by its boot id", async () => {
      const host = await lab.host({ name: "late", release });
      expect(last(await perform(host, ["preflight", "stage", "download", "convert", "settle"])).kind).toBe("done");
      await host.setFirmware({ bootDelaySeconds: 30 });
      expect(last(await perform(host, ["reboot"], { rebootSeconds: 8 }))).toMatchObject({ kind: "unreachable" });
      await host.waitUntilUp();
      expect(last(await perform(host, ["reboot"], { rebootSeconds: 8 }))).toMatchObject({ kind: "done" });
    });
  },
);

const everything = ["F-0023", "F-0112", "F-0113"].map((finding) => ({
  finding,
  who: "test",
  why: "room is what is tested",
  until: "2099-12-31",
}));

async function waitFor(host: LabHost, condition: string): Promise<void> {
  const { exitCode } = await host.console(`for i in $(seq 1500); do ${condition} && exit 0; sleep 0.1; done; exit 1`, {
    timeoutSeconds: 180,
  });
  if (exitCode !== 0) throw new Error(`Waited in vain for ${condition} on ${host.name}`);
}
