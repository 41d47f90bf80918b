import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Keys made by the real gpg in a folder of their own. Times are gpg's `YYYYMMDDTHHMMSS`. */
export class GpgHome {
  readonly folder = mkdtempSync(join(tmpdir(), "ferry-gpg-"));

  run(options: readonly string[], input: string | Uint8Array = "", time?: string): { out: Buffer; status: string } {
    const clock = time === undefined ? [] : ["--faked-system-time", `${time}!`];
    const fixed = ["--homedir", this.folder, "--batch", "--yes", "--quiet", "--no-tty", "--pinentry-mode", "loopback"];
    const result = spawnSync("gpg", [...fixed, "--passphrase", "", ...clock, "--status-fd", "2", ...options], {
      input,
    });
    return { out: result.stdout, status: result.stderr.toString() };
  }

  /** The fingerprint of the new key. */
  makeKey(name: string, algorithm: string, usage: string, expires: string, time?: string): string {
    const { status } = this.run(
      ["--quick-gen-key", `${name} <${name}@example.org>`, algorithm, usage, expires],
      "",
      time,
    );
    const fingerprint = /KEY_CREATED \w (\w+)/.exec(status)?.[1];
    if (fingerprint === undefined) throw new Error(`gpg made no key: ${status}`);
    return fingerprint;
  }

  addSubkey(fingerprint: string, algorithm: string, usage: string, expires: string, time?: string): void {
    const { status } = this.run(["--quick-add-key", fingerprint, algorithm, usage, expires], "", time);
    if (!status.includes("KEY_CREATED")) throw new Error(`gpg made no subkey: ${status}`);
  }

  /** With the certificate that gpg makes beside every key; the colon keeps it from being used by mistake. */
  revoke(fingerprint: string): void {
    const folder = join(this.folder, "openpgp-revocs.d");
    const file = readdirSync(folder).find((name) => name.startsWith(fingerprint)) ?? "";
    const armed = join(folder, "armed");
    writeFileSync(armed, readFileSync(join(folder, file), "utf8").replace(":-----BEGIN", "-----BEGIN"));
    this.run(["--import", armed]);
  }

  exportKeys(...fingerprints: readonly string[]): Buffer {
    return this.run(["--armor", "--export", ...fingerprints]).out;
  }

  exportSecretKey(fingerprint: string): Buffer {
    return this.run(["--export-secret-keys", fingerprint]).out;
  }

  sign(content: string, signer: string, options: readonly string[] = ["--armor"], time?: string): Buffer {
    const { out, status } = this.run(["--local-user", signer, ...options, "--detach-sign"], content, time);
    if (!status.includes("SIG_CREATED")) throw new Error(`gpg did not sign: ${status}`);
    return out;
  }

  /** The words of gpg's status lines: GOODSIG, BADSIG, EXPKEYSIG, REVKEYSIG, EXPSIG, ERRSIG, NO_PUBKEY … */
  verify(content: string | Uint8Array, signature: Uint8Array, time?: string): readonly string[] {
    const signatureFile = join(this.folder, "signature");
    const contentFile = join(this.folder, "content");
    writeFileSync(signatureFile, signature);
    writeFileSync(contentFile, content);
    const { status } = this.run(["--verify", signatureFile, contentFile], "", time);
    return [...status.matchAll(/^\[GNUPG:\] (\w+)/gm)].map((match) => match[1] ?? "");
  }

  [Symbol.dispose](): void {
    spawnSync("gpgconf", ["--homedir", this.folder, "--kill", "all"]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
