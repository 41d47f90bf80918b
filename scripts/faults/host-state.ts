import type { LabHost } from "../../lab/lab-host.ts";

/** What a host is, as far as it must not change unseen. */
export interface HostState {
  /** Every package with the digest of its content and signature. */
  readonly packages: string;
  /** Data and programs that are nobody's but the user's, with their digests. */
  readonly data: string;
  /** Digests of the programs that packages brought. */
  readonly programs: string;
}

export async function readHostState(host: LabHost): Promise<HostState> {
  const [packages, data, programs] = await Promise.all([
    host.must("rpm -qa --qf '%{nevra} %{sigmd5} %{sha256header}\\n' | sort"),
    host.must(digests("/srv /home /opt /usr/local /var/www /var/lib/mysql")),
    host.must(digests("/usr/bin /usr/sbin /usr/lib64")),
  ]);
  return { packages, data, programs };
}

function digests(folders: string): string {
  return `find $(ls -d ${folders} 2>/dev/null) -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum`;
}

/** What is wrong with a host that is said to be as before; empty when nothing is. */
export function differences(before: HostState, after: HostState): readonly string[] {
  return (["packages", "data", "programs"] as const)
    .filter((what) => before[what] !== after[what])
    .map((what) => `its ${what} are not as before: ${firstDifference(before[what], after[what])}`);
}

/** What is wrong with a host that is said to be AlmaLinux; empty when nothing is. */
export async function flaws(host: LabHost, before: HostState): Promise<readonly string[]> {
  const after = await readHostState(host);
  const release = await host.must("cat /etc/redhat-release");
  const twice = await host.must(
    "rpm -qa --qf '%{name}.%{arch}\\n' | grep -v -E '^(gpg-pubkey|kernel)' | sort | uniq -d",
  );
  const check = await host.run("rpmdb --verifydb && dnf -q check");
  const services = await host.must("systemctl --failed --no-legend --plain");
  return [
    ...(release.startsWith("AlmaLinux") ? [] : [`it says it is ${release.trim()}`]),
    ...(before.data === after.data ? [] : [`its data is not as before: ${firstDifference(before.data, after.data)}`]),
    ...(twice === "" ? [] : [`packages are there twice: ${twice.trim().replaceAll("\n", ", ")}`]),
    ...(check.exitCode === 0 ? [] : [`rpm and dnf find faults: ${(check.stdout + check.stderr).trim()}`]),
    ...(services === "" ? [] : [`units have failed: ${services.trim()}`]),
  ];
}

function firstDifference(before: string, after: string): string {
  const [old, now] = [new Set(before.split("\n")), new Set(after.split("\n"))];
  const gone = [...old].find((line) => !now.has(line));
  const come = [...now].find((line) => !old.has(line));
  return [...(gone === undefined ? [] : [`- ${gone}`]), ...(come === undefined ? [] : [`+ ${come}`])].join(" ");
}
