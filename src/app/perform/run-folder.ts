import { dirname, join } from "node:path";

/** The folder on this machine for the documents of one host in one run. */
export function runFolder(stateFolder: string, run: string, host: string): string {
  return join(stateFolder, "runs", run, encodeURIComponent(host));
}

/** The state folder that a run's folder lies in. */
export function stateFolderOf(folder: string): string {
  return dirname(dirname(dirname(folder)));
}
