import { buildLab } from "./build-lab.ts";
import { isLabRelease, labReleases } from "./releases.ts";

const words = process.argv.slice(2);
const unknown = words.find((word) => !isLabRelease(word));
if (unknown !== undefined) {
  process.stderr.write(`usage: node lab/images/main.ts [${labReleases.join("|")}]...: "${unknown}" is no release\n`);
  process.exit(1);
}
const start = performance.now();
const files = await buildLab({
  ...(words.length === 0 ? {} : { releases: words.filter(isLabRelease) }),
  progress: (doing) =>
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${doing}\n`),
});
process.stdout.write(`${files.directory}\n`);
