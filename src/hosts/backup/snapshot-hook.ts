import { spawn } from "node:child_process";
import { lastLine } from "../host-line.ts";

export type HookAction = "create" | "restore" | "remove" | "exists";
export type HookAnswer = { readonly kind: "done" } | { readonly kind: "failed"; readonly reason: string };

const SECONDS = 1800;

/**
 * Runs the user's program for snapshots of whole machines, on the controller: PROGRAM ACTION HOST NAME. Status 0 is success; of
 * `exists` it means that the snapshot is there. No shell reads its arguments.
 */
export function callSnapshotHook(
  program: string,
  action: HookAction,
  host: string,
  name: string,
  signal?: AbortSignal,
): Promise<HookAnswer> {
  return new Promise((settle) => {
    const child = spawn(program, [action, host, name], {
      stdio: ["ignore", "ignore", "pipe"],
      timeout: SECONDS * 1000,
      killSignal: "SIGKILL",
      ...(signal === undefined ? {} : { signal }),
    });
    let said = "";
    child.stderr.on("data", (piece: Buffer) => {
      said = (said + piece.toString("utf8")).slice(-16_384);
    });
    child.once("error", (error) => settle({ kind: "failed", reason: error.message }));
    child.once("close", (status, by) => {
      if (status === 0) return settle({ kind: "done" });
      const how = status === null ? `it was ended by ${by} (it may take ${SECONDS} seconds)` : `status ${status}`;
      settle({ kind: "failed", reason: `${how}: ${lastLine(said)}` });
    });
  });
}
