import type { Catalog } from "../../catalog/catalog.ts";
import type { HostRelease } from "../../compare/lifecycle.ts";
import { hostsOfLines } from "./fleet-host.ts";
import { fleetLines } from "./fleet-lines.ts";
import { PackageTexts } from "./package-texts.ts";

/**
 * What each host of fleet files runs, by its release package; why not where that is not told. `isWhole`: every line could be read;
 * those that could not are among the hosts, by their number.
 */
export async function fleetReleases(
  paths: readonly string[],
  catalog: Catalog,
): Promise<{ readonly hosts: readonly HostRelease[]; readonly isWhole: boolean }> {
  const texts = new PackageTexts(catalog);
  const found: HostRelease[] = [];
  let isWhole = true;
  for (const path of paths) {
    for await (const { bytes, firstLine } of fleetLines(path)) {
      for (const { line, host } of hostsOfLines(bytes, firstLine)) {
        if (typeof host === "string") {
          isWhole = false;
          found.push({ host: `${path}, line ${line}`, reason: host });
          continue;
        }
        const recognition = texts.releaseOf(texts.number(host));
        found.push(
          recognition.kind === "known"
            ? { host: host.id, release: recognition.release }
            : { host: host.id, reason: recognition.because },
        );
      }
    }
  }
  return { hosts: found, isWhole };
}
