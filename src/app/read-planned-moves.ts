import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import type { Catalog } from "../catalog/catalog.ts";
import { type PlannedMove, parsePlannedMoves } from "../compare/planned-moves.ts";
import { RequestError } from "./request-error.ts";

const MOST = 4 * 1024 * 1024;

/** Reads a file of planned moves. Throws RequestError that names the file, and the line where one is wrong. */
export function readPlannedMoves(path: string, { releases }: Pick<Catalog, "releases">): readonly PlannedMove[] {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      if (size > MOST) throw new RangeError(`its ${size} bytes are more than ${MOST}`);
      return parsePlannedMoves(readFileSync(file, "utf8"), releases);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(`Cannot use the planned moves in "${path}": ${why}`, { cause: error });
  }
}
