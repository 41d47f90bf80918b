import type { Catalog } from "../../catalog/catalog.ts";
import type { Release } from "../../catalog/release.ts";
import type { Repository as TargetRepository } from "../../catalog/repository.ts";
import type { ThirdParty } from "../../catalog/third-party.ts";
import type { FactValue } from "../../facts/facts.ts";
import { check, type Finding } from "../check.ts";
import { exampleHop, upgradeAlma9 } from "../examples.ts";
import { counted, cut, listed } from "../words.ts";
import { ownerOf, urlsOf } from "./host-repository.ts";

function party(id: string, title: string, majors: number[] | null, rest: Partial<ThirdParty> = {}): ThirdParty {
  return {
    id,
    source: ["example"],
    title,
    repositories: [id],
    hosts: [],
    vendors: [],
    keys: [],
    majors,
    onlyFor: [],
    releasePackage: null,
    note: null,
    ...rest,
  };
}
const baseos: TargetRepository = {
  id: "almalinux-10/baseos",
  source: ["example"],
  release: "almalinux-10",
  repository: "baseos",
  title: "BaseOS",
  enabled: true,
  mirrorList: null,
  baseUrl: "https://repo.almalinux.org/almalinux/$releasever/BaseOS/$basearch/os/",
  key: "RPM-GPG-KEY-AlmaLinux-10",
  replaces: ["baseos"],
};
const catalog: Pick<Catalog, "repositories" | "thirdParties"> = {
  repositories: [baseos],
  thirdParties: [
    party("epel", "EPEL", [7, 8, 9, 10], { releasePackage: "epel-release" }),
    party("epel-next", "EPEL Next", [9], {
      onlyFor: ["centos-stream-9"],
      note: "On AlmaLinux, EPEL has the right builds",
    }),
    party("zabbix", "Zabbix", null),
    party("tuxcare-els", "TuxCare ELS", [7]),
  ],
};
function repository(id: string): FactValue<"repositories">[number] {
  return {
    id,
    name: id,
    file: `/etc/yum.repos.d/${id}.repo`,
    enabled: true,
    baseUrls: [`https://example.org/${id}/$releasever`],
    gpgCheck: true,
    gpgKeys: [],
    excludes: [],
    includes: [],
    moduleHotfixes: false,
  };
}

export const withoutTwin = check({
  id: "repositories/without-twin",
  code: "F-0310",
  title: "Every enabled repository has a twin for the target",
  why: "Packages of a repository without a twin get no more updates, and may hold back others in the transaction.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["repositories"],
  knows: ["repositories", "thirdParties"],
  examples: [
    {
      says: "the distribution's own and EPEL, converted",
      given: { repositories: [repository("baseos"), repository("epel")] },
      catalog,
      finds: [],
    },
    {
      says: "EPEL Next is for CentOS Stream only",
      given: { repositories: [repository("epel-next")] },
      catalog,
      finds: ["Repository epel-next is not for AlmaLinux 9"],
    },
    {
      says: "EPEL over an upgrade",
      given: { repositories: [repository("baseos"), repository("epel")] },
      context: upgradeAlma9,
      catalog,
      finds: ["Repository epel must be switched to EL10"],
    },
    {
      says: "nothing is recorded of its majors",
      given: { repositories: [repository("zabbix")] },
      context: upgradeAlma9,
      catalog,
      finds: ["Whether repository zabbix serves EL10 is not known"],
    },
    {
      says: "not for the target's major",
      given: { repositories: [repository("tuxcare-els")] },
      context: exampleHop("upgrade", "centos-linux-7", "almalinux-8"),
      catalog,
      finds: ["Repository tuxcare-els does not serve EL8"],
    },
    {
      says: "one that Ferry does not know",
      given: { repositories: [repository("shop")] },
      catalog,
      finds: ["Repository shop is not known to Ferry"],
    },
    {
      says: "several that Ferry does not know",
      given: { repositories: [repository("shop"), repository("shop-testing")] },
      catalog,
      finds: ["2 repositories are not known to Ferry"],
    },
    {
      says: "what is disabled does not count",
      given: { repositories: [{ ...repository("shop"), enabled: false }] },
      catalog,
      finds: [],
    },
  ],
  run({ repositories }, { hops, catalog, target }) {
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    const enabled = repositories.filter((item) => item.enabled);
    const strange = enabled.filter((item) => ownerOf(item, catalog).kind === "unknown");
    return [
      ...(strange.length === 0 ? [] : [describeUnknown(strange, upgrade, target)]),
      ...enabled.flatMap((item): readonly Finding[] => {
        const owner = ownerOf(item, catalog);
        if (owner.kind !== "third-party") return [];
        const { party } = owner;
        const seen = `${party.title}: ${whereOf(item)}`;
        const name = cut(item.id, 32);
        const note = party.note === null ? "" : `. ${party.note}`;
        if (party.onlyFor.length > 0 && !party.onlyFor.includes(target.id)) {
          return [
            {
              severity: "medium",
              inhibitor: false,
              title: `Repository ${name} is not for ${target.title}`,
              seen,
              risk: `It is made for ${listed(party.onlyFor)}${note}`,
              fix: `Disable it for the move: dnf config-manager --set-disabled ${item.id}`,
            },
          ];
        }
        if (!upgrade) return [];
        if (party.majors === null) {
          return [
            {
              severity: "medium",
              inhibitor: false,
              title: `Whether repository ${name} serves EL${target.major} is not known`,
              seen,
              risk: `Its packages stay those of the old major version until it is switched${note}`,
              fix: `Look at ${party.title}'s pages; if there is one for EL${target.major}, name it: --repo ${item.id}=URL`,
            },
          ];
        }
        const serves = party.majors.includes(target.major);
        return [
          {
            severity: serves ? "info" : "medium",
            inhibitor: false,
            title: serves
              ? `Repository ${name} must be switched to EL${target.major}`
              : `Repository ${name} does not serve EL${target.major}`,
            seen,
            risk: serves
              ? "Its packages stay those of the old major version until it is switched"
              : `Its packages get no more updates and may hold back others${note}`,
            fix: serves
              ? `Take its EL${target.major} repository into the upgrade${party.releasePackage === null ? "" : ` (${party.releasePackage})`}: --repo ${item.id}=URL`
              : `Disable it, and remove its packages or find others: dnf repository-packages ${item.id} list --installed`,
          },
        ];
      }),
    ];
  },
});

type HostRepository = FactValue<"repositories">[number];

function whereOf(item: HostRepository): string {
  return `${item.file}: ${listed(urlsOf(item), 2)}`;
}

function describeUnknown(items: readonly HostRepository[], upgrade: boolean, target: Release): Finding {
  const [only] = items;
  return {
    severity: upgrade ? "medium" : "low",
    inhibitor: false,
    title:
      items.length === 1
        ? `Repository ${cut(only?.id ?? "", 45)} is not known to Ferry`
        : `${counted(items.length, "repository is", "repositories are")} not known to Ferry`,
    seen: listed(items.map((item) => `${item.id} in ${whereOf(item)}`)),
    risk: upgrade
      ? "The packages are for another major version and stay as they are"
      : `Stays enabled; whether the packages fit ${target.title} Ferry cannot tell`,
    fix: upgrade
      ? `Where there is one for EL${target.major}, name it: --repo ID=URL; else disable it and decide on its packages`
      : "Ask the owner; a repository for the same EL major fits as a rule",
  };
}
