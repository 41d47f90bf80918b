import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../generate/run-tool.ts";

/** Signs repomd.xml of each repository with a key made for the occasion, and writes the public key to `keyFile`. */
export async function signRepositories(directories: readonly string[], keyFile: string): Promise<void> {
  // A short path: gpg-agent's socket lies in it, and a socket's path has at most 107 bytes.
  const home = mkdtempSync(join(tmpdir(), "gpg-"));
  const gpg = (...args: readonly string[]) =>
    runTool("gpg", ["--homedir", home, "--batch", "--quiet", "--yes", ...args]);
  const user = "Ferry demo (made anew on each machine) <demo@example.org>";
  try {
    await gpg("--passphrase", "", "--quick-generate-key", user, "rsa2048", "sign", "0");
    for (const directory of directories) await gpg("--armor", "--detach-sign", join(directory, "repodata/repomd.xml"));
    writeFileSync(keyFile, (await gpg("--armor", "--export")).stdout);
  } finally {
    await runTool("gpgconf", ["--homedir", home, "--kill", "gpg-agent"]);
    rmSync(home, { recursive: true, force: true });
  }
}
