import { check, undecided } from "../check.ts";
import { examplePackage, exampleTransaction } from "../examples.ts";
import { counted, listed } from "../words.ts";
import { originOf } from "./origin.ts";

const catalog = {
  vendors: [{ id: "centos", source: ["example"], title: "CentOS", packageVendors: ["CentOS"] }],
  thirdParties: [],
  signingKeys: [
    { id: "05b555b38483c65d", source: ["example"], vendor: "centos", title: "CentOS", majors: [9], fingerprint: null },
  ],
};
const ours = { signer: "05b555b38483c65d", vendor: "CentOS" };
const packages = [
  examplePackage("bash 5.1.8-9.el9 x86_64", ours),
  examplePackage("ltrace 0.7.91-43.el9 x86_64", ours),
  examplePackage("shop 1.0-1 x86_64", { signer: "0123456789abcdef", vendor: "Shop Ltd" }),
];
const solved = (kept: readonly string[]) => exampleTransaction({ kept: new Set(kept) });
const universe = (names: readonly string[]) => ({ repositories: [], names: new Set(names) });

export const leftBehind = check({
  id: "packages/left-behind",
  code: "F-0306",
  title: "Every package of the distribution has a successor on the target",
  why: "A package that no repository of the target has stays as the old distribution built it: it gets no more security fixes, and nobody tests it with the rest.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["packages"],
  knows: ["signingKeys", "thirdParties", "vendors"],
  examples: [
    {
      says: "all are replaced",
      given: { packages },
      context: { transaction: solved(["shop"]), universe: universe(["almalinux-release", "bash", "ltrace"]) },
      catalog,
      finds: [],
    },
    {
      says: "AlmaLinux has no ltrace, and a third party's package is not the distribution's",
      given: { packages },
      context: { transaction: solved(["ltrace", "shop"]), universe: universe(["almalinux-release", "bash"]) },
      catalog,
      finds: ["1 package of CentOS Stream 9 has no successor in AlmaLinux 9"],
    },
    {
      says: "the repositories are not all of the target's",
      given: { packages },
      context: { transaction: solved(["bash", "ltrace", "shop"]), universe: universe(["httpd"]) },
      catalog,
      finds: "undecided",
    },
    { says: "nothing was solved", given: { packages }, catalog, finds: "undecided" },
  ],
  run({ packages }, { transaction, universe, release, hops, catalog }) {
    const target = hops[0]?.to;
    if (transaction === undefined || universe === undefined || target === undefined) {
      return undecided("the packages were not solved");
    }
    if (!universe.names.has(`${target.vendor}-release`)) {
      return undecided("the repositories given are not all of the target's");
    }
    const origin = originOf(release, catalog);
    const names = packages
      .filter((item) => transaction.kept.has(item.name) && !universe.names.has(item.name))
      .filter((item) => item.name !== "gpg-pubkey" && origin(item).kind === "distribution")
      .map(({ name }) => name);
    const found = [...new Set(names)];
    if (found.length === 0) return [];
    const one = found.length === 1;
    return [
      {
        severity: "medium",
        inhibitor: false,
        title: `${counted(found.length, "package", "packages")} of ${release.title} ${one ? "has" : "have"} no successor in ${target.title}`,
        seen: listed(found, 8),
        risk: `${one ? "It stays as it is and gets" : "They stay as they are and get"} no more fixes`,
        fix: "Name a repository that has the package with --repo, or remove what nobody needs",
      },
    ];
  },
});
