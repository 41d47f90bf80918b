import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "../../scripts/generate/run-tool.ts";
import type { KeyName } from "./releases.ts";

const names: readonly KeyName[] = ["centos", "alma", "epel", "vendor", "rogue"];

/** Every host name that the mirror answers for over TLS. */
export const mirrorHosts = [
  "repo.almalinux.org",
  "mirrors.almalinux.org",
  "mirrors.centos.org",
  "vault.centos.org",
  "mirror.stream.centos.org",
  "download.fedoraproject.org",
  "packages.examplevendor.test",
] as const;

export const mirrorAddress = "10.77.0.2";

/** Throw-away keys: they guard nothing but the lab. */
export interface LabKeys {
  /** GNUPGHOME. */
  readonly home: string;
  /** The path of gpg itself: rpmsign wants one. */
  readonly program: string;
  /** The user id that gpg knows a key by. */
  user(key: KeyName): string;
  /** The public key, armoured. */
  text(key: KeyName): string;
}

/** Makes the OpenPGP keys, the authority of TLS with one certificate for all mirrors, and the key for SSH. About 2 s. */
export async function makeKeys(directory: string): Promise<void> {
  const home = join(directory, "gnupg");
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  await Promise.all([makeSigningKeys(directory, home), makeTls(directory), makeSshKey(directory)]);
}

export async function openKeys(directory: string): Promise<LabKeys> {
  const { stdout } = await runTool("sh", ["-c", "command -v gpg"]);
  return {
    home: join(directory, "gnupg"),
    program: stdout.trim(),
    user: (key) => `${key}@lab.test`,
    text: (key) => readFileSync(join(directory, `${key}.asc`), "utf8"),
  };
}

/** Ends the agent that gpg started for the keys. */
export async function closeKeys({ home }: LabKeys): Promise<void> {
  await runTool("gpgconf", ["--kill", "gpg-agent"], { env: { ...process.env, GNUPGHOME: home } });
}

async function makeSigningKeys(directory: string, home: string): Promise<void> {
  const env = { ...process.env, GNUPGHOME: home };
  const batch = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
  for (const name of names) {
    const user = `Lab ${name} (guards nothing) <${name}@lab.test>`;
    await runTool("gpg", [...batch, "--quick-gen-key", user, "rsa2048", "sign", "never"], { env });
    const { stdout } = await runTool("gpg", ["--batch", "--armor", "--export", `${name}@lab.test`], { env });
    writeFileSync(join(directory, `${name}.asc`), stdout);
  }
  // The agent knows the folder by its name, and the caller renames it.
  await runTool("gpgconf", ["--kill", "gpg-agent"], { env });
}

async function makeTls(directory: string): Promise<void> {
  const file = (name: string): string => join(directory, name);
  const openssl = async (line: string, ...more: readonly string[]): Promise<void> => {
    await runTool("openssl", [...line.split(" "), ...more]);
  };
  await openssl(
    "req -x509 -newkey rsa:2048 -nodes -days 3650 -addext basicConstraints=critical,CA:TRUE",
    "-subj",
    "/CN=Lab authority (guards nothing)",
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.crt"),
  );
  const request = ["-subj", "/CN=mirror.lab.test", "-keyout", file("server.key"), "-out", file("server.csr")];
  await openssl("req -newkey rsa:2048 -nodes", ...request);
  const alternatives = [...mirrorHosts, "mirror.lab.test"].map((host) => `DNS:${host}`).join(",");
  writeFileSync(file("server.ext"), `subjectAltName=${alternatives},IP:${mirrorAddress}\n`);
  const authority = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-extfile", file("server.ext")];
  await openssl(
    "x509 -req -CAcreateserial -days 3650",
    "-in",
    file("server.csr"),
    "-out",
    file("server.crt"),
    ...authority,
  );
  for (const name of ["server.csr", "server.ext", "ca.srl"]) rmSync(file(name), { force: true });
}

async function makeSshKey(directory: string): Promise<void> {
  await runTool("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", join(directory, "id_ed25519")]);
}
