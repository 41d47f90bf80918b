import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ChecksumError } from "./checksum.ts";
import { openConnection } from "./connection.ts";
import { parseLocation } from "./location.ts";
import { Mirrors } from "./mirrors.ts";
import { MirrorsError } from "./mirrors-error.ts";
import { MemorySink } from "./sink.ts";
import { TestServer } from "./test-support/test-server.ts";

const content = Buffer.alloc(300_000, "content");
const patience = { connect: 500, headers: 400, retryDelay: 5 };

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
