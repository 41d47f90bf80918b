import { check } from "../check.ts";
import { exampleRelease } from "../examples.ts";
import { counted, daysBetween } from "../words.ts";

export const supportEnded = check({
  id: "system/support-ended",
  code: "F-0001",
  title: "The release still gets security fixes",
  why: "After the end of support nobody fixes the packages of a release any more, and its mirrors are taken down.",
  hops: ["convert", "upgrade", "rebuild"],
  worst: "info",
  needs: [],
  examples: [
    {
      says: "supported for half a year",
      given: {},
      context: { release: exampleRelease("centos-stream-9", { support: { active: null, security: "2027-05-31" } }) },
      finds: [],
    },
    { says: "end not known", given: {}, finds: [] },
    {
      says: "ended",
      given: {},
      context: { release: exampleRelease("centos-linux-7", { support: { active: null, security: "2024-06-30" } }) },
      finds: ["CentOS Linux 7 has had no security fixes since 2024-06-30"],
    },
  ],
  run(_facts, { release, target, today }) {
    const end = release.support.security;
    if (end === null || end >= today) return [];
    const until = target.support.security;
    return [
      {
        severity: "info",
        inhibitor: false,
        title: `${release.title} has had no security fixes since ${end}`,
        seen: `${counted(daysBetween(end, today), "day")} without fixes on ${today}`,
        risk: "Known holes stay open, and each day adds more",
        fix: until === null ? `Move to ${target.title}` : `Move to ${target.title}, which has fixes until ${until}`,
      },
    ];
  },
});
