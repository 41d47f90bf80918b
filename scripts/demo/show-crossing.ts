import type { Lab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import type { Stage } from "./stage.ts";

/** One CentOS Stream 9 host of the lab, moved over SSH from the first look to the evidence. */
export async function showCrossing(stage: Stage, lab: Lab): Promise<void> {
  const host = await lab.host({ name: "web1", release: "centos-stream-9" });
  const before = await look(host);
  console.log(`
"web1" is a host of Ferry's lab: real systemd, sshd, rpm and dnf in namespaces of this machine, an EL 9 in name, signed packages,
mirrors under their real names over HTTPS. It serves pages, keeps rows in a database, and runs an agent of a third party.
What a lab is not (no SELinux, no EL kernel, no dracut): docs/lab.md.`);

  const target = ["--gpg-key", lab.files.keys.alma];
  const repositories = ["BaseOS", "AppStream"].flatMap((folder) => [
    "--repo",
    `${folder.toLowerCase()}=https://repo.almalinux.org/almalinux/9/${folder}/x86_64/os/`,
  ]);
  const show = (say: string, args: readonly string[], shows: readonly RegExp[] = [], lines = 24): Promise<string> =>
    stage.show(".", { say, args, exit: 0, shows, lines });

  await show("1. Inspect: facts over SSH. Nothing is installed, nothing is changed.", [
    "inspect",
    "web1",
    "-o",
    `${stage.work}/facts`,
  ]);
  await show(
    "2. Compare: where it should go, by its own facts, and why.",
    ["compare", "web1", "--to", "almalinux-9,almalinux-10", ...repositories, ...target],
    [
      /ADVICE +AlmaLinux 9/,
      /because/,
      /By the solver, to AlmaLinux 9/,
      /Outside rpm, home folders left aside: 1 program/,
    ],
    48,
  );
  await show("3. Assess: where it can go, what would change, what stops it.", ["assess", "web1", ...target], [/READY/]);
  await show(
    "4. The steps of the move, what each changes and how it is taken back.",
    ["migrate", "web1", "--dry-run", ...target],
    [/point of no return/],
    60,
  );
  await show("5. Rehearse: the real transaction with its scriptlets, on an overlay of the host's own root.", [
    "rehearse",
    "web1",
    ...target,
  ]);
  stage.check("the rehearsal changed nothing on the host", (await look(host)) === before);
  await show("6. Back up, and prove that the copy can be restored.", ["backup", "create", "web1", "--data", "/srv"]);
  await show("   Only a restore point that was restored somewhere and compared is called tested.", [
    "backup",
    "test",
    "web1",
  ]);
  await show(
    "7. Migrate: preflight, rehearsal, restore point, one transaction, reboot, proof.",
    ["migrate", "web1", "--yes", ...target],
    [/moved and verified/],
    60,
  );
  const release = await host.must("cat /etc/redhat-release; uname -r");
  stage.check(
    `the host says it is AlmaLinux (${release.trim().replace("\n", ", kernel ")})`,
    /AlmaLinux/.test(release),
  );
  await show("8. Verify: the same probes, before and now.", ["verify", "web1"]);
  await show("9. The evidence of all that.", ["report", "web1", "--format", "md"], [/## Steps/], 40);
}

/** What the demo itself looks at: packages with their signatures, and the data. */
function look(host: LabHost): Promise<string> {
  return host.must(
    "rpm -qa --qf '%{nevra} %{sigmd5}\\n' | sort; find /srv /var/www /etc -type f -print0 | sort -z | xargs -0 sha256sum",
  );
}
