import { check, type Finding, undecided } from "../check.ts";
import { exampleTransaction } from "../examples.ts";
import { counted, listed } from "../words.ts";

export const libraries = check({
  id: "packages/libraries",
  code: "F-0314",
  title: "Every library that is used now is there after the move",
  why: "Programs name the libraries they were linked with, and the versions of symbols in them. What rpm knows of the solver keeps together; programs that came from elsewhere (/opt, /usr/local) only their owner knows.",
  hops: ["convert"],
  worst: "medium",
  needs: ["packages"],
  examples: [
    {
      says: "all stay",
      given: { packages: [] },
      context: { transaction: exampleTransaction({ libraries: { unmet: [], lost: [] } }) },
      finds: [],
    },
    {
      says: "a package requires what nobody has",
      given: { packages: [] },
      context: {
        transaction: exampleTransaction({
          libraries: { unmet: [{ nevra: "shop-1.0-1.x86_64", requirement: "libold.so.2()(64bit)" }], lost: [] },
        }),
      },
      finds: ["1 package requires a library that nothing provides"],
    },
    {
      says: "a library goes with its package",
      given: { packages: [] },
      context: {
        transaction: exampleTransaction({ libraries: { unmet: [], lost: ["libssl.so.1.1()(64bit)"] } }),
      },
      finds: ["1 library or symbol version is gone after the move"],
    },
    { says: "nothing was solved", given: { packages: [] }, finds: "undecided" },
  ],
  run(_, { transaction }) {
    if (transaction?.libraries === undefined) return undecided("the packages were not solved");
    const { unmet, lost } = transaction.libraries;
    const findings: Finding[] = [];
    const broken = new Set(unmet.map(({ nevra }) => nevra));
    if (broken.size > 0) {
      findings.push({
        severity: "medium",
        inhibitor: false,
        title: `${counted(broken.size, "package")} ${broken.size === 1 ? "requires" : "require"} a library that nothing provides`,
        seen: listed(
          unmet.map(({ nevra, requirement }) => `${nevra} needs ${requirement}`),
          4,
        ),
        risk: "Its programs do not start. It was so before: the move neither breaks nor mends it",
        fix: "Remove the package if nobody misses it, or install what it needs",
      });
    }
    if (lost.length > 0) {
      findings.push({
        severity: "low",
        inhibitor: false,
        title:
          lost.length === 1
            ? "1 library or symbol version is gone after the move"
            : `${lost.length} libraries or symbol versions are gone after the move`,
        seen: listed(lost, 6),
        risk: "No package needs them any more; a program that did not come as a package might",
        fix: "Look with ldd at what is in /opt and /usr/local, and build it anew where it needs one of these",
      });
    }
    return findings;
  },
});
