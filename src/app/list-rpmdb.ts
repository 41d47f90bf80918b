import { nodeDigest } from "../hosts/node-digest.ts";
import { readRpmdbFiles } from "../hosts/read-rpmdb-files.ts";
import { describeHeader } from "../rpmdb/describe-header.ts";
import { listRpmDatabase } from "../rpmdb/list-rpm-database.ts";
import { readRpmDatabase } from "../rpmdb/read-rpm-database.ts";
import { RpmdbError } from "../rpmdb/rpmdb-error.ts";

/**
 * The packages of the RPM database at `path` (a file, an rpm folder, or a root file system) as pieces of text: `names` are the
 * lines of `rpm -qa`, sorted; `json` is one document of the schema ferry/rpmdb/1. Each header's digests are checked.
 */
export function* listRpmdb(path: string, form: "names" | "json"): Generator<string> {
  try {
    yield* textsOf(path, form);
  } catch (error) {
    if (!(error instanceof RpmdbError)) throw error;
    const problem = error.message.replace(/^Cannot read /, "");
    throw new Error(
      `Cannot read the RPM database ${path}: ${problem}; copy it again, or try rpm --rebuilddb on a copy`,
      {
        cause: error,
      },
    );
  }
}

function* textsOf(path: string, form: "names" | "json"): Generator<string> {
  const database = readRpmDatabase(readRpmdbFiles(path), nodeDigest);
  if (form === "names") {
    for (const line of listRpmDatabase(database.headers)) yield `${line}\n`;
    return;
  }
  yield `{"schema":"ferry/rpmdb/1","format":${JSON.stringify(database.format)},"packages":[`;
  let separator = "\n";
  for (const header of database.headers) {
    yield `${separator}${JSON.stringify(describeHeader(header))}`;
    separator = ",\n";
  }
  yield "\n]}\n";
}
