import { readXml } from "./read-xml.ts";
import { RepodataError } from "./repodata-error.ts";
import type { Checksum } from "./repomd.ts";

/** A repomd.xml that a metalink vouches for. */
export interface MetalinkFile {
  readonly size?: number;
  readonly timestamp?: number;
  readonly checksums: readonly Checksum[];
}

/** `versions`: the current repomd.xml first, then older ones that mirrors may still have. URLs name repomd.xml itself. */
export interface Metalink {
  readonly versions: readonly MetalinkFile[];
  /** http(s) only, the most preferred first. */
  readonly urls: readonly string[];
}

const MAX_URLS = 5_000;

/**
 * Metalink 3.0 as MirrorManager makes it for dnf (librepo, metalink.c).
 * @throws RepodataError
 */
export function parseMetalink(text: string): Metalink {
  const versions: { size?: number; timestamp?: number; checksums: Checksum[] }[] = [];
  const urls: { readonly url: string; readonly preference: number }[] = [];
  let ours = false;
  readXml("metalink", text, {
    open: (path, attributes) => {
      const name = path.at(-1);
      if (name === "file" && path.at(-2) === "files") ours = attributes.get("name") === "repomd.xml";
      if (ours && (name === "alternate" || name === "file")) versions.push({ checksums: [] });
    },
    close: (_path, { name, attributes, text: content }) => {
      const version = versions.at(-1);
      if (!ours || version === undefined) return;
      const value = content.trim();
      if (name === "hash") version.checksums.push({ type: attributes.get("type") ?? "", value: value.toLowerCase() });
      if (name === "size" && /^\d{1,15}$/.test(value)) version.size = Number(value);
      if (name === "timestamp" && /^\d{1,15}$/.test(value)) version.timestamp = Number(value);
      if (name === "url" && /^https?:\/\/\S+$/.test(value) && urls.length < MAX_URLS) {
        urls.push({ url: value, preference: Number(attributes.get("preference") ?? 0) || 0 });
      }
    },
  });
  if (versions.length === 0) throw new RepodataError("metalink", "it speaks of no repomd.xml");
  return {
    versions,
    urls: urls.toSorted((left, right) => right.preference - left.preference).map(({ url }) => url),
  };
}
