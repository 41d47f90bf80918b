import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** As many links as Linux follows before ELOOP. */
const MAX_LINKS = 40;

/**
 * The real path of `path` below `root`, every link followed as if `root` were "/": a mounted system's absolute links must not
 * lead into the system that reads it, and ".." does not lead out. Undefined when nothing is there.
 */
export function resolveInRoot(root: string, path: string): string | undefined {
  const done: string[] = [];
  const waiting = path.split("/").reverse();
  let links = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      done.pop();
      continue;
    }
    const stat = lstatSync(join(root, ...done, name), { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isSymbolicLink()) {
      done.push(name);
      continue;
    }
    if (++links > MAX_LINKS) return undefined;
    const target = readlinkSync(join(root, ...done, name));
    if (target.startsWith("/")) done.length = 0;
    waiting.push(...target.split("/").reverse());
  }
  return join(root, ...done);
}
