import { expect, test } from "vitest";
import type { LabHost } from "../../lab/lab-host.ts";
import { BLOCKED } from "../../src/app/exit-code.ts";
import { withHost } from "./support/trial.ts";

/** The controller gets at AlmaLinux's mirror in all of them; the host does not. */
const cases: readonly (readonly [string, string, RegExp])[] = [
  [
    "the mirror's name is not known, and resolv.conf is a link to nothing",
    "sed -i /almalinux/d /etc/hosts; rm -f /etc/resolv.conf; ln -s /run/nobody/resolv.conf /etc/resolv.conf",
    /the name \S+almalinux\.org is not known: \/etc\/resolv\.conf is a link to \/run\/nobody\/resolv\.conf, which is not there/,
  ],
  [
    "a firewall refuses the mirror",
    "sed -i 's/^[^ \\t]*\\(.*almalinux\\)/127.0.0.1\\1/' /etc/hosts",
    /almalinux\.org refuses the connection/,
  ],
  [
    "the certificate of the mirror is not trusted",
    ": > /etc/ssl/certs/ca-certificates.crt",
    /the certificate of \S+almalinux\.org is refused/,
  ],
  [
    "the proxy of dnf.conf is not there",
    "echo proxy=http://127.0.0.1:3128 >> /etc/dnf/dnf.conf",
    /the proxy http:\/\/127\.0\.0\.1:3128 does not answer/,
  ],
];

async function broken<Value>(host: LabHost, how: string, work: () => Promise<Value>): Promise<Value> {
  const kept = "/etc/hosts /etc/resolv.conf /etc/dnf/dnf.conf /etc/ssl/certs/ca-certificates.crt";
  await host.must(`tar -cPf /root/kept.tar $(ls -d ${kept} 2>/dev/null); ${how}`);
  try {
    return await work();
  } finally {
    await host.must("rm -f /etc/resolv.conf; tar -xPf /root/kept.tar");
  }
}

test("classes 16 and 17: what keeps the host from its packages is named before the first change", async () => {
  await withHost({}, async ({ host, ferry, untouched }) => {
    await untouched(async () => {
      for (const [what, how, words] of cases) {
        const { exit, text } = await broken(host, how, () => ferry("migrate", "--yes"));
        expect([what, exit, text]).toEqual([what, BLOCKED, expect.stringMatching(words)]);
      }
    });
  });
});

test("class 16: packages that are listed and not there stop the host after the look at its repositories", async () => {
  await withHost({}, async ({ lab, host, ferry, untouched }) => {
    await lab.mirror.setFaults([{ kind: "status", match: "almalinux\\.org/.*/curl-[^/]*\\.rpm$", code: 404 }]);
    await untouched(async () => {
      const { exit, text } = await ferry("migrate", "--yes", "--rehearsal", "off");
      expect([exit, text]).toEqual([BLOCKED, expect.stringMatching(/packages cannot be downloaded.*curl/)]);
    });
    expect(await host.must("rpm -q centos-stream-release")).toContain("centos");
  });
});
