import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { MirrorRequest } from "../protocol.ts";
import { cleanPath, findFile, type MirrorFile, type MirrorQuestion, readBytes } from "./find-file.ts";
import type { MirrorFault } from "./mirror-fault.ts";
import { parseRange } from "./parse-range.ts";

export interface MirrorOptions {
  readonly address: string;
  /** A folder per host name. */
  readonly www: string;
  /** PEM files of the server. */
  readonly certificate: string;
  readonly key: string;
}

/** Requests that are remembered; older ones are forgotten. */
const MOST_REQUESTS = 100_000;

interface ActiveFault {
  readonly fault: MirrorFault;
  readonly pattern: RegExp;
  left: number;
}

/** The mirrors of all distributions and vendors, on one address, over HTTP and HTTPS. */
export class Mirror {
  readonly #options: MirrorOptions;
  #faults: readonly ActiveFault[] = [];
  #requests: MirrorRequest[] = [];

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  async listen(): Promise<void> {
    const { address, certificate, key } = this.#options;
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    };
    const plain = createServer(listener);
    const secure = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, listener);
    await Promise.all([listenOn(plain, 80, address), listenOn(secure, 443, address)]);
  }

  /** Replaces the faults. A pattern that is no regular expression throws. */
  setFaults(faults: readonly MirrorFault[]): void {
    this.#faults = faults.map((fault) => ({
      fault,
      pattern: new RegExp(fault.match),
      left: fault.times ?? Number.POSITIVE_INFINITY,
    }));
  }

  requests(): readonly MirrorRequest[] {
    return this.#requests;
  }

  #faultsFor(what: string): readonly MirrorFault[] {
    const active = this.#faults.filter(({ left, pattern }) => left > 0 && pattern.test(what));
    for (const one of active) one.left -= 1;
    return active.map(({ fault }) => fault);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:\d+$/, "");
    const target = request.url ?? "/";
    const path = cleanPath(target) ?? target;
    const faults = this.#faultsFor(host + path);
    const answer = await this.#answer(request, response, { host, target }, faults).catch(() => {
      response.destroy(); // a client that went away in the middle of its answer
      return { status: 0, bytes: 0 };
    });
    if (this.#requests.length >= MOST_REQUESTS) this.#requests = this.#requests.slice(MOST_REQUESTS / 10);
    this.#requests.push({
      time: Date.now(),
      client: request.socket.remoteAddress ?? "",
      method: request.method ?? "",
      host,
      path,
      ...answer,
      faults: faults.map(({ kind }) => kind),
    });
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    question: MirrorQuestion,
    faults: readonly MirrorFault[],
  ): Promise<{ readonly status: number; readonly bytes: number }> {
    const late = faults.find((fault) => fault.kind === "late");
    if (late !== undefined) await sleep(late.milliseconds);
    if (faults.some((fault) => fault.kind === "stall")) {
      request.socket.setTimeout(0);
      return { status: 0, bytes: 0 };
    }
    if (faults.some((fault) => fault.kind === "gone")) {
      request.socket.destroy();
      return { status: 0, bytes: 0 };
    }
    const status = faults.find((fault) => fault.kind === "status");
    if (status !== undefined) return sendText(response, status.code, "the lab's mirror plays a fault\n");
    if (request.method !== "GET" && request.method !== "HEAD") return sendText(response, 405, "GET or HEAD\n");
    const file = await findFile(this.#options.www, otherFile(question, faults));
    if (file.kind === "nothing") return sendText(response, 404, "the lab's mirror does not have this\n");
    return sendFile(request, response, file, faults);
  }
}

/** What is served instead, where a fault says so. */
function otherFile(question: MirrorQuestion, faults: readonly MirrorFault[]): MirrorQuestion {
  const fault = faults.find((one) => one.kind === "other-file");
  if (fault === undefined) return question;
  const place = `${question.host}${cleanPath(question.target)}`.replace(new RegExp(fault.match), fault.serve);
  const slash = place.indexOf("/");
  return { host: place.slice(0, slash), target: encodeURI(place.slice(slash)) };
}

async function listenOn(server: Server, port: number, address: string): Promise<void> {
  server.keepAliveTimeout = 60_000;
  server.listen(port, address, 1024);
  await once(server, "listening");
}

function sendText(response: ServerResponse, code: number, text: string): { status: number; bytes: number } {
  response.writeHead(code, { "content-type": "text/plain", "content-length": Buffer.byteLength(text) });
  response.end(text);
  return { status: code, bytes: Buffer.byteLength(text) };
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: Exclude<MirrorFile, { kind: "nothing" }>,
  faults: readonly MirrorFault[],
): Promise<{ status: number; bytes: number }> {
  const size = file.kind === "file" ? file.size : Buffer.byteLength(file.text);
  const headers = {
    "accept-ranges": "bytes",
    "content-type": file.kind === "text" ? file.type : "application/octet-stream",
    ...(file.kind === "text" ? {} : { "last-modified": file.modified.toUTCString(), etag: etagOf(file) }),
  };
  if (file.kind === "file" && isUnchanged(request, file)) {
    response.writeHead(304, headers).end();
    return { status: 304, bytes: 0 };
  }
  const range = parseRange(request.headers.range, size);
  if (range.kind === "unsatisfiable") {
    response.writeHead(416, { ...headers, "content-range": `bytes */${size}` }).end();
    return { status: 416, bytes: 0 };
  }
  const { start, end } = range;
  const status = range.kind === "part" ? 206 : 200;
  response.writeHead(status, {
    ...headers,
    "content-length": end - start,
    ...(range.kind === "part" ? { "content-range": `bytes ${start}-${end - 1}/${size}` } : {}),
  });
  if (request.method === "HEAD") {
    response.end();
    return { status, bytes: 0 };
  }
  return { status, bytes: await sendBody(response, readBytes(file, start, end), { start, size, faults }) };
}

async function sendBody(
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  { start, size, faults }: { readonly start: number; readonly size: number; readonly faults: readonly MirrorFault[] },
): Promise<number> {
  const cut = faults.find((fault) => fault.kind === "cut")?.afterBytes ?? Number.POSITIVE_INFINITY;
  const rate = faults.find((fault) => fault.kind === "slow")?.bytesPerSecond;
  const corrupt = faults.some((fault) => fault.kind === "corrupt") ? Math.floor(size / 2) : undefined;
  const closed = new AbortController();
  response.once("close", () => closed.abort());
  let sent = 0;
  for await (const whole of chunks) {
    for (const piece of pieces(whole, rate)) {
      const chunk = Buffer.from(piece.subarray(0, Math.min(piece.length, cut - sent)));
      const place = (corrupt ?? -1) - start - sent;
      if (place >= 0 && place < chunk.length) chunk[place] = (chunk[place] ?? 0) ^ 0xff;
      if (!response.write(chunk)) await once(response, "drain", { signal: closed.signal });
      sent += chunk.length;
      if (sent >= cut) {
        response.socket?.end();
        response.destroy();
        return sent;
      }
      if (rate !== undefined) await sleep((chunk.length / rate) * 1000, undefined, { signal: closed.signal });
    }
  }
  response.end();
  return sent;
}

/** With a rate, pieces of a tenth of a second each. */
function* pieces(chunk: Uint8Array, rate: number | undefined): Generator<Uint8Array> {
  const length = rate === undefined ? chunk.length : Math.max(1, Math.floor(rate / 10));
  for (let start = 0; start < chunk.length; start += length) yield chunk.subarray(start, start + length);
}

function etagOf(file: { readonly size: number; readonly modified: Date }): string {
  return `"${file.size.toString(16)}-${file.modified.getTime().toString(16)}"`;
}

function isUnchanged(request: IncomingMessage, file: { readonly size: number; readonly modified: Date }): boolean {
  const tag = request.headers["if-none-match"];
  if (tag !== undefined) return tag === etagOf(file);
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  return Math.floor(file.modified.getTime() / 1000) * 1000 <= since;
}
