import { test } from "vitest";
import { madePool } from "../../../test/support/made-host.ts";
import { nevraOf } from "../package-words.ts";
import { explainPackage } from "./explain-package.ts";
import { explainProblems } from "./explain-problems.ts";
import { situationOf } from "./situation.ts";

test("try", () => {
  const pool = madePool(
    [
      { nevra: "acme-agent-7-1.x86_64", requires: ["podman >= 5.5"] },
      "podman-5.5-1.x86_64",
      { nevra: "acme-ui-1-1.noarch", requires: ["acme-agent"] },
      { nevra: "libold-1-1.x86_64" },
      { nevra: "web-1-1.x86_64", requires: ["libold"] },
    ],
    {
      baseos: [
        "podman-5.4-1.x86_64",
        { nevra: "web-2-1.x86_64", requires: ["libnew"] },
        { nevra: "libnew-2-1.x86_64", obsoletes: ["libold < 2"], recommends: ["nice"] },
        "nice-1-1.noarch",
        { nevra: "tinynew-2-1.x86_64", provides: ["libnew"] },
      ],
      appstream: ["libnew-1.9-1.x86_64"],
    },
  );
  const s = situationOf(pool, {});
  console.log(JSON.stringify(explainProblems(s), null, 1));
  for (let id = 2; id < pool.count; id++) {
    const e = explainPackage(s, id);
    console.log(JSON.stringify(e, null, 1));
  }
});
