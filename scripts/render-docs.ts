import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checks } from "../src/checks/index.ts";
import { renderChecks } from "../src/checks/render-checks.ts";
import { renderCli } from "./docs/render-cli.ts";
import { renderCompare, renderWaysInPlace } from "./docs/render-compare.ts";

const docs = join(import.meta.dirname, "../docs");
mkdirSync(docs, { recursive: true });
writeFileSync(join(docs, "checks.md"), renderChecks(checks));
writeFileSync(join(docs, "cli.md"), renderCli());
writeFileSync(join(docs, "compare.md"), renderCompare());
writeFileSync(join(docs, "ways-in-place.svg"), renderWaysInPlace());
console.log(`Wrote docs/checks.md: ${checks.length} checks; docs/cli.md, docs/compare.md, docs/ways-in-place.svg`);
