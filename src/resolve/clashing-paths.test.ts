import { expect, test } from "vitest";
import type { InstalledPackage } from "../package/installed-package.ts";
import { formatNevra } from "../package/nevra.ts";
import { tableOfPackages } from "../pool/table-of-packages.ts";
import { clashingPaths } from "./clashing-paths.ts";
import type { PackageTransaction } from "./resolution.ts";

const nothing = { install: [], upgrade: [], downgrade: [], reinstall: [], obsolete: [], remove: [] };
const shop = built("shop", "1", ["/usr/bin/order", "/etc/shop.conf"]);
const bash = built("bash", "1", ["/usr/bin/bash"]);

function built(name: string, version: string, files: readonly string[], arch = "x86_64"): InstalledPackage {
  return { name, epoch: 0, version, release: "1", arch, files };
}

function target(item: InstalledPackage) {
  return { nevra: formatNevra(item), name: item.name, repository: "appstream", downloadSize: 0, installedSize: 0 };
}

function clashes(
  installed: readonly InstalledPackage[],
  arriving: InstalledPackage,
  changes: (to: ReturnType<typeof target>) => Partial<PackageTransaction>,
): readonly string[] {
  const transaction = { ...nothing, ...changes(target(arriving)) };
  const repositories = [{ id: "appstream", table: tableOfPackages([arriving]) }];
  return clashingPaths(installed, transaction, repositories).map(
    ({ path, kept, arriving: by }) => `${path} ${kept} ${by}`,
  );
}

const install = (to: ReturnType<typeof target>) => ({ install: [{ ...to, reason: "dependency" as const }] });

test("a new package brings a path of one that stays", () => {
  const order = built("order-tools", "2", ["/usr/bin/order", "/usr/bin/other"]);
  expect(clashes([bash, shop], order, install)).toEqual(["/usr/bin/order shop-1-1.x86_64 order-tools-2-1.x86_64"]);
});

test("a package in the repository that does not arrive brings nothing", () => {
  expect(clashes([bash, shop], built("order-tools", "2", ["/usr/bin/order"]), () => ({}))).toEqual([]);
});

test("a path that the older build shared already is no clash", () => {
  const shared = built("bash", "1", ["/usr/bin/bash", "/etc/shop.conf"]);
  const arriving = built("bash", "2", ["/usr/bin/bash", "/etc/shop.conf"]);
  expect(clashes([shared, shop], arriving, (to) => ({ upgrade: [{ from: formatNevra(shared), to }] }))).toEqual([]);
});

test("a package that goes in the same transaction leaves its paths", () => {
  const order = built("order-tools", "2", ["/usr/bin/order"]);
  const gone = { nevra: formatNevra(shop), why: "nobody needs it" };
  expect(clashes([bash, shop], order, (to) => ({ ...install(to), remove: [gone] }))).toEqual([]);
});

test("two architectures of one package share their files", () => {
  const small = built("shop", "1", ["/etc/shop.conf"], "i686");
  expect(clashes([shop], small, install)).toEqual([]);
});
