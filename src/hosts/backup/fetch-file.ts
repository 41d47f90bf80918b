import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import type { HostLine, Ran } from "../host-line.ts";

export interface Fetched {
  readonly ran: Ran;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Runs something on a host whose standard output goes to a file here, for this user alone; under another name until it is
 * whole. The file is there only when `run` ended with status 0.
 * @throws what writing throws (a full disk)
 */
export async function toFile(
  path: string,
  run: (onOutput: (piece: Buffer) => void) => Promise<Ran>,
  onBytes?: (bytes: number) => void,
): Promise<Fetched> {
  const draft = `${path}.part`;
  const file = openSync(draft, "w", 0o600);
  const digest = createHash("sha256");
  let bytes = 0;
  let failure: unknown;
  try {
    const ran = await run((piece) => {
      if (failure !== undefined) return;
      try {
        // Written at once: a disk slower than the line holds the line back, and memory stays flat.
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
      } catch (error) {
        failure = error;
      }
      digest.update(piece);
      bytes += piece.length;
      onBytes?.(bytes);
    });
    if (failure !== undefined) throw failure;
    fsyncSync(file);
    if (ran.kind === "ended" && ran.status === 0) renameSync(draft, path);
    return { ran, sha256: digest.digest("hex"), bytes };
  } finally {
    closeSync(file);
  }
}

/** Copies a packed file of a host to a file here. */
export function fetchFile(line: HostLine, from: string, to: string): Promise<Fetched> {
  return toFile(to, (onOutput) =>
    line.run('exec cat -- "$1"', { args: [from], onOutput, packed: true, seconds: 6 * 3600 }),
  );
}
