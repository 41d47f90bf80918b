import { compareVersion } from "./compare-version.ts";

/** Epoch, version, release. `epoch` is 0 where the package has none; `release` is "" where a dependency names none. */
export interface Evr {
  readonly epoch: number;
  readonly version: string;
  readonly release: string;
}

/**
 * Splits `[epoch:]version[-release]`. The release is what follows the last "-"; text before ":" is an epoch only when it
 * is all digits (rpm 4.18, lib/rpmds.c parseEVR).
 */
export function parseEvr(text: string): Evr {
  const prefix = /^(\d*):/.exec(text);
  const epoch = prefix === null ? 0 : Number(prefix[1] ?? 0);
  const rest = prefix === null ? text : text.slice(prefix[0].length);
  const dash = rest.lastIndexOf("-");
  return dash < 0
    ? { epoch, version: rest, release: "" }
    : { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** `1:2.0-3`, the epoch left out when it is 0, the release when it is empty. */
export function formatEvr(evr: Evr): string {
  const epoch = evr.epoch === 0 ? "" : `${evr.epoch}:`;
  const release = evr.release === "" ? "" : `-${evr.release}`;
  return `${epoch}${evr.version}${release}`;
}

/** Orders two full EVRs: epoch, then version, then release; none at all sorts below any (libsolv, evr.c EVRCMP_COMPARE). */
export function compareEvr(left: Evr, right: Evr): -1 | 0 | 1 {
  if (left.epoch !== right.epoch) return left.epoch > right.epoch ? 1 : -1;
  const version = compareVersion(left.version, right.version);
  if (version !== 0) return version;
  if (left.release === "" || right.release === "")
    return left.release === right.release ? 0 : left.release === "" ? -1 : 1;
  return compareVersion(left.release, right.release);
}
