import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { choiceHosts } from "../../test/support/choice-hosts.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import { EQUAL } from "../package/dependency.ts";
import type { InstalledPackage } from "../package/installed-package.ts";
import { parseNevra } from "../package/nevra.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import type { PackageTransaction } from "../resolve/resolution.ts";
import { planRoute } from "../routes/plan-route.ts";
import type { Grounds } from "./assess.ts";
import { factsAfterHop } from "./facts-after-hop.ts";

const catalog = parseCatalog(dataFiles());

function item(text: string): InstalledPackage {
  const nevra = parseNevra(text);
  if (nevra === undefined) throw new Error(`bad NEVRA ${text}`);
  const evr = `${nevra.version}-${nevra.release}`;
  return { ...nevra, vendor: "AlmaLinux", dependencies: { provides: [{ name: nevra.name, flags: EQUAL, evr }] } };
}

const come = ["bash-4.4.20-5.el8.x86_64", "chrony-4.5-1.el8.x86_64"];
const target = (nevra: string) => ({
  nevra,
  name: nevra.split("-")[0] ?? "",
  repository: "baseos",
  downloadSize: 1,
  installedSize: 1,
});
const changes: PackageTransaction = {
  install: [{ ...target(come[1] ?? ""), reason: "dependency" }],
  upgrade: [{ from: "bash-4.2.46-31.el7.x86_64", to: target(come[0] ?? "") }],
  downgrade: [],
  reinstall: [],
  obsolete: [{ old: "ntp-4.2.6p5-29.el7.x86_64", by: ["chrony"] }],
  remove: [{ nevra: "old-1-1.el7.x86_64", why: "it stands in the way" }],
};

function groundsOf(changed: PackageTransaction | undefined): Grounds {
  const document = choiceHosts.find(({ host }) => host === "centos-7.6");
  const from = catalog.releases.find(({ id }) => id === "centos-linux-7");
  if (document === undefined || from === undefined) throw new Error("no host");
  const route = planRoute({ from, to: "almalinux-8" }, catalog);
  const [hop] = route.kind === "route" ? route.hops : [];
  const names = ["bash-4.2.46-31.el7.x86_64", "ntp-4.2.6p5-29.el7.x86_64", "old-1-1.el7.x86_64", "own-1-1.x86_64"];
  const packages = { kind: "known", value: names.map((name) => ({ ...item(name), vendor: "CentOS" })) } as const;
  return {
    document: { ...document, facts: { ...document.facts, packages } },
    hop,
    opened: { repositories: [{ id: "baseos", table: tableOfPackages(come.map(item)) }] },
    solution: { changes: changed },
  } as unknown as Grounds;
}

test("a solved hop leaves what stays and what comes, with what the repository tells of it, on the new release", () => {
  const after = factsAfterHop(groundsOf(changes))?.facts;
  const packages = after?.packages.kind === "known" ? after.packages.value : [];
  expect(packages.map(({ name, version, vendor }) => [name, version, vendor])).toEqual([
    ["own", "1", "CentOS"],
    ["chrony", "4.5", "AlmaLinux"],
    ["bash", "4.4.20", "AlmaLinux"],
  ]);
  expect(packages[1]).toMatchObject({ origin: "baseos", dependencies: { provides: [{ name: "chrony" }] } });
  expect(after?.osRelease).toMatchObject({ value: { id: "almalinux", versionId: "8.10" } });
  expect([after?.redhatRelease.kind, after?.kernel.kind, after?.modules.kind]).toEqual(["absent", "absent", "absent"]);
});

test("where there is no solution there is nothing after it", () => {
  expect(factsAfterHop(groundsOf(undefined))).toBeUndefined();
});
