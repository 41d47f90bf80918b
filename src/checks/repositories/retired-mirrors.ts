import type { FactValue } from "../../facts/facts.ts";
import { check } from "../check.ts";
import { counted, listed } from "../words.ts";
import { urlsOf } from "./host-repository.ts";

const catalog = {
  retiredMirrors: [
    { id: "mirrorlist.centos.org", source: ["example"], since: "2024-07-01", instead: "https://vault.centos.org/" },
  ],
};
function repository(url: string): FactValue<"repositories">[number] {
  return {
    id: "base",
    name: "base",
    file: "/etc/yum.repos.d/CentOS-Base.repo",
    enabled: true,
    baseUrls: [],
    mirrorList: url,
    gpgCheck: true,
    gpgKeys: [],
    excludes: [],
    includes: [],
    moduleHotfixes: false,
  };
}

export const retiredMirrors = check({
  id: "repositories/retired-mirrors",
  code: "F-0311",
  title: "The enabled repositories are still there",
  why: "CentOS took its mirrors down when its releases ended; dnf stops at a repository that does not answer.",
  hops: ["convert", "upgrade"],
  worst: "low",
  needs: ["repositories"],
  knows: ["retiredMirrors"],
  examples: [
    {
      says: "a mirror that is there",
      given: { repositories: [repository("https://mirrors.centos.org/x")] },
      catalog,
      finds: [],
    },
    {
      says: "CentOS 7 as installed",
      given: { repositories: [repository("http://mirrorlist.centos.org/?release=7&arch=x86_64&repo=os")] },
      catalog,
      finds: ["1 enabled repository has been taken down"],
    },
    {
      says: "a name that only contains it",
      given: { repositories: [repository("https://proxy.example.org/mirrorlist.centos.org.example.net/")] },
      catalog,
      finds: [],
    },
  ],
  run({ repositories }, { catalog, hops }) {
    const dead = repositories
      .filter((item) => item.enabled)
      .flatMap((item) => {
        const mirror = catalog.retiredMirrors.find((candidate) =>
          urlsOf(item).some((url) => hostOf(url) === candidate.id),
        );
        return mirror === undefined ? [] : [{ item, mirror }];
      });
    const [first] = dead;
    if (first === undefined) return [];
    const upgrade = hops.some((hop) => hop.kind === "upgrade");
    return [
      {
        severity: upgrade ? "low" : "info",
        inhibitor: false,
        title: `${counted(dead.length, "enabled repository has", "enabled repositories have")} been taken down`,
        seen: listed(
          [...Map.groupBy(dead, ({ item, mirror }) => `${item.file}: ${mirror.id} is gone since ${mirror.since}`)].map(
            ([place, members]) => `${listed(members.map(({ item }) => item.id))} in ${place}`,
          ),
        ),
        risk: upgrade
          ? "The host cannot install what the upgrade needs, nor its last updates, from there"
          : "None for the conversion, which takes everything from AlmaLinux; dnf fails on the host until then",
        fix: `To update the host before the move, point it to ${first.mirror.instead}`,
      },
    ];
  },
});

/** The host name of an http(s) or ftp URL, in lower case; "" for others. */
function hostOf(url: string): string {
  return /^(?:https?|ftp):\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}
