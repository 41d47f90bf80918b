import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Connection } from "./connection.ts";
import { FetchError, type FetchFailure } from "./fetch-error.ts";
import type { FetchOptions } from "./fetch-file.ts";
import type { Location } from "./location.ts";
import type { Secret } from "./secret.ts";
import type { Sink } from "./sink.ts";

type HttpLocation = Extract<Location, { kind: "http" }>;

const MAXIMUM_REDIRECTS = 6;
/** How often a broken download that came further is taken up again. */
const MAXIMUM_RESUMES = 8;

/** What tells that the rest of a file still belongs to the part we have: an entity tag or a date. */
type Validator = string | undefined;

/**
 * GET into a sink. A line that breaks while bytes come is taken up with Range and If-Range; where the server gives
 * nothing to compare by, the file is fetched anew.
 */
export async function fetchHttp(
  connection: Connection,
  location: HttpLocation,
  sink: Sink,
  options: FetchOptions,
): Promise<void> {
  let validator: Validator;
  await sink.reset();
  for (let resumes = 0; ; resumes++) {
    const before = sink.length;
    try {
      if (sink.length > 0 && validator === undefined) await sink.reset();
      await attempt(connection, location, sink, options, validator, (seen) => {
        validator = seen;
      });
      return;
    } catch (error) {
      const cut = error instanceof FetchError && error.failure === "cut" && sink.length > 0;
      if (!cut || resumes === MAXIMUM_RESUMES || sink.length <= before) throw error;
    }
  }
}

async function attempt(
  connection: Connection,
  location: HttpLocation,
  sink: Sink,
  options: FetchOptions,
  validator: Validator,
  remember: (validator: Validator) => void,
): Promise<void> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const range = sink.length > 0 && validator !== undefined ? { from: sink.length, validator } : undefined;
  const response = await get(connection, location, range, signal, options.signal);
  const { statusCode, headers, body } = response;
  const from = response.url;
  try {
    if (statusCode === 206 && range !== undefined) checkRange(from, headers, range.from);
    else await sink.reset();
    remember(validatorOf(headers));
    const limit = options.expectedSize ?? options.maximumSize;
    const announced = lengthOf(headers) + sink.length;
    if (announced > limit) throw tooLarge(from, `${announced} bytes are announced`, limit, options);
    const watch = watchRate(connection, from, stop);
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        if (sink.length + chunk.length > limit) throw tooLarge(from, "more comes", limit, options);
        await sink.write(chunk);
        watch.count(chunk.length);
        options.received?.(sink.length);
      }
    } finally {
      watch.end();
    }
  } catch (error) {
    discard(body);
    options.signal?.throwIfAborted();
    throw stop.signal.aborted ? stop.signal.reason : failureOf(from, error);
  }
}

interface Response {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Dispatcher.ResponseData["body"];
  readonly url: string;
}

/** Follows redirects; never from https to http, and with the password only to the host it was given for. */
async function get(
  connection: Connection,
  location: HttpLocation,
  range: { readonly from: number; readonly validator: string } | undefined,
  signal: AbortSignal,
  outer: AbortSignal | undefined,
): Promise<Response> {
  const { request } = await import("undici");
  const dispatcher = await connection.dispatcher();
  const { headers: headersTimeout, stalled: bodyTimeout } = connection.patience;
  let url = location.url;
  for (let redirects = 0; redirects <= MAXIMUM_REDIRECTS; redirects++) {
    const authorization = new URL(url).origin === new URL(location.url).origin ? location.authorization : undefined;
    let response: Dispatcher.ResponseData;
    try {
      const headers = requestHeaders(authorization, range);
      response = await request(url, { method: "GET", dispatcher, headers, headersTimeout, bodyTimeout, signal });
    } catch (error) {
      outer?.throwIfAborted();
      throw failureOf(url, error);
    }
    const { statusCode, headers, body } = response;
    const target = headers["location"];
    if (statusCode < 300 || statusCode > 399 || typeof target !== "string") {
      if (statusCode === 200 || statusCode === 206) return { statusCode, headers, body, url };
      discard(body);
      throw statusError(url, statusCode);
    }
    discard(body);
    url = redirected(location.url, url, target);
  }
  throw new FetchError(location.url, "redirect", `it redirects more than ${MAXIMUM_REDIRECTS} times`);
}

/** Without a listener the error of a body that nobody reads would end the process. */
function discard(body: Response["body"]): void {
  body.on("error", () => undefined);
  body.destroy();
}

function requestHeaders(
  authorization: Secret | undefined,
  range: { readonly from: number; readonly validator: string } | undefined,
): Record<string, string> {
  return {
    "user-agent": "ferry",
    "accept-encoding": "identity",
    ...(authorization === undefined ? {} : { authorization: authorization.reveal() }),
    ...(range === undefined ? {} : { range: `bytes=${range.from}-`, "if-range": range.validator }),
  };
}

function redirected(first: string, from: string, target: string): string {
  let url: URL;
  try {
    url = new URL(target, from);
  } catch (error) {
    throw new FetchError(first, "redirect", "it redirects to what is no URL", { cause: error });
  }
  url.username = "";
  url.password = "";
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new FetchError(first, "redirect", `it redirects to ${url.protocol.slice(0, -1)}, which is not followed`);
  if (url.protocol === "http:" && new URL(from).protocol === "https:")
    throw new FetchError(first, "redirect", `it redirects from https to ${url.href}, which is not followed`);
  return url.href;
}

function statusError(url: string, status: number): FetchError {
  if (status === 404 || status === 410)
    return new FetchError(url, "not-found", `the server has no such file (HTTP ${status})`);
  if (status === 401 || status === 403 || status === 407)
    return new FetchError(url, "refused", `the server does not let us (HTTP ${status})`);
  if (status === 408 || status === 429 || status >= 500)
    return new FetchError(url, "busy", `the server is in trouble (HTTP ${status})`);
  return new FetchError(url, "refused", `the server answers HTTP ${status}`);
}

/** `Content-Range: bytes 500-999/1000` must begin where our part ends. */
function checkRange(url: string, headers: IncomingHttpHeaders, from: number): void {
  const text = headers["content-range"] ?? "";
  if (Number(/^bytes (\d+)-/.exec(text)?.[1] ?? -1) !== from)
    throw new FetchError(url, "refused", `asked for the rest from byte ${from}, the server sends "${text}"`);
}

/** A weak entity tag is no proof that bytes are equal (RFC 9110, section 13.1.5). */
function validatorOf(headers: IncomingHttpHeaders): Validator {
  const { etag } = headers;
  if (etag !== undefined && etag.startsWith('"')) return etag;
  return headers["last-modified"];
}

function lengthOf(headers: IncomingHttpHeaders): number {
  const length = Number(headers["content-length"] ?? 0);
  return Number.isSafeInteger(length) && length > 0 ? length : 0;
}

function tooLarge(url: string, what: string, limit: number, options: FetchOptions): FetchError {
  const whose = options.expectedSize === undefined ? "the limit is" : "the repository says";
  return new FetchError(url, "too-large", `${what} where ${whose} ${limit} bytes`);
}

/** Gives a download up that keeps dripping below the minimum rate: it would hold us for ever. */
function watchRate(
  connection: Connection,
  url: string,
  stop: AbortController,
): { count(bytes: number): void; end(): void } {
  const { minimumRate, slowWindow } = connection.patience;
  let bytes = 0;
  const timer = setInterval(() => {
    const rate = Math.round((bytes * 1000) / slowWindow);
    if (bytes === 0)
      stop.abort(new FetchError(url, "timeout", `the server stopped sending for ${slowWindow / 1000} s`));
    else if (rate < minimumRate)
      stop.abort(new FetchError(url, "too-slow", `only ${rate} bytes a second came for ${slowWindow / 1000} s`));
    bytes = 0;
  }, slowWindow);
  return {
    count(count) {
      bytes += count;
    },
    end() {
      clearInterval(timer);
    },
  };
}

const failures: Readonly<Record<string, readonly [FetchFailure, string]>> = {
  UND_ERR_CONNECT_TIMEOUT: ["timeout", "the server does not answer"],
  UND_ERR_HEADERS_TIMEOUT: ["timeout", "the server takes the request and answers nothing"],
  UND_ERR_BODY_TIMEOUT: ["timeout", "the server stopped sending"],
  UND_ERR_SOCKET: ["cut", "the connection broke"],
  UND_ERR_ABORTED: ["cut", "the connection broke"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["cut", "fewer bytes came than announced"],
  UND_ERR_HEADERS_OVERFLOW: ["refused", "its headers are too long"],
  ECONNRESET: ["cut", "the connection broke"],
  EPIPE: ["cut", "the connection broke"],
  ECONNREFUSED: ["unreachable", "nobody listens there"],
  EHOSTUNREACH: ["unreachable", "there is no way to the host"],
  ENETUNREACH: ["unreachable", "there is no way to the network"],
  ENOTFOUND: ["unreachable", "the name of the host is not known"],
  EAI_AGAIN: ["unreachable", "the name of the host cannot be looked up now"],
  ETIMEDOUT: ["timeout", "the server does not answer"],
};

const certificateCodes =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|UND_ERR_PRX_TLS|HOSTNAME_MISMATCH|INVALID_CA)/;

function failureOf(url: string, error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  const { code, message } = describe(error);
  // The fetcher was closed by its owner: no fault of the mirror.
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") throw error;
  const known = failures[code];
  if (known !== undefined) return new FetchError(url, known[0], known[1], { cause: error });
  if (certificateCodes.test(code))
    return new FetchError(url, "certificate", `its certificate is not accepted: ${message}`, { cause: error });
  if (code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError"))
    return new FetchError(url, "refused", `it does not speak HTTP: ${message}`, { cause: error });
  return new FetchError(url, "unreachable", message, { cause: error });
}

/** undici wraps what Node says: the cause tells more. An AggregateError holds one error per address of the host. */
function describe(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === "" && error.cause !== undefined) return describe(error.cause);
  return { code, message: error.message };
}
