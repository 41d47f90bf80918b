import { FERRY_FOLDER } from "../../backup/copy-scope.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine } from "../host-line.ts";

/** Ferry's folders for one restore point on the host itself. */
export interface HostFolders {
  /** What is made for the copy; removed when the copy is made. */
  readonly making: string;
  /** The part of it that goes with the copy: dumps, packages, tables. */
  readonly keep: string;
  /** Manifest, plan and content of a restore. */
  readonly staging: string;
  /** A tree that is restored for a test, and removed. */
  readonly scratch: string;
}

export function hostFolders(point: string): HostFolders {
  const making = `${FERRY_FOLDER}/backups/${point}`;
  return {
    making,
    keep: `${making}/keep`,
    staging: `${FERRY_FOLDER}/restores/${point}`,
    scratch: `${FERRY_FOLDER}/tests/${point}`,
  };
}

const MAKE = `
umask 077
for folder in "$@"; do mkdir -p -- "$folder" || exit 1; done
`;

/** Removes folders of Ferry's own and nothing else, and nothing that something is mounted below. */
const REMOVE = `
for folder in "$@"; do
  case $folder in */../* | */..) exit 2 ;; /var/lib/ferry/?*/?* | */ferry-backups/?*/?*) ;; *) exit 2 ;; esac
  if grep -q " $folder[ /]" /proc/self/mounts; then echo "something is mounted in $folder" >&2; exit 1; fi
  rm -rf -- "$folder" || exit 1
done
`;

export async function makeHostFolders(line: HostLine, folders: readonly string[]): Promise<Asked> {
  return asked(line, MAKE, folders, "make folders");
}

export async function removeHostFolders(line: HostLine, folders: readonly string[]): Promise<Asked> {
  return asked(line, REMOVE, folders, "remove Ferry's folders");
}

type Asked = { readonly kind: "done" } | { readonly kind: "unreachable"; readonly reason: string };

async function asked(line: HostLine, script: string, args: readonly string[], what: string): Promise<Asked> {
  const ran = await line.run(script, { args, seconds: 600 });
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") throw new HostError(`Cannot ${what} on ${line.name}: not done in ${ran.seconds} seconds`);
  if (ran.status !== 0) throw new HostError(`Cannot ${what} on ${line.name}: ${lastLine(ran.stderr)}`);
  return { kind: "done" };
}
