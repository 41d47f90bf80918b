import { buildLab } from "../../lab/images/build-lab.ts";
import { labCacheRoot, pruneCache } from "../../lab/images/lab-cache.ts";
import { isLabRelease, type LabRelease, labReleases } from "../../lab/images/releases.ts";
import { LabError } from "../../lab/lab-error.ts";

/** Builds the images of these releases (all when none is named), as far as they are not built; tells of it on standard error. */
export async function build(words: readonly string[], { prune }: { readonly prune?: boolean } = {}): Promise<void> {
  const started = performance.now();
  await buildLab({
    ...(words.length === 0 ? {} : { releases: words.map(releaseOf) }),
    progress: (doing) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${doing}`),
  });
  if (prune === true) for (const removed of pruneCache(labCacheRoot())) console.error(`removed ${removed}`);
}

function releaseOf(word: string): LabRelease {
  if (isLabRelease(word)) return word;
  throw new LabError(`There are no hosts of "${word}": the lab has ${labReleases.join(", ")}`);
}
