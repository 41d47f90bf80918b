import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { constants, Script } from "node:vm";
import { crc32 } from "node:zlib";

/**
 * Runs a script of the built program (scripts/build/as-scripts.ts) and gives what it exports. The script is kept compiled beside
 * what Node keeps (NODE_COMPILE_CACHE), with each function that the first run of the same command called. Node keeps a module
 * as it was before it ran, without most of its functions, and compiles those anew at each start.
 *
 * @param name of a file of ASCII beside the module at `here`; it tells its content
 * @param here the address that the script takes for its own
 */
export function runScript(name: string, here: string, ...given: readonly unknown[]): Readonly<Record<string, unknown>> {
  const kept = placeOf(name);
  const cachedData = kept === undefined ? undefined : readCode(kept);
  const script = new Script(readFileSync(fileURLToPath(new URL(name, here)), "latin1"), {
    filename: here,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) keepCode(script, kept);
  return script.runInThisContext()(here, ...given);
}

/** Threads and each command call functions of their own. Node's folder is one per version, options and user. */
function placeOf(name: string): string | undefined {
  const folder = getCompileCacheDir();
  const [, program = "", command = ""] = process.argv;
  const caller = [basename(program), /^[a-z]+$/.exec(command)?.[0] ?? "none"].join(".");
  return folder === undefined ? undefined : join(folder, `${name}.${caller}`);
}

const CHECKSUM_BYTES = 4;

/** The engine believes what it is given, and ends the process where that was damaged: a checksum follows it. */
function readCode(path: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    // The first run, or a folder that cannot be read: the script is compiled then.
    return undefined;
  }
  if (bytes.length < CHECKSUM_BYTES) return undefined;
  const code = bytes.subarray(0, -CHECKSUM_BYTES);
  return crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
}

function keepCode(script: Script, path: string): void {
  const tag = cachedDataVersionTag();
  process.once("exit", () => {
    // Options of the engine that were set meanwhile (src/app/fleet/assess-fleet.ts) would make it useless for the next start.
    if (cachedDataVersionTag() !== tag) return;
    const code = script.createCachedData();
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    checksum.writeUInt32LE(crc32(code));
    const part = `${path}.${randomUUID()}`;
    try {
      writeFileSync(part, Buffer.concat([code, checksum]), { mode: 0o600 });
      renameSync(part, path);
    } catch {
      // As with what Node keeps: where it cannot be written the next start takes longer, no more.
    }
  });
}
