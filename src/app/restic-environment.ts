import { readFile } from "node:fs/promises";
import { FERRY_FOLDER } from "../backup/copy-scope.ts";
import { repositoryPassword } from "../store/restore-points.ts";
import type { BackupOptions } from "./migration-options.ts";
import { RequestError } from "./request-error.ts";

/** Variables of this controller that restic's backends read: they are handed to restic on the host. */
const forwarded = /^(?:AWS_|B2_|AZURE_|GOOGLE_|OS_|ST_|RCLONE_|RESTIC_REST_)/;

/**
 * The environment of restic on a host. It holds the password: it goes over the line on standard input, and into the
 * environment of root's restic, and nowhere else.
 */
export async function resticEnvironment(
  state: string,
  options: Pick<BackupOptions, "repository" | "passwordFile">,
): Promise<Readonly<Record<string, string>>> {
  const { repository = "", passwordFile } = options;
  const password =
    passwordFile === undefined
      ? await repositoryPassword(state, repository)
      : (await readFile(passwordFile, "utf8")).split("\n")[0];
  if (password === undefined || password === "") {
    throw new RequestError(
      `Cannot open the repository: the first line of ${passwordFile} is empty, and it is the password`,
    );
  }
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => forwarded.test(entry[0]) && entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(own),
    HOME: "/root",
    RESTIC_CACHE_DIR: `${FERRY_FOLDER}/restic-cache`,
    RESTIC_REPOSITORY: repository,
    RESTIC_PASSWORD: password,
  };
}
