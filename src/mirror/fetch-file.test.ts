import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ChecksumError } from "./checksum.ts";
import { type ConnectionOptions, openConnection } from "./connection.ts";
import { FetchError, type FetchFailure } from "./fetch-error.ts";
import { type FetchOptions, fetchFile } from "./fetch-file.ts";
import { parseLocation } from "./location.ts";
import { Mirrors, MirrorsError } from "./mirrors.ts";
import { Secret } from "./secret.ts";
import { MemorySink } from "./sink.ts";
import { type Certificate, makeCertificate, removeCertificate, TestServer } from "./test-support/test-server.ts";

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 131 + (i >> 8)) & 255));
const patience = { connect: 500, headers: 400, stalled: 400, minimumRate: 100_000, slowWindow: 500, retryDelay: 5 };
const folder = mkdtempSync(join(tmpdir(), "ferry-fetch-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Fetched {
  readonly bytes: Uint8Array;
  readonly server: TestServer;
}

async function fetchFrom(
  answer: RequestListener,
  options: Partial<FetchOptions> = {},
  connectionOptions: ConnectionOptions = {},
  tls?: Certificate,
): Promise<Fetched> {
  await using server = await TestServer.start(answer, tls);
  await using connection = openConnection({ proxy: { kind: "direct" }, patience, ...connectionOptions });
  const sink = new MemorySink();
  const location = parseLocation(`${server.url}/file`);
  await fetchFile(connection, location, sink, { maximumSize: 1 << 20, ...options });
  return { bytes: sink.bytes(), server };
}

async function failureOf(promise: Promise<unknown>): Promise<FetchError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FetchError);
  return error as FetchError;
}

/** Serves ranges, as web servers do, and breaks the line after `cut` bytes of every answer. */
function breaking(cut: number, headers: Record<string, string>): RequestListener {
  return (incoming, response) => {
    const from =
      incoming.headers["if-range"] === undefined ? 0 : Number(/\d+/.exec(incoming.headers.range ?? "")?.[0] ?? 0);
    const rest = content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      ...headers,
      "content-length": rest.length,
      ...(from > 0 ? { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    if (rest.length <= cut) response.end(rest);
    else response.write(rest.subarray(0, cut), () => response.destroy());
  };
}

describe("fetchFile() over HTTP", () => {
  test("fetches a file, and tells how far it is", async () => {
    const seen: number[] = [];
    const { bytes } = await fetchFrom((_, response) => response.end(content), {
      expectedSize: content.length,
      received: (count) => seen.push(count),
    });
    expect(content.equals(bytes)).toBe(true);
    expect(seen.at(-1)).toBe(content.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test.each([
    ["an entity tag", { etag: '"one"' }],
    ["a date", { "last-modified": "Sun, 01 Nov 2026 00:00:00 GMT" }],
  ] as const)("takes a broken line up where it broke, by %s", async (_, headers) => {
    const { bytes, server } = await fetchFrom(breaking(120_000, headers));
    expect(content.equals(bytes)).toBe(true);
    expect(server.requests).toEqual(["/file", "/file bytes=120000-", "/file bytes=240000-"]);
  });

  test("starts anew where the file changed in between", async () => {
    const changed = Buffer.alloc(200_000, "b");
    let times = 0;
    const { bytes } = await fetchFrom((_, response) => {
      response.setHeader("etag", `"${times}"`);
      if (times++ > 0) response.end(changed);
      else
        response
          .writeHead(200, { "content-length": content.length })
          .write(content.subarray(0, 100_000), () => response.destroy());
    });
    expect(changed.equals(bytes)).toBe(true);
  });

  test("without anything to compare by, a broken file is fetched anew, and given up when it comes no further", async () => {
    const error = await failureOf(fetchFrom(breaking(120_000, { etag: 'W/"weak"' })));
    expect(error.failure).toBe("cut");
    expect(error.message).toMatch(/^Cannot fetch http:\/\/127\.0\.0\.1:\d+\/file: the connection broke$/);
  });

  const never = (): void => undefined;
  test.each<[string, RequestListener, FetchFailure, RegExp, Partial<FetchOptions>?]>([
    ["404", (_, response) => response.writeHead(404).end(), "not-found", /the server has no such file \(HTTP 404\)/],
    ["403", (_, response) => response.writeHead(403).end(), "refused", /the server does not let us \(HTTP 403\)/],
    ["503", (_, response) => response.writeHead(503).end(), "busy", /the server is in trouble \(HTTP 503\)/],
    ["an odd status", (_, response) => response.writeHead(204).end(), "refused", /the server answers HTTP 204/],
    ["no answer", never, "timeout", /takes the request and answers nothing/],
    ["a body that stops", (_, response) => response.write(content), "timeout", /stopped sending/, {}],
    ["a slow drip", drip, "too-slow", /only \d+ bytes a second came for 0.5 s/],
    [
      "too long a file",
      (_, response) => response.end(content),
      "too-large",
      /300000 bytes are announced where the limit is 1000 bytes/,
      { maximumSize: 1000 },
    ],
    [
      "too long a file without a length",
      endless,
      "too-large",
      /more comes where the limit is 1000000 bytes/,
      { maximumSize: 1_000_000 },
    ],
    [
      "another length than declared",
      (_, response) => response.end(content),
      "too-large",
      /300000 bytes are announced where the repository says 299999 bytes/,
      { expectedSize: 299_999 },
    ],
    [
      "a shorter file than declared",
      (_, response) => response.end("abc"),
      "wrong-size",
      /it has 3 bytes where the repository says 4/,
      { expectedSize: 4 },
    ],
    [
      "a declared size over the limit",
      never,
      "too-large",
      /its declared size of 5000 bytes is over the limit of 4000 bytes/,
      { expectedSize: 5000, maximumSize: 4000 },
    ],
    ["no HTTP", (_, response) => response.socket?.end("SSH-2.0-OpenSSH\r\n"), "refused", /it does not speak HTTP/],
    ["a line that breaks at once", (_, response) => response.destroy(), "cut", /the connection broke/],
    [
      "a redirect loop",
      (_, response) => response.writeHead(302, { location: "/file" }).end(),
      "redirect",
      /redirects more than 6 times/,
    ],
    [
      "a redirect to a file",
      (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
      "redirect",
      /redirects to file, which is not followed/,
    ],
    [
      "a redirect to nothing",
      (_, response) => response.writeHead(302, { location: "http://[" }).end(),
      "redirect",
      /redirects to what is no URL/,
    ],
  ])("says what is wrong: %s", async (_, answer, failure, message, options = {}) => {
    const error = await failureOf(fetchFrom(answer, options));
    expect(error.message).toMatch(message);
    expect(error.failure).toBe(failure);
  });

  test("says that nobody listens, and that a host is unknown", async () => {
    await using server = await TestServer.start(never);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await using connection = openConnection({ proxy: { kind: "direct" }, patience });
    const get = (text: string): Promise<FetchError> =>
      failureOf(fetchFile(connection, parseLocation(text), new MemorySink(), { maximumSize: 10 }));
    expect((await get(`${url}/file`)).message).toContain("nobody listens there");
    expect((await get("http://nobody.invalid/file")).failure).toBe("unreachable");
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const reason = new Error("the user pressed Ctrl-C");
    const fetching = fetchFrom((_, response) => response.write("a", () => stop.abort(reason)), { signal: stop.signal });
    await expect(fetching).rejects.toBe(reason);
    await expect(fetchFrom(never, { signal: stop.signal })).rejects.toBe(reason);
  });

  test("follows redirects, with the password only to its own host", async () => {
    const seen: (string | undefined)[] = [];
    await using other = await TestServer.start((incoming, response) => {
      seen.push(incoming.headers.authorization);
      response.end("moved");
    });
    await using server = await TestServer.start((incoming, response) => {
      seen.push(incoming.headers.authorization);
      const location = incoming.url === "/file" ? "/near" : `${other.url}/far`;
      response.writeHead(302, { location }).end("gone");
    });
    await using connection = openConnection({ proxy: { kind: "direct" }, patience });
    const location = parseLocation(`${server.url.replace("//", "//user:pass%20word@")}/file`);
    const sink = new MemorySink();
    await fetchFile(connection, location, sink, { maximumSize: 10 });
    expect(Buffer.from(sink.bytes()).toString()).toBe("moved");
    const basic = `Basic ${Buffer.from("user:pass word").toString("base64")}`;
    expect(seen).toEqual([basic, basic, undefined]);
    expect(JSON.stringify(location)).not.toContain("pass");
    expect(location.text).toBe(`${server.url}/file`);
  });
});

function drip(_: IncomingMessage, response: ServerResponse): void {
  const timer = setInterval(() => response.write("drip"), 20);
  response.on("close", () => clearInterval(timer));
}

function endless(_: IncomingMessage, response: ServerResponse): void {
  const piece = Buffer.alloc(65_536);
  const more = (): void => {
    if (!response.destroyed) response.write(piece, more);
  };
  more();
}

describe("fetchFile() over TLS", () => {
  let tls: Certificate;
  beforeAll(() => {
    tls = makeCertificate();
  });
  afterAll(() => removeCertificate(tls));
  const hello: RequestListener = (_, response) => response.end("hello");

  test("refuses a certificate it does not know", async () => {
    const error = await failureOf(fetchFrom(hello, {}, {}, tls));
    expect(error.failure).toBe("certificate");
    expect(error.message).toContain("its certificate is not accepted: self-signed certificate");
  });

  test("accepts the repository's own CA, and anything where verification is off", async () => {
    const own = { tls: { verify: true, caFile: tls.certificateFile } };
    for (const options of [own, { tls: { verify: false } }])
      expect(Buffer.from((await fetchFrom(hello, {}, options, tls)).bytes).toString()).toBe("hello");
  });

  test("shows its client certificate", async () => {
    const answer: RequestListener = (incoming, response) =>
      response.end(String((incoming.socket as unknown as { authorized: boolean }).authorized));
    const own = { verify: true, caFile: tls.certificateFile };
    const shown = { ...own, certificateFile: tls.certificateFile, keyFile: tls.keyFile };
    expect(Buffer.from((await fetchFrom(answer, {}, { tls: own }, tls)).bytes).toString()).toBe("false");
    expect(Buffer.from((await fetchFrom(answer, {}, { tls: shown }, tls)).bytes).toString()).toBe("true");
  });

  test("never follows a redirect from https to http", async () => {
    const answer: RequestListener = (_, response) =>
      response.writeHead(301, { location: "http://127.0.0.1:1/file" }).end();
    const error = await failureOf(fetchFrom(answer, {}, { tls: { verify: true, caFile: tls.certificateFile } }, tls));
    expect(error.message).toContain("it redirects from https to http://127.0.0.1:1/file, which is not followed");
  });

  test("names a CA file that cannot be read", async () => {
    const tlsOptions = { verify: true, caFile: "/nowhere/ca.pem" };
    await expect(fetchFrom(hello, {}, { tls: tlsOptions })).rejects.toThrow(
      "Cannot read the CA certificates in /nowhere/ca.pem",
    );
  });

  test("goes through a proxy, from the environment or the repository, with its password", async () => {
    const seen: string[] = [];
    const proxy = createServer((incoming, response) => {
      seen.push(`${incoming.url} ${incoming.headers["proxy-authorization"] ?? ""}`);
      request(incoming.url ?? "", (answer) => answer.pipe(response)).end();
    });
    proxy.on("connect", (incoming, socket) => {
      seen.push(`CONNECT ${incoming.headers["proxy-authorization"] ?? ""}`);
      const [host = "", port = ""] = (incoming.url ?? "").split(":");
      const onward = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => undefined);
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, "127.0.0.1", resolve);
    });
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const basic = `Basic ${Buffer.from("me:secret").toString("base64")}`;
    const own = { kind: "proxy", url, user: "me", password: new Secret("secret") } as const;
    const caFile = tls.certificateFile;
    try {
      await fetchFrom(hello, {}, { proxy: own });
      await fetchFrom(hello, {}, { proxy: { kind: "proxy", url: url.replace("//", "//me:secret@") } });
      await fetchFrom(hello, {}, { proxy: own, tls: { verify: true, caFile } }, tls);
      process.env["http_proxy"] = url;
      await fetchFrom(hello, {}, { proxy: { kind: "environment" } });
      await fetchFrom(hello, {}, { proxy: { kind: "environment" }, tls: { verify: true, caFile } }, tls);
      process.env["no_proxy"] = "127.0.0.1";
      await fetchFrom(hello, {}, { proxy: { kind: "environment" } });
    } finally {
      delete process.env["http_proxy"];
      delete process.env["no_proxy"];
      proxy.closeAllConnections();
      proxy.close();
    }
    const plain = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/file/);
    expect(seen).toEqual([plain, plain, `CONNECT ${basic}`, plain, "CONNECT "]);
    expect(seen[0]).toContain(basic);
    expect(seen[1]).toContain(basic);
  });
});

describe("fetchFile() from a folder", () => {
  test("reads a file, and refuses what is none", async () => {
    const path = join(folder, "file");
    writeFileSync(path, content);
    spawnSync("mkfifo", [join(folder, "pipe")]);
    await using connection = openConnection();
    const read = async (text: string, options: Partial<FetchOptions> = {}): Promise<Uint8Array> => {
      const sink = new MemorySink();
      await fetchFile(connection, parseLocation(text), sink, { maximumSize: 1 << 20, ...options });
      return sink.bytes();
    };
    expect(content.equals(await read(path))).toBe(true);
    expect(content.equals(await read(`file://${path}`))).toBe(true);
    expect((await failureOf(read(join(folder, "nothing")))).message).toBe(
      `Cannot fetch ${folder}/nothing: there is no such file`,
    );
    expect((await failureOf(read(join(folder, "pipe")))).message).toContain("it is not a plain file");
    expect((await failureOf(read(folder))).failure).toBe("unreadable");
    expect((await failureOf(read(path, { maximumSize: 1000 }))).failure).toBe("too-large");
    expect((await failureOf(read(path, { expectedSize: content.length + 1 }))).failure).toBe("wrong-size");
  });
});

describe("Mirrors", () => {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const accept = (sink: MemorySink) => (): void => {
    if (createHash("sha256").update(sink.bytes()).digest("hex") !== sha256)
      throw new ChecksumError("it is not what it should be");
  };

  test("asks the next mirror where one fails, and the good one first from then on", async () => {
    await using dead = await TestServer.start((_, response) => response.writeHead(404).end());
    await using stale = await TestServer.start((_, response) => response.end("old"));
    await using good = await TestServer.start((_, response) => response.end(content));
    await using connection = openConnection({ proxy: { kind: "direct" }, patience });
    const bases = [dead, stale, good].map((server) => parseLocation(`${server.url}/el9/`));
    const mirrors = new Mirrors(bases, connection);
    const sink = new MemorySink();
    const reasons: string[] = [];
    const options = { maximumSize: 1 << 20, accept: accept(sink), failed: (reason: string) => reasons.push(reason) };
    expect((await mirrors.fetch("repodata/primary.xml.gz", sink, options)).base).toBe(bases[2]);
    expect(content.equals(sink.bytes())).toBe(true);
    expect(reasons).toEqual([
      `Cannot fetch ${dead.url}/el9/repodata/primary.xml.gz: the server has no such file (HTTP 404)`,
      "it is not what it should be",
    ]);
    await mirrors.fetch("again", new MemorySink(), { maximumSize: 1 << 20 });
    expect(good.requests).toEqual(["/el9/repodata/primary.xml.gz", "/el9/again"]);
    expect(dead.requests).toHaveLength(1);
  });

  test("tries again what may pass, and reports every mirror", async () => {
    let times = 0;
    await using busy = await TestServer.start((_, response) => {
      if (times++ < 2) response.writeHead(503).end();
      else response.end(content);
    });
    await using gone = await TestServer.start((_, response) => response.writeHead(404).end());
    await using broken = await TestServer.start((_, response) => response.writeHead(500).end());
    await using connection = openConnection({ proxy: { kind: "direct" }, patience });
    const at = (server: TestServer) => parseLocation(server.url);
    const served = new Mirrors([at(gone), at(busy)], connection);
    await served.fetch("file", new MemorySink(), { maximumSize: 1 << 20 });
    expect(gone.requests).toHaveLength(1);
    const hopeless = new Mirrors([at(gone), at(broken)], connection);
    const error = await hopeless
      .fetch("file", new MemorySink(), { maximumSize: 10 })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MirrorsError);
    expect((error as MirrorsError).message).toBe(
      `Cannot fetch file from any mirror:\n  Cannot fetch ${gone.url}/file: the server has no such file (HTTP 404)\n` +
        `  Cannot fetch ${broken.url}/file: the server is in trouble (HTTP 500)`,
    );
    expect((error as MirrorsError).isNotFound).toBe(false);
    expect(broken.requests).toHaveLength(3);
    await expect(new Mirrors([], connection).fetch("x", new MemorySink(), { maximumSize: 1 })).rejects.toThrow(
      "Cannot fetch x: the repository has no mirror to ask",
    );
  });
});
