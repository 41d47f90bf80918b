import { defaultStateFolder } from "../store/state-folder.ts";

/** Where this process keeps runs, restore points and evidence. @throws StoreError */
export function stateFolder(): string {
  return defaultStateFolder(process.env);
}
