import { check, type FileConflict, type Finding, undecided } from "../check.ts";
import { examplePackage, exampleTransaction } from "../examples.ts";
import { counted, cut, listed } from "../words.ts";

const packages = [examplePackage("shop 1.0-1 x86_64", { files: ["/usr/bin/order"] })];
const arriving = "order-tools-2.0-1.el9.x86_64";

export const fileConflicts = check({
  id: "packages/file-conflicts",
  code: "F-0309",
  title: "No new package brings a file that a package which stays owns",
  why: "rpm refuses a transaction that would write one package's file over another's. Programs and files below /etc are compared here, with --file-lists all files of the result; what the files hold only rpm's test before the first change compares.",
  hops: ["convert"],
  worst: "inhibitor",
  needs: ["packages"],
  examples: [
    { says: "none", given: { packages }, context: { transaction: exampleTransaction() }, finds: [] },
    {
      says: "a third party's program has the name of a new one",
      given: { packages },
      context: {
        transaction: exampleTransaction({
          fileConflicts: [{ path: "/usr/bin/order", kept: "shop-1.0-1.x86_64", arriving, both: "stays" }],
        }),
      },
      finds: ["1 file of shop would be overwritten by order-tools"],
    },
    {
      says: "two new packages own a path",
      given: { packages },
      context: {
        transaction: exampleTransaction({
          fileConflicts: [{ path: "/usr/bin/order", kept: "order-1.0-1.el9.noarch", arriving, both: "arrives" }],
        }),
      },
      finds: ["1 file of order may clash with order-tools"],
    },
    {
      says: "nothing tells the files",
      given: { packages },
      context: { transaction: exampleTransaction({ fileConflicts: undefined }) },
      finds: ["Whether files clash is left to rpm's own test"],
    },
    { says: "nothing was solved", given: { packages }, finds: "undecided" },
  ],
  run(_, { transaction }) {
    if (transaction === undefined) return undecided("the packages were not solved");
    if (transaction.fileConflicts === undefined) {
      return [
        {
          severity: "info",
          inhibitor: false,
          title: "Whether files clash is left to rpm's own test",
          seen: "the source of the facts, or a repository, tells no files",
          risk: "A clash is found late: after the download, though before the first change",
          fix: "Nothing to do; assess the running host to know earlier",
        },
      ];
    }
    const pairs = new Map<string, Pair>();
    for (const { path, kept, arriving, both } of transaction.fileConflicts) {
      const pair = pairs.get(`${kept} ${arriving}`) ?? { kept, arriving, both, paths: [] };
      pair.paths.push(path);
      pairs.set(`${kept} ${arriving}`, pair);
    }
    return [...pairs.values()].map((pair) => (pair.both === "stays" ? overwritten(pair) : sharedByNew(pair)));
  },
});

interface Pair extends Omit<FileConflict, "path"> {
  readonly paths: string[];
}

function overwritten({ kept, arriving, paths }: Pair): Finding {
  return {
    severity: "high",
    inhibitor: true,
    title: cut(`${counted(paths.length, "file")} of ${nameOf(kept)} would be overwritten by ${nameOf(arriving)}`, 80),
    seen: `${kept} stays, ${arriving} comes, and both own ${listed(paths, 4)}`,
    risk: "rpm would refuse the transaction, unless both bring the very same files",
    fix: `Remove ${nameOf(kept)}, or name a repository that has a newer one with --repo; or keep ${nameOf(arriving)} out with excludepkgs in dnf.conf`,
  };
}

function sharedByNew({ kept, arriving, paths }: Pair): Finding {
  return {
    severity: "low",
    inhibitor: false,
    title: cut(`${counted(paths.length, "file")} of ${nameOf(kept)} may clash with ${nameOf(arriving)}`, 80),
    seen: `${kept} and ${arriving} both come, and both own ${listed(paths, 4)}`,
    risk: "rpm refuses the transaction if the files differ; file lists do not tell what is in them",
    fix: "ferry rehearse runs rpm's own test. If it refuses, keep one of the two out with excludepkgs in dnf.conf",
  };
}

/** The name of a NEVRA: what stands before its last two hyphens. */
function nameOf(nevra: string): string {
  return nevra.replace(/-[^-]*-[^-]*$/, "");
}
