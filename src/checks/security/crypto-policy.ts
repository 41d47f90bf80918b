import { check } from "../check.ts";
import { upgradeAlma8 } from "../examples.ts";

export const cryptoPolicy = check({
  id: "security/crypto-policy",
  code: "F-0053",
  title: "The crypto policy is the default",
  why: "A policy that allows more, or less, was set for a reason; what it means changes with the major version.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["cryptoPolicy"],
  examples: [
    { says: "DEFAULT", given: { cryptoPolicy: "DEFAULT" }, finds: [] },
    { says: "FIPS, which F-0052 is about", given: { cryptoPolicy: "FIPS" }, finds: [] },
    { says: "LEGACY, converted", given: { cryptoPolicy: "LEGACY" }, finds: ["The crypto policy is LEGACY"] },
    {
      says: "with a module, upgraded",
      given: { cryptoPolicy: "DEFAULT:SHA1" },
      context: upgradeAlma8,
      finds: ["The crypto policy is DEFAULT:SHA1"],
    },
  ],
  run({ cryptoPolicy }, { hops }) {
    if (cryptoPolicy === "DEFAULT" || cryptoPolicy === "FIPS") return [];
    const upgrade = hops.find((hop) => hop.kind === "upgrade");
    return [
      {
        severity: upgrade === undefined ? "info" : "medium",
        inhibitor: false,
        title: `The crypto policy is ${cryptoPolicy.slice(0, 50)}`,
        seen: `/etc/crypto-policies/state/current: ${cryptoPolicy}`,
        risk:
          upgrade === undefined
            ? "It stays as it is: the same major version has the same policies"
            : `The policy of that name allows less on ${upgrade.to.title}: peers with old ciphers, keys or signatures may no longer connect`,
        fix: "Find out who needs it; test those peers against a host of the target before the move",
      },
    ];
  },
});
