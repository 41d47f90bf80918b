import type { Catalog } from "../../catalog/catalog.ts";
import { matchesPattern } from "../../catalog/matches-pattern.ts";
import type { Release } from "../../catalog/release.ts";
import type { ThirdParty } from "../../catalog/third-party.ts";
import type { InstalledPackage } from "../../package/installed-package.ts";

/**
 * Whose package it is. `distribution`: of the host's own or the target's vendor; `other-distribution`: of another one that
 * Ferry knows; `unknown`: signed by a key, or from a vendor, that Ferry does not know; `untold`: no signer, vendor or
 * repository is known for it.
 */
export type PackageOrigin =
  | { readonly kind: "distribution" }
  | { readonly kind: "other-distribution"; readonly title: string }
  | { readonly kind: "third-party"; readonly party: ThirdParty }
  | { readonly kind: "unknown"; readonly title: string }
  | { readonly kind: "untold" };

type Knowledge = Pick<Catalog, "signingKeys" | "thirdParties" | "vendors">;

/**
 * Answers for many packages of one host. The signing key decides, it alone cannot be claimed by others; then the repository
 * the package came from, then its Vendor tag.
 */
export function originOf(release: Release, knowledge: Knowledge): (item: InstalledPackage) => PackageOrigin {
  const vendorByKey = new Map(knowledge.signingKeys.map((key) => [key.id, key.vendor]));
  const partyByKey = new Map(knowledge.thirdParties.flatMap((party) => party.keys.map((key) => [key, party] as const)));
  const vendorByTag = new Map(
    knowledge.vendors.flatMap((vendor) => vendor.packageVendors.map((tag) => [tag, vendor.id] as const)),
  );
  const partyByTag = new Map(
    knowledge.thirdParties.flatMap((party) => party.vendors.map((tag) => [tag, party] as const)),
  );
  const titles = new Map(knowledge.vendors.map((vendor) => [vendor.id, vendor.title]));
  function ofVendor(vendor: string): PackageOrigin {
    if (vendor === release.vendor || vendor === "almalinux") return { kind: "distribution" };
    return { kind: "other-distribution", title: titles.get(vendor) ?? vendor };
  }
  return (item) => {
    const { signer, origin, vendor: tag } = item;
    if (signer !== undefined && signer !== "") {
      const vendor = vendorByKey.get(signer);
      if (vendor !== undefined) return ofVendor(vendor);
      const party = partyByKey.get(signer);
      if (party !== undefined) return { kind: "third-party", party };
    }
    if (origin !== undefined) {
      const party = partyOfRepository(origin, [], knowledge.thirdParties);
      if (party !== undefined) return { kind: "third-party", party };
    }
    if (tag !== undefined) {
      const vendor = vendorByTag.get(tag);
      // a package that only says it is the distribution's, but whose key is a stranger's, is not
      if (vendor !== undefined && (signer === undefined || signer === "")) return ofVendor(vendor);
      const party = partyByTag.get(tag);
      if (party !== undefined) return { kind: "third-party", party };
    }
    if (signer === undefined && tag === undefined) return { kind: "untold" };
    if (signer === undefined || signer === "") return { kind: "unknown", title: tag ?? "nobody" };
    const claimed = tag === undefined || vendorByTag.has(tag);
    return { kind: "unknown", title: claimed ? `the owner of key ${signer}` : tag };
  };
}

/** The third party that a repository is of: by a part of one of its URLs, else by its id. */
export function partyOfRepository(
  id: string,
  urls: readonly string[],
  parties: readonly ThirdParty[],
): ThirdParty | undefined {
  // the longest part that fits decides: "fedoraproject.org/pub/epel/next" before "fedoraproject.org/pub/epel"
  const byUrl = parties
    .flatMap((party) =>
      party.hosts.filter((part) => urls.some((url) => url.includes(part))).map((part) => ({ party, part })),
    )
    .toSorted((left, right) => right.part.length - left.part.length)[0];
  if (byUrl !== undefined) return byUrl.party;
  const exact = parties.find((party) => party.repositories.includes(id));
  return exact ?? parties.find((party) => party.repositories.some((pattern) => matchesPattern(pattern, id)));
}
