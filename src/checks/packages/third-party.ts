import type { InstalledPackage } from "../../package/installed-package.ts";
import { check, type Finding, type SolvedTransaction } from "../check.ts";
import { examplePackage, upgradeAlma9 } from "../examples.ts";
import { counted, cut, listed } from "../words.ts";
import { originOf } from "./origin.ts";

const epel = {
  id: "epel",
  source: ["example"],
  title: "EPEL",
  repositories: ["epel"],
  hosts: ["fedoraproject.org/pub/epel"],
  vendors: ["Fedora Project"],
  keys: ["8a3872bf3228467c"],
  majors: [9, 10],
  onlyFor: [],
  releasePackage: "epel-release",
  note: null,
};
const catalog = {
  vendors: [{ id: "centos", source: ["example"], title: "CentOS", packageVendors: ["CentOS"] }],
  thirdParties: [epel],
  signingKeys: [
    { id: "05b555b38483c65d", source: ["example"], vendor: "centos", title: "CentOS", majors: [9], fingerprint: null },
  ],
};
const bash = examplePackage("bash 5.1.8-9.el9 x86_64", { signer: "05b555b38483c65d", vendor: "CentOS" });
const htop = examplePackage("htop 3.3.0-1.el9 x86_64", { signer: "8a3872bf3228467c", vendor: "Fedora Project" });
const shop = examplePackage("shop 1.0-1 x86_64", { signer: "0123456789abcdef", vendor: "Shop Ltd" });

const missing = ", and may miss something where AlmaLinux has an older library than the host has now";

/** Where nothing was solved all of them stay, as most packages of others do. */
function riskOfConversion(members: readonly InstalledPackage[], transaction: SolvedTransaction | undefined): string {
  const lost = new Set(transaction?.lost.map(({ name }) => name));
  const fates = Map.groupBy(members, ({ name }) =>
    transaction === undefined || transaction.kept.has(name) ? "stay" : lost.has(name) ? "go" : "replaced",
  );
  const told = (fate: "stay" | "go" | "replaced", one: string, many: string): readonly string[] => {
    const count = fates.get(fate)?.length ?? 0;
    const whose = count < members.length ? `${count} of them` : count === 1 ? "It" : "They";
    return count === 0 ? [] : [`${whose} ${count === 1 ? one : many}`];
  };
  return [
    ...told("go", "is removed", "are removed"),
    ...told("replaced", "is replaced by a build without its changes", "are replaced by builds without their changes"),
    ...told("stay", `stays${missing}`, `stay${missing}`),
  ].join(". ");
}

export const thirdParty = check({
  id: "packages/third-party",
  code: "F-0303",
  title: "Every package is of the distribution",
  why: "AlmaLinux replaces the packages of the distribution; what others made stays, and must fit the new libraries.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["packages"],
  knows: ["signingKeys", "thirdParties", "vendors"],
  examples: [
    { says: "CentOS only", given: { packages: [bash] }, catalog, finds: [] },
    {
      says: "a known third party",
      given: { packages: [bash, htop] },
      catalog,
      finds: ["1 package comes from EPEL"],
    },
    {
      says: "a key that Ferry does not know",
      given: { packages: [bash, shop] },
      catalog,
      finds: ["1 package comes from Shop Ltd, which Ferry does not know"],
    },
    {
      says: "on an upgrade",
      given: { packages: [htop] },
      context: upgradeAlma9,
      catalog,
      finds: ["1 package comes from EPEL"],
    },
  ],
  run({ packages }, { catalog, release, hops, transaction }) {
    const origin = originOf(release, catalog);
    const groups = new Map<string, { readonly known: boolean; readonly members: InstalledPackage[] }>();
    for (const item of packages) {
      if (item.name === "gpg-pubkey" || item.signer === "") continue;
      const whose = origin(item);
      if (whose.kind === "distribution" || whose.kind === "untold") continue;
      const title = whose.kind === "third-party" ? whose.party.title : whose.title;
      const group = groups.get(title) ?? { known: whose.kind !== "unknown", members: [] };
      group.members.push(item);
      groups.set(title, group);
    }
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    return [...groups].map(([title, { known, members }]): Finding => {
      const count = counted(members.length, "package comes", "packages come");
      return {
        severity: upgrade ? "medium" : known ? "info" : "low",
        inhibitor: false,
        title: `${count} from ${cut(title, 30)}${known ? "" : ", which Ferry does not know"}`,
        seen: listed(members.map((item) => item.name)),
        risk: upgrade
          ? `${members.length === 1 ? "It was" : "They were"} built for another major version and may lose libraries`
          : riskOfConversion(members, transaction),
        fix: known
          ? `Keep the repository of ${title} enabled, for the major version of the target`
          : `Ask ${title} for packages for the target, or remove what nobody needs`,
      };
    });
  },
});
