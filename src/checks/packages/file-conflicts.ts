import { check, type Finding, undecided } from "../check.ts";
import { examplePackage, exampleTransaction } from "../examples.ts";
import { counted, cut, listed } from "../words.ts";

const packages = [examplePackage("shop 1.0-1 x86_64", { files: ["/usr/bin/order"] })];
const arriving = "order-tools-2.0-1.el9.x86_64";

export const fileConflicts = check({
  id: "packages/file-conflicts",
  code: "F-0309",
  title: "No new package brings a file that a package which stays owns",
  why: "rpm refuses a transaction that would write one package's file over another's. Programs and files below /etc are compared here; the rest by rpm's test before the first change.",
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
          fileConflicts: [{ path: "/usr/bin/order", kept: "shop-1.0-1.x86_64", arriving }],
        }),
      },
      finds: ["1 file of shop would be overwritten by order-tools"],
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
    const pairs = new Map<string, { readonly kept: string; readonly arriving: string; readonly paths: string[] }>();
    for (const { path, kept, arriving } of transaction.fileConflicts) {
      const pair = pairs.get(`${kept} ${arriving}`) ?? { kept, arriving, paths: [] };
      pair.paths.push(path);
      pairs.set(`${kept} ${arriving}`, pair);
    }
    return [...pairs.values()].map(
      ({ kept, arriving, paths }): Finding => ({
        severity: "high",
        inhibitor: true,
        title: cut(
          `${counted(paths.length, "file")} of ${nameOf(kept)} would be overwritten by ${nameOf(arriving)}`,
          80,
        ),
        seen: `${kept} stays, ${arriving} comes, and both own ${listed(paths, 4)}`,
        risk: "rpm would refuse the transaction",
        fix: `Remove ${nameOf(kept)}, or name a repository that has a newer one with --repo; or keep ${nameOf(arriving)} out with excludepkgs in dnf.conf`,
      }),
    );
  },
});

/** The name of a NEVRA: what stands before its last two hyphens. */
function nameOf(nevra: string): string {
  return nevra.replace(/-[^-]*-[^-]*$/, "");
}
