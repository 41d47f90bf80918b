import { readFileSync } from "node:fs";
import type { Agent, Dispatcher, ProxyAgent } from "undici";
import { basicAuthorization, parseLocation } from "./location.ts";
import type { Secret } from "./secret.ts";

/** Milliseconds, and bytes a second. The defaults are dnf's: 30 s for each, 1,000 bytes a second. */
interface Patience {
  readonly connect?: number;
  readonly headers?: number;
  /** Without any byte of the body. */
  readonly stalled?: number;
  /** Less than this over `slowWindow` is given up. */
  readonly minimumRate?: number;
  readonly slowWindow?: number;
  /** Before the next round of attempts; doubled each time. */
  readonly retryDelay?: number;
}

type Proxy =
  /** http_proxy, https_proxy and no_proxy. */
  | { readonly kind: "environment" }
  | { readonly kind: "direct" }
  | { readonly kind: "proxy"; readonly url: string; readonly user?: string; readonly password?: Secret };

/** How to speak TLS. Files are PEM. `verify: false` is for repositories whose .repo file says `sslverify=0`, and is warned of. */
interface Tls {
  readonly verify: boolean;
  readonly caFile?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

export interface ConnectionOptions {
  readonly proxy?: Proxy;
  readonly tls?: Tls;
  readonly patience?: Patience;
}

/** What several downloads share: open connections, proxy, certificates. Close it with `await using`. */
export interface Connection extends AsyncDisposable {
  readonly patience: Required<Patience>;
  /** undici, loaded when the first HTTP request comes. */
  dispatcher(): Promise<Dispatcher>;
}

export function openConnection(options: ConnectionOptions = {}): Connection {
  let opened: Promise<Dispatcher> | undefined;
  const patience = {
    connect: 30_000,
    headers: 30_000,
    stalled: 30_000,
    minimumRate: 1000,
    slowWindow: 30_000,
    retryDelay: 500,
    ...options.patience,
  };
  return {
    patience,
    dispatcher() {
      opened ??= openDispatcher(options, patience.connect);
      return opened;
    },
    async [Symbol.asyncDispose]() {
      // What kept it from being opened was told to whoever asked for it.
      const dispatcher = await opened?.catch(() => undefined);
      await dispatcher?.destroy();
    },
  };
}

async function openDispatcher(options: ConnectionOptions, connectTimeout: number): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import("undici");
  const tls = readTls(options.tls);
  const connect = { ...tls, timeout: connectTimeout };
  const common: Agent.Options = { connect, keepAliveTimeout: 4000, maxHeaderSize: 16_384 };
  // As curl does: a tunnel for https only. Many proxies let CONNECT through to port 443 alone.
  const proxy = options.proxy ?? { kind: "environment" };
  switch (proxy.kind) {
    case "direct":
      return new Agent(common);
    case "environment":
      return new EnvHttpProxyAgent({ ...common, requestTls: connect, proxyTunnel: false });
    case "proxy": {
      // What the URL itself says of user and password goes the same way as the options, and stays out of messages.
      const location = parseLocation(proxy.url);
      if (location.kind !== "http")
        throw new TypeError(`Cannot use "${location.text}" as a proxy: it is no http(s) URL`);
      const authorization =
        proxy.user === undefined
          ? location.authorization
          : basicAuthorization(proxy.user, proxy.password?.reveal() ?? "");
      const settings: ProxyAgent.Options = { ...common, uri: location.url, requestTls: connect, proxyTunnel: false };
      return new ProxyAgent(authorization === undefined ? settings : { ...settings, token: authorization.reveal() });
    }
    default:
      return proxy satisfies never;
  }
}

function readTls(tls: Tls | undefined): { ca?: Buffer; cert?: Buffer; key?: Buffer; rejectUnauthorized: boolean } {
  if (tls === undefined) return { rejectUnauthorized: true };
  return {
    rejectUnauthorized: tls.verify,
    ...(tls.caFile === undefined ? {} : { ca: readPem(tls.caFile, "CA certificates") }),
    ...(tls.certificateFile === undefined ? {} : { cert: readPem(tls.certificateFile, "client certificate") }),
    ...(tls.keyFile === undefined ? {} : { key: readPem(tls.keyFile, "client key") }),
  };
}

/** A certificate or key that a repository's configuration names and that cannot be read. */
class TlsFileError extends Error {
  override readonly name = "TlsFileError";
}

function readPem(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TlsFileError(`Cannot read the ${what} in ${path}: ${reason}`, { cause: error });
  }
}
