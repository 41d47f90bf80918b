import type { Nevra } from "../package/nevra.ts";
import type { RpmHeader } from "./header.ts";
import { getNumber, getText, hasTag } from "./header-values.ts";
import { tags } from "./tags.ts";

/** What rpm prints for a tag that a header does not have. */
const NONE = "(none)";

/**
 * Name, EVR and architecture. A header without architecture, such as gpg-pubkey, has "(none)"; a source package has "src" or
 * "nosrc" (its own tag names the machine it was built on).
 */
export function nevraOf(header: RpmHeader): Nevra {
  return {
    name: getText(header, tags.name) ?? NONE,
    epoch: getNumber(header, tags.epoch) ?? 0,
    version: getText(header, tags.version) ?? NONE,
    release: getText(header, tags.release) ?? NONE,
    arch: archOf(header),
  };
}

function archOf(header: RpmHeader): string {
  if (!hasTag(header, tags.sourcePackage)) return getText(header, tags.arch) ?? NONE;
  return hasTag(header, tags.noSource) || hasTag(header, tags.noPatch) ? "nosrc" : "src";
}

/** Bytes of the files when installed. */
export function sizeOf(header: RpmHeader): number | undefined {
  return getNumber(header, tags.longSize) ?? getNumber(header, tags.size);
}
