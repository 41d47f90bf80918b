/** The bytes that a request wants: from `start` up to, not with, `end`. */
export type ByteRange =
  | { readonly kind: "all"; readonly start: number; readonly end: number }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "unsatisfiable" };

/** Reads a Range header of one range (RFC 9110, 14.2); what is not understood, such as several ranges, means all. */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const all = { kind: "all", start: 0, end: size } as const;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return all;
  if (first === "") return part(Math.max(0, size - Number(last)), size, size);
  return part(Number(first), last === "" ? size : Math.min(size, Number(last) + 1), size);
}

function part(start: number, end: number, size: number): ByteRange {
  return start < size && start < end ? { kind: "part", start, end } : { kind: "unsatisfiable" };
}
