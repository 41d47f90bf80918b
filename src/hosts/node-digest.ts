import { createHash } from "node:crypto";
import type { Digest } from "../rpmdb/header-digest.ts";

/** The hash function that the pure reader of RPM databases is given (header-digest.ts). */
export const nodeDigest: Digest = (algorithm, pieces) => {
  const hash = createHash(algorithm);
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
};
