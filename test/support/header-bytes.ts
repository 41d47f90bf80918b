import { TagType } from "../../src/rpmdb/header.ts";
import { tags } from "../../src/rpmdb/tags.ts";

/** A tag to write: numbers, texts or bytes by its type. */
export type TagValue = readonly [tag: number, type: number, values: readonly (number | string)[] | Uint8Array];

const sizes: readonly number[] = [0, 1, 1, 2, 4, 8, 0, 1, 0, 0];

/**
 * Writes a header as rpm does: `signed` tags inside a region with `regionTag` ("none": no region), `added` ones behind it. The
 * layout is that of rpm 4.18 lib/header.c headerExport.
 */
export function headerBytes(
  signed: readonly TagValue[],
  { added = [], regionTag = tags.headerImmutable }: { added?: readonly TagValue[]; regionTag?: number | "none" } = {},
): Uint8Array {
  const data: number[] = [];
  const entries: number[][] = [];
  for (const tag of signed) entries.push(append(data, tag));
  if (regionTag !== "none") {
    const offset = data.length;
    const size = (signed.length + 1) * 16;
    data.push(...words(regionTag, TagType.binary, 2 ** 32 - size, 16));
    entries.unshift([regionTag, TagType.binary, offset, 16]);
  }
  for (const tag of added) entries.push(append(data, tag));
  return Uint8Array.from([
    ...words(entries.length, data.length),
    ...entries.flatMap((entry) => words(...entry)),
    ...data,
  ]);
}

function append(data: number[], [tag, type, values]: TagValue): number[] {
  const size = sizes[type] ?? 0;
  const padding = size > 1 ? (size - (data.length % size)) % size : 0;
  for (let index = 0; index < padding; index++) data.push(0);
  const offset = data.length;
  for (const value of values) {
    if (typeof value === "string") data.push(...new TextEncoder().encode(value), 0);
    else for (let byte = Math.max(size, 1) - 1; byte >= 0; byte--) data.push(Math.floor(value / 256 ** byte) % 256);
  }
  return [tag, type, offset, values.length];
}

function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff));
}

/** A small package with a file, a dependency and a name; `name` tells it from others. */
export function smallHeader(name: string, files = 3): Uint8Array {
  const indexes = Array.from({ length: files }, (_, index) => index);
  return headerBytes(
    [
      [tags.name, TagType.string, [name]],
      [tags.version, TagType.string, ["1.0"]],
      [tags.release, TagType.string, ["1"]],
      [tags.summary, TagType.i18n, ["A small package"]],
      [tags.size, TagType.int32, [files * 10]],
      [tags.arch, TagType.string, ["noarch"]],
      [tags.fileSizes, TagType.int32, indexes],
      [tags.fileModes, TagType.int16, indexes.map(() => 0o100644)],
      [tags.provideName, TagType.strings, [name, "thing"]],
      [tags.provideFlags, TagType.int32, [8, 0]],
      [tags.provideVersion, TagType.strings, ["1.0-1", ""]],
      [tags.directoryIndexes, TagType.int32, indexes.map(() => 0)],
      [tags.baseNames, TagType.strings, indexes.map((index) => `file-${index}`)],
      [tags.directoryNames, TagType.strings, [`/usr/share/${name}/`]],
    ],
    { added: [[tags.installTime, TagType.int32, [1_700_000_000]]] },
  );
}
