import { expect, test } from "vitest";
import { killTransaction } from "../../lab/faults/kill-transaction.ts";
import { flaws, readHostState } from "../../scripts/faults/host-state.ts";
import type { FerryStart } from "../../scripts/faults/start-ferry.ts";
import { seededRandom } from "../../scripts/generate/random.ts";
import { DONE } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

test("classes 2, 4, 28 and 34: a transaction that is killed is finished, and the host can be updated afterwards", async () => {
  await withHost({ disk: "4G" }, async ({ lab, host, start }) => {
    await host.must("mkdir -p /var/lib/sss/db; echo newer > /var/lib/sss/db/cache_example.ldb");
    // AlmaLinux has libblueprint-devel in CRB, which its release package leaves disabled.
    await host.must("dnf config-manager --set-enabled crb");
    await host.must("echo mine >'/usr/local/bin/mine;0c0ffee0'");
    const before = await readHostState(host);
    const ferry = start("migrate", "--yes", "--rehearsal", "off", "--no-backup");
    await replacesPackages(ferry);
    const injection = await killTransaction.inject({ lab, host, patienceSeconds: 300 }, seededRandom("c"));
    // rpm leaves such a file where it is killed while it writes one; of the one in /usr/local no package has the name.
    await host.must("echo half >'/usr/bin/which;0c0ffee0'");
    const { exit, text: lines } = await ferry.ended;
    const text = lines.replace(/\s+/g, " ");
    expect([injection, text]).toEqual([expect.objectContaining({ kind: "played" }), expect.anything()]);
    expect([exit, text]).toEqual([DONE, expect.stringMatching(/moved and verified/)]);

    // 2: nothing is there twice, rpm and dnf find no fault, data and units are as before.
    expect(text).toMatch(/the transaction was ended from outside: it is looked at and finished/);
    expect(await flaws(host, before)).toEqual([]);
    expect((await host.run("test -e '/usr/bin/which;0c0ffee0'")).exitCode).toBe(1);
    expect(await host.must("cat '/usr/local/bin/mine;0c0ffee0'")).toBe("mine\n");
    // 28: while the transaction runs nobody can shut the host down unseen, and who waits for the boot is told how long.
    expect(text).toMatch(/a shutdown of the host is held off/);
    expect(text).toMatch(/is told to reboot.* is back after \d+ s with kernel/);
    // 4: the cache that the older sssd could not read lies aside.
    expect(await host.must("ls /var/lib/sss/db/ferry-*")).toMatch(/cache_example\.ldb/);
    // 34: what packages came from is enabled, and dnf has nothing to complain of.
    expect(await host.must("dnf -q repolist --enabled")).toMatch(/^crb\s/m);
    const update = await host.run("dnf -y --assumeno distro-sync");
    expect(`${update.stdout}${update.stderr}`).toMatch(/Nothing to do/);
    expect(await host.must("dnf check-update -q; dnf -y update")).toMatch(/Nothing to do/);
  });
});

/** Resolves when the transaction has come to its first packages, or Ferry has ended. */
function replacesPackages(ferry: FerryStart): Promise<void> {
  return new Promise((settle) => {
    let text = "";
    for (const stream of [ferry.child.stdout, ferry.child.stderr]) {
      stream?.on("data", (piece: string) => {
        text += piece;
        if (/▸ convert [\s\S]* \d+ of \d+: /.test(text)) settle();
      });
    }
    void ferry.ended.then(() => settle());
  });
}
