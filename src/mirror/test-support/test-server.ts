import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real server on 127.0.0.1. `requests` are the paths it was asked for, with the Range header behind them. */
export class TestServer {
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly url: string;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(answer: RequestListener, tls?: Certificate): Promise<TestServer> {
    const listener: RequestListener = (request, response) => {
      const range = request.headers.range === undefined ? "" : ` ${request.headers.range}`;
      started.requests.push(`${request.url}${range}`);
      response.on("error", () => undefined);
      answer(request, response);
    };
    const server =
      tls === undefined
        ? createServer(listener)
        : createSecureServer(
            { cert: tls.certificate, key: tls.key, ca: tls.certificate, requestCert: true, rejectUnauthorized: false },
            listener,
          );
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const started = new TestServer(server, tls === undefined ? "http" : "https");
    return started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

export interface Certificate {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly folder: string;
}

/** A self-signed certificate for 127.0.0.1, made by the real openssl. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "ferry-tls-"));
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const options = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const result = spawnSync("openssl", [
    "req",
    "-x509",
    ...curve,
    "-nodes",
    "-keyout",
    keyFile,
    "-out",
    certificateFile,
    ...options,
  ]);
  if (result.status !== 0) throw new Error(result.stderr.toString());
  return { certificate: readFileSync(certificateFile), key: readFileSync(keyFile), certificateFile, keyFile, folder };
}

export function removeCertificate(certificate: Certificate): void {
  rmSync(certificate.folder, { recursive: true });
}
