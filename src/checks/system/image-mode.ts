import { check } from "../check.ts";

function kernel(commandLine: readonly string[]) {
  return { kernel: { release: "5.14.0-503.el9.x86_64", commandLine: [...commandLine] } };
}

export const imageMode = check({
  id: "system/image-mode",
  code: "F-0010",
  title: "The host is made of packages, not of an image",
  why: "An image host (bootc, rpm-ostree) mounts its system read-only and replaces it as a whole; dnf cannot change its packages.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["kernel"],
  examples: [
    { says: "packages", given: kernel(["root=/dev/mapper/cs-root", "ro"]), finds: [] },
    {
      says: "booted from an ostree deployment",
      given: kernel(["root=UUID=1", "ostree=/ostree/boot.1/default/0a1b/0"]),
      finds: ["This host is an image: dnf cannot replace its packages"],
    },
  ],
  run({ kernel }, { hops }) {
    const deployment = kernel.commandLine.find((word) => word.startsWith("ostree="));
    if (deployment === undefined) return [];
    const major = hops.at(-1)?.to.major ?? 9;
    return [
      {
        severity: "high",
        inhibitor: true,
        title: "This host is an image: dnf cannot replace its packages",
        seen: `the kernel's command line has ${deployment}`,
        risk: "The transaction would fail at the first file, as the system is mounted read-only",
        fix: `Build your image from AlmaLinux (quay.io/almalinuxorg/almalinux-bootc:${major}) and switch to it: bootc switch IMAGE`,
      },
    ];
  },
});
