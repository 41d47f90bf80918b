import { check, undecided } from "../check.ts";

const osRelease = { id: "centos", versionId: "9", name: "CentOS Stream", prettyName: "CentOS Stream 9", idLike: [] };
const universe = (majors: readonly (readonly [number, number])[]) => ({
  repositories: [{ id: "os", packages: 100, majors: new Map(majors) }],
  names: new Set<string>(),
});

export const targetMajor = check({
  id: "repositories/target-major",
  code: "F-0320",
  title: "The repositories given are made for the target's major version",
  why: "Packages of another major version need other libraries: an answer about them says nothing of the target.",
  hops: ["convert", "upgrade"],
  worst: "inhibitor",
  needs: ["osRelease"],
  examples: [
    {
      says: "all packages have the target's dist tag",
      given: { osRelease },
      context: { universe: universe([[9, 98]]) },
      finds: [],
    },
    { says: "a repository without dist tags", given: { osRelease }, context: { universe: universe([]) }, finds: [] },
    {
      says: "the repository of CentOS Linux 7 for a target of major 9",
      given: { osRelease },
      context: {
        universe: universe([
          [7, 96],
          [9, 1],
        ]),
      },
      finds: ["Repository os holds packages of EL 7, not of AlmaLinux 9"],
    },
    { says: "no repository could be read", given: { osRelease }, finds: "undecided" },
  ],
  run(_facts, { universe, hops }) {
    const major = hops[0]?.to.major;
    if (universe === undefined || major === undefined) return undecided("no repository of the target was read");
    return universe.repositories.flatMap(({ id, packages, majors }) => {
      const [most] = [...majors].toSorted(([, left], [, right]) => right - left);
      if (most === undefined || most[0] === major) return [];
      const target = hops[0]?.to.title ?? "the target";
      return [
        {
          severity: "high",
          inhibitor: true,
          title: `Repository ${id} holds packages of EL ${most[0]}, not of ${target}`,
          seen: `${most[1]} of its ${packages} packages are built for el${most[0]}`,
          risk: "The packages below are not those that the move would bring: this answer is about another system",
          fix: `Name the repositories of ${target} with --repo, or leave --repo out to ask AlmaLinux's own`,
        },
      ];
    });
  },
});
