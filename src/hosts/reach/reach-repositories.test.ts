import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { START } from "../backup/host-program.ts";
import { HostError } from "../host-error.ts";
import { parseReachAnswer, reachInput, reachProgram } from "./reach-repositories.ts";
import { type ReachProblem, reachProblems } from "./reach-words.ts";

const missing = ["curl", "openssl", "python3"].filter((program) => spawnSync(program, ["--help"]).error !== undefined);
if (missing.length > 0) console.warn(`Repositories were not asked: ${missing.join(", ")} is not installed`);

const REPOMD = '<?xml version="1.0"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"/>\n';
const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----\n";
const NOW = Date.now() / 1000;
const machine = spawnSync("uname", ["-m"], { encoding: "utf8" }).stdout.trim();
let folder = "";
let port = 0;
let tlsPort = 0;
let proxyPort = 0;
const servers: Server[] = [];

const pages: RequestListener = (request, response) => {
  const { url = "" } = request;
  if (url.startsWith("/good/")) return void response.end(REPOMD);
  if (url.startsWith("/portal/")) return void response.end("<!DOCTYPE html><html><body>Please log in</body></html>");
  if (url.startsWith("/moved/")) return void response.writeHead(302, { location: "/portal/login" }).end();
  if (url.startsWith("/broken/")) return void response.writeHead(503).end("busy");
  if (url.startsWith("/private/")) return void response.writeHead(401).end();
  if (url.startsWith("/endless/")) {
    response.on("error", () => {});
    return pourInto(response);
  }
  if (url === "/list")
    return void response.end(`http://127.0.0.1:1/none\n# a comment\nhttp://127.0.0.1:${port}/good/\n`);
  if (url === "/list-with-variables") return void response.end(`http://127.0.0.1:${port}/variables/$basearch/\n`);
  if (url === `/variables/${machine}/repodata/repomd.xml`) return void response.end(REPOMD);
  if (url === "/metalink") {
    const mirror = `http://127.0.0.1:${port}/good/repodata/repomd.xml`;
    return void response.end(`<metalink><url protocol="http">${mirror}</url></metalink>`);
  }
  if (url === "/key.asc") return void response.end(KEY);
  response.writeHead(404).end();
};

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  return (server.address() as AddressInfo).port;
}

/** A proxy that lets plain requests through to any name, or wants a password where the request has one to send. */
const proxy: RequestListener = (request, response) => {
  const path = new URL(request.url ?? "", "http://x").pathname;
  if (path.startsWith("/locked/")) {
    return void response.writeHead(407, { "proxy-authenticate": 'Basic realm="x"' }).end();
  }
  const through = connect(port, "127.0.0.1", () => {
    through.write(`GET ${path} HTTP/1.0\r\n\r\n`);
    let whole = "";
    through.on("data", (piece) => (whole += piece.toString()));
    through.on("end", () => response.end(whole.slice(whole.indexOf("\r\n\r\n") + 4)));
  });
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ferry-reach-test-"));
  port = await listen(createServer(pages));
  proxyPort = await listen(createServer(proxy));
  if (missing.length > 0) return;
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const made = spawnSync("openssl", [
    "req",
    "-x509",
    "-nodes",
    "-newkey=rsa:2048",
    "-subj=/CN=127.0.0.1",
    "-addext=subjectAltName=IP:127.0.0.1",
    `-keyout=${key}`,
    `-out=${certificate}`,
  ]);
  expect(made.status).toBe(0);
  tlsPort = await listen(createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, pages));
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

function pourInto(response: ServerResponse): void {
  while (response.write("x".repeat(65_536)));
  response.once("drain", () => pourInto(response));
}

type Settings = Readonly<Record<string, string>>;

/** Asks from an /etc with these files; a file whose text begins with "->" is a link. */
function reach(settings: Settings, files: Settings = {}, kind = "own"): Promise<readonly ReachProblem[]> {
  return reachAll([{ id: "base", kind, settings }], files);
}

interface Repository {
  readonly id: string;
  readonly kind: string;
  readonly settings: Settings;
}

async function reachAll(repositories: readonly Repository[], files: Settings = {}): Promise<readonly ReachProblem[]> {
  const etc = mkdtempSync(join(folder, "etc-"));
  for (const [path, text] of Object.entries({ "resolv.conf": "nameserver 127.0.0.1\n", ...files })) {
    const full = join(etc, path);
    mkdirSync(dirname(full), { recursive: true });
    if (text.startsWith("->")) symlinkSync(text.slice(2), full);
    else writeFileSync(full, text);
  }
  const input = { etc, variables: { releasever: "9" }, repositories };
  const stdin = reachInput(await reachProgram(), input);
  const { PATH } = process.env;
  const stdout = await new Promise<string>((settle, fail) => {
    const child = execFile("sh", ["-c", START], { env: { PATH } }, (error, out, err) =>
      error === null ? settle(out) : fail(new Error(err)),
    );
    child.stdin?.end(stdin);
  });
  const answer = parseReachAnswer(stdout);
  if (answer.kind === "no-curl") throw new Error("no curl");
  return reachProblems(answer, NOW);
}

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

describe.skipIf(missing.length > 0)("reach.py", () => {
  test.each([
    ["an address", () => ({ baseurl: at("/good") })],
    ["a variable in it", () => ({ baseurl: at("/good/$releasever/${basearch}/") })],
    ["a list whose first mirror is dead", () => ({ mirrorlist: at("/list") })],
    ["a list that names variables", () => ({ mirrorlist: at("/list-with-variables") })],
    ["a metalink", () => ({ metalink: at("/metalink") })],
    ["a dead list beside a good address", () => ({ mirrorlist: at("/nothing"), baseurl: at("/good") })],
    ["a certificate the repository names", () => tls({ sslcacert: join(folder, "certificate.pem") })],
    ["a certificate that is not looked at", () => tls({ sslverify: "0" })],
  ] as const)("is content with %s", async (_, settings) => {
    expect(await reach(settings())).toEqual([]);
  });

  test.each([
    [
      "a name nobody knows",
      () => ({ baseurl: "http://nowhere.invalid/x" }),
      {},
      /the name nowhere\.invalid is not known/,
    ],
    ["a closed port", () => ({ baseurl: "http://127.0.0.1:1/x" }), {}, /127\.0\.0\.1:1 refuses the connection/],
    ["a page that is not there", () => ({ baseurl: at("/none") }), {}, /answers HTTP 404/],
    ["a server in trouble", () => ({ baseurl: at("/broken") }), {}, /answers HTTP 503/],
    ["a password wanted", () => ({ baseurl: at("/private") }), {}, /wants a user name and a password \(HTTP 401\)/],
    ["a portal", () => ({ baseurl: at("/portal") }), {}, /a web page came instead of metadata/],
    ["a portal after a redirection", () => ({ baseurl: at("/moved") }), {}, /a web page came .*\/portal\/login/],
    ["no mirrors in a list", () => ({ mirrorlist: at("/key.asc") }), {}, /the list names no mirror/],
    [
      "a certificate nobody vouches for",
      () => tls({}),
      {},
      /the certificate of 127\.0\.0\.1:\d+ is refused: .*certificate/i,
    ],
    ["a body without end", () => ({ baseurl: at("/endless") }), {}, /at http:\/\/127.*endless/],
    [
      "a resolv.conf that is a link to nothing",
      () => ({ baseurl: "http://nowhere.invalid/x" }),
      { "resolv.conf": "->/run/nothing/resolv.conf" },
      /resolv\.conf is a link to \/run\/nothing\/resolv\.conf, which is not there/,
    ],
    [
      "a resolv.conf without servers",
      () => ({ baseurl: "http://nowhere.invalid/x" }),
      { "resolv.conf": "search example.org\n" },
      /names no server/,
    ],
    [
      "a proxy whose name is not known",
      () => ({ baseurl: at("/good") }),
      { "dnf/dnf.conf": "[main]\nproxy=http://proxy.invalid:3128\n" },
      /the name of the proxy http:\/\/proxy\.invalid:3128 is not known/,
    ],
    [
      "a proxy that is not there",
      () => ({ baseurl: at("/good") }),
      { "dnf/dnf.conf": "[main]\nproxy=http://me:secret@127.0.0.1:1\n" },
      /^(?!.*secret).*the proxy http:\/\/127\.0\.0\.1:1 does not answer/,
    ],
  ] as const)("names %s", async (_, settings, files, reason) => {
    const [problem, ...more] = await reach(settings(), files);
    expect(problem?.reason).toMatch(reason);
    expect(problem?.fix).not.toBe("");
    expect(more).toEqual([]);
  });

  test("goes through the proxy of dnf.conf, and says when it wants a password", async () => {
    const files = { "dnf/dnf.conf": `[main]\nproxy=http://127.0.0.1:${proxyPort}\n` };
    expect(await reach({ baseurl: "http://mirror.invalid/good" }, files)).toEqual([]);
    const [problem] = await reach({ baseurl: "http://mirror.invalid/locked" }, files);
    expect(problem?.reason).toMatch(/the proxy .* wants a user name and a password/);
    expect(
      await reach({ baseurl: at("/good"), proxy: "_none_" }, { "dnf/dnf.conf": "[main]\nproxy=http://127.0.0.1:1\n" }),
    ).toEqual([]);
  });

  test("finds a proxy that only logins know of", async () => {
    const files = { "profile.d/proxy.sh": `export https_proxy="http://127.0.0.1:${proxyPort}"\n` };
    const [problem] = await reach({ baseurl: "http://mirror.invalid/good" }, files);
    expect(problem?.reason).toMatch(/through the proxy .*profile\.d\/proxy\.sh names and dnf\.conf does not, it is/);
    expect(problem?.fix).toMatch(/^Add proxy=http:\/\/127\.0\.0\.1:\d+ to \[main\]/);
  });

  test.each([
    ["on the host", (): string => `file://${join(folder, "vendor.asc")}`, undefined],
    ["on a server", (): string => at("/key.asc"), undefined],
    ["not there", (): string => "file:///nowhere/RPM-GPG-KEY-x", /it is not there \(No such file or directory\)/],
    ["behind a password", (): string => at("/private/key.asc"), /wants a user name and a password/],
    ["a web page", (): string => at("/portal/key.asc"), /no OpenPGP key/],
    ["a private key", (): string => `file://${join(folder, "key.pem")}`, /no OpenPGP key/],
  ] as const)("says what is with a third party's key that is %s", async (_, key, reason) => {
    writeFileSync(join(folder, "vendor.asc"), KEY);
    const problems = await reach({ baseurl: at("/good"), gpgcheck: "1", gpgkey: key() }, {}, "other");
    if (reason === undefined) expect(problems).toEqual([]);
    else expect(problems.map((problem) => problem.reason)).toEqual([expect.stringMatching(reason)]);
  });

  describe("of several repositories of one server", () => {
    const several = (...settings: readonly Settings[]): readonly Repository[] =>
      settings.map((one, index) => ({ id: `repository-${index}`, kind: "own", settings: one }));

    test("asks over one connection, and one for their lists", async () => {
      const connections = new Set<unknown>();
      const requests: string[] = [];
      const note = (request: IncomingMessage): void => {
        connections.add(request.socket);
        requests.push(request.url ?? "");
      };
      servers[0]?.on("request", note);
      const good = ["/good/a", "/good/b", "/good/c"].map((path) => ({ baseurl: at(path) }));
      expect(await reachAll(several(...good))).toEqual([]);
      servers[0]?.off("request", note);
      expect(requests).toEqual(["a", "b", "c"].map((name) => `/good/${name}/repodata/repomd.xml`));
      expect(connections.size).toBe(1);
      requests.length = 0;
      connections.clear();
      servers[0]?.on("request", note);
      expect(await reachAll(several({ metalink: at("/metalink") }, { metalink: at("/metalink") }))).toEqual([]);
      servers[0]?.off("request", note);
      expect(requests).toEqual(["/metalink", "/metalink", "/good/repodata/repomd.xml", "/good/repodata/repomd.xml"]);
      expect(connections.size).toBe(2);
    });

    test.each([
      ["is not there", "/none", /repository-1.*answers HTTP 404/],
      ["is a portal's", "/portal", /repository-1.*a web page came/],
      ["has a body without end", "/endless", /repository-1.*endless/],
    ])("names the one that %s", async (_, path, reason) => {
      const problems = await reachAll(
        several(
          { baseurl: at("/good/a") },
          { baseurl: at(path) },
          { baseurl: at("/good/b") },
          { metalink: at("/metalink") },
        ),
      );
      expect(problems.map((problem) => problem.reason)).toEqual([expect.stringMatching(reason)]);
    });

    test("has each with its own settings", async () => {
      const problems = await reachAll(several(tls({ sslverify: "0" }), tls({})));
      expect(problems.map((problem) => problem.reason)).toEqual([expect.stringMatching(/certificate .* is refused/)]);
      expect(await reachAll(several(tls({}), tls({ sslverify: "0" })))).toHaveLength(1);
    });
  });

  test("takes a newline in a setting for no option", async () => {
    await expect(reach({ baseurl: at("/good"), proxy: `http://x\noutput = "${folder}/owned"` })).rejects.toThrow(
      /control characters/,
    );
  });
});

test("a clock that is off is said where a certificate is refused", () => {
  const attempt = { kind: "tls", asked: "https://repo.example/x", detail: "certificate is not yet valid" };
  const repositories = [{ id: "base", kind: "failed" as const, failed: [attempt], keys: [] }];
  const answer = { kind: "asked" as const, repositories, resolver: { kind: "servers" as const }, seconds: NOW - 4e6 };
  const [problem] = reachProblems(answer, NOW);
  expect(problem?.reason).toMatch(/clock is 46 days slow/);
  expect(problem?.fix).toBe("Set the clock: chronyc makestep");
});

test("parseReachAnswer() reads any text or throws a HostError", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        parseReachAnswer(text);
      } catch (error) {
        expect(error).toBeInstanceOf(HostError);
      }
    }),
  );
});

function tls(more: Settings): Settings {
  return { baseurl: `https://127.0.0.1:${tlsPort}/good`, ...more };
}
