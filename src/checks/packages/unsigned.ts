import { formatNevra } from "../../package/nevra.ts";
import { check } from "../check.ts";
import { examplePackage } from "../examples.ts";
import { counted, listed } from "../words.ts";

export const unsigned = check({
  id: "packages/unsigned",
  code: "F-0302",
  title: "Every package is signed",
  why: "Nobody vouches for a package without a signature, and no repository may have a newer one for the target.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["packages"],
  examples: [
    {
      says: "signed; and rpm's own records of keys have no signature",
      given: {
        packages: [
          examplePackage("bash 5.1.8-9.el9 x86_64", { signer: "05b555b38483c65d" }),
          examplePackage("gpg-pubkey 8483c65d-5ccc5b19 (none)", { signer: "" }),
        ],
      },
      finds: [],
    },
    {
      says: "built in house and not signed",
      given: { packages: [examplePackage("shop-tools 2.1-1 noarch", { signer: "", vendor: "Shop Ltd" })] },
      finds: ["1 package is not signed"],
    },
  ],
  run({ packages }) {
    const found = packages.filter((item) => item.signer === "" && item.name !== "gpg-pubkey");
    if (found.length === 0) return [];
    return [
      {
        severity: "medium",
        inhibitor: false,
        title: `${counted(found.length, "package is", "packages are")} not signed`,
        seen: listed(
          found.map((item) =>
            item.vendor === undefined ? formatNevra(item) : `${formatNevra(item)} (${item.vendor})`,
          ),
        ),
        risk: `${found.length === 1 ? "It stays as it is; whether it works" : "They stay as they are; whether they work"} with the libraries of the target nobody has promised`,
        fix: "Sign your own packages (rpmsign --addsign) and build them for the target; remove what nobody needs",
      },
    ];
  },
});
