import { check, type Finding, undecided } from "../check.ts";
import { exampleHop, exampleRelease } from "../examples.ts";

const toAlma10 = exampleHop("convert", "centos-stream-10", "almalinux-10");
const v2 = { architecture: "x86_64_v2", machine: "x86_64", cpuLevel: 2 };
const withV2 = exampleRelease("almalinux-10", {
  builds: [{ architecture: "x86_64", machine: "x86_64", cpuLevel: 3 }, v2],
});
const toAlma10WithV2 = { ...toAlma10, hops: toAlma10.hops.map((hop) => ({ ...hop, to: withV2 })) };

export const cpuLevel = check({
  id: "system/cpu-level",
  code: "F-0004",
  title: "The processor can run the target",
  why: "Packages are built for an x86-64 level; on an older processor the first program stops with an illegal instruction.",
  hops: ["convert", "upgrade", "rebuild"],
  worst: "inhibitor",
  needs: ["machine"],
  examples: [
    { says: "v2 for AlmaLinux 9", given: { machine: { architecture: "x86_64", cpuLevel: 2 } }, finds: [] },
    {
      says: "v1 for AlmaLinux 9",
      given: { machine: { architecture: "x86_64", cpuLevel: 1, cpuModel: "AMD Opteron 280" } },
      finds: ["AlmaLinux 9 needs a processor of level x86-64-v2"],
    },
    {
      says: "v2 for AlmaLinux 10, which has a build for it",
      given: { machine: { architecture: "x86_64", cpuLevel: 2 } },
      context: toAlma10WithV2,
      finds: ["This processor runs the x86_64_v2 build of AlmaLinux 10 only"],
    },
    { says: "aarch64 has no levels", given: { machine: { architecture: "aarch64" } }, finds: [] },
    { says: "level not known", given: { machine: { architecture: "x86_64" } }, finds: "undecided" },
    {
      says: "level not known, and AlmaLinux 8 runs on all",
      given: { machine: { architecture: "x86_64" } },
      context: exampleHop("convert", "centos-linux-8", "almalinux-8"),
      finds: [],
    },
  ],
  run({ machine }, { hops }) {
    const findings: Finding[] = [];
    for (const { to } of hops) {
      const builds = to.builds.filter((build) => build.machine === machine.architecture);
      const needed = builds[0]?.cpuLevel ?? 1;
      const least = Math.min(needed, ...builds.map((build) => build.cpuLevel ?? 1));
      if (needed === 1) continue;
      const level = machine.cpuLevel;
      if (level === undefined) return undecided("the flags of the processor do not tell its x86-64 level");
      if (level >= needed) continue;
      const seen = `x86-64-v${level}${machine.cpuModel === undefined ? "" : ` (${machine.cpuModel})`}`;
      if (level < least) {
        findings.push({
          severity: "high",
          inhibitor: true,
          title: `${to.title} needs a processor of level x86-64-v${least}`,
          seen,
          risk: "The kernel or the first program would stop with an illegal instruction",
          fix: "Move to newer hardware; on a virtual machine, give it a newer CPU model",
        });
      } else {
        const build = builds.find((candidate) => (candidate.cpuLevel ?? 1) <= level);
        findings.push({
          severity: "medium",
          inhibitor: false,
          title: `This processor runs the ${build?.architecture ?? "older"} build of ${to.title} only`,
          seen,
          risk: "Third parties build for x86-64-v3: their packages for this major will not run here; EPEL is rebuilt by AlmaLinux",
          fix: `Use the ${build?.architecture ?? "older"} build; Ferry chooses its repositories by itself`,
        });
      }
    }
    return findings;
  },
});
