import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { counted, cut, listed } from "../words.ts";
import { ownerOf } from "./host-repository.ts";

type Repository = FactValue<"repositories">[number];

const catalog = { repositories: [], thirdParties: [] };
function repository(changes: Partial<Repository>): Repository {
  return {
    id: "shop",
    name: "Shop",
    file: "/etc/yum.repos.d/shop.repo",
    enabled: true,
    baseUrls: ["https://packages.example.com/el9"],
    gpgCheck: true,
    gpgKeys: ["file:///etc/pki/rpm-gpg/RPM-GPG-KEY-shop"],
    excludes: [],
    includes: [],
    moduleHotfixes: false,
    ...changes,
  };
}

export const signatureKeys = check({
  id: "repositories/signature-keys",
  code: "F-0313",
  title: "Every third party's repository names the keys of its packages",
  why: "AlmaLinux's keys come with Ferry, pinned by fingerprint. Those of others dnf takes from where the .repo file says; without them it refuses the packages after the download.",
  hops: ["convert"],
  worst: "medium",
  needs: ["repositories"],
  knows: ["repositories", "thirdParties"],
  examples: [
    { says: "a key file on the host", given: { repositories: [repository({})] }, catalog, finds: [] },
    { says: "disabled", given: { repositories: [repository({ enabled: false, gpgKeys: [] })] }, catalog, finds: [] },
    {
      says: "no key named",
      given: { repositories: [repository({ gpgKeys: [] })] },
      catalog,
      finds: ["1 repository names no key for its packages: shop"],
    },
    {
      says: "signatures not looked at",
      given: { repositories: [repository({ gpgCheck: false })] },
      catalog,
      finds: ["1 repository has its packages installed unverified: shop"],
    },
    {
      says: "a key from an open line",
      given: { repositories: [repository({ gpgKeys: ["http://packages.example.com/key.asc"] })] },
      catalog,
      finds: ["1 repository has its key fetched over an open line: shop"],
    },
  ],
  run({ repositories }, { catalog }) {
    const others = repositories.filter((each) => each.enabled && ownerOf(each, catalog).kind !== "distribution");
    const checked = others.filter(({ gpgCheck }) => gpgCheck);
    return [
      ...found(
        checked.filter(({ gpgKeys }) => gpgKeys.length === 0),
        {
          severity: "medium",
          what: ["names no key for its packages", "name no key for their packages"],
          risk: "dnf refuses its packages unless the key was imported into rpm's database before",
          fix: "Add gpgkey= with the vendor's key to the .repo file, or rpm --import it",
        },
      ),
      ...found(
        checked.filter(({ gpgKeys }) => gpgKeys.some((key) => /^(http|ftp):/i.test(key))),
        {
          severity: "medium",
          what: ["has its key fetched over an open line", "have their keys fetched over an open line"],
          risk: "Whoever can change what goes over the line can have any package installed",
          fix: "Fetch the key over https, compare its fingerprint, and name the file in gpgkey=",
        },
      ),
      ...found(
        others.filter(({ gpgCheck }) => !gpgCheck),
        {
          severity: "low",
          what: ["has its packages installed unverified", "have their packages installed unverified"],
          risk: "Nobody vouches for these packages; it is no worse after the move than before",
          fix: "Set gpgcheck=1 and gpgkey= where the vendor signs its packages",
        },
      ),
    ];
  },
});

interface Words {
  readonly severity: Finding["severity"];
  /** For one repository, and for several. */
  readonly what: readonly [string, string];
  readonly risk: string;
  readonly fix: string;
}

function found(repositories: readonly Repository[], { severity, what, risk, fix }: Words): readonly Finding[] {
  if (repositories.length === 0) return [];
  const ids = repositories.map(({ id }) => id);
  const count = counted(ids.length, `repository ${what[0]}`, `repositories ${what[1]}`);
  const seen = listed(repositories.map(({ id, file, gpgKeys }) => [`[${id}] in ${file}`, ...gpgKeys].join(" ")));
  return [{ severity, inhibitor: false, title: cut(`${count}: ${listed(ids, 3)}`, 80), seen, risk, fix }];
}
