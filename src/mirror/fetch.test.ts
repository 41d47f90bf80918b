import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createFetcher } from "./fetch.ts";
import { MirrorsError } from "./mirrors-error.ts";
import type { FetchProgress } from "./progress.ts";
import { TestServer } from "./test-support/test-server.ts";

const patience = { connect: 500, headers: 500, stalled: 500, retryDelay: 5 };
const options = { proxy: { kind: "direct" }, patience } as const;
const request = { path: "repodata/repomd.xml", maximumBytes: 1000, label: "baseos repomd.xml" };

test("fetches from the first mirror whose bytes are right, and tells what goes on", async () => {
  await using gone = await TestServer.start((_, response) => response.writeHead(404).end());
  await using stale = await TestServer.start((_, response) => response.end("stale"));
  await using good = await TestServer.start((_, response) => response.end("right"));
  const events: FetchProgress[] = [];
  const fetcher = createFetcher({ ...options, onProgress: (event) => events.push(event) });
  const fetched = await fetcher.fetchBytes({
    ...request,
    mirrors: [gone.url, stale.url, good.url],
    expectedBytes: 5,
    verify: (bytes) => (Buffer.from(bytes).toString() === "right" ? undefined : "its sha256 is another"),
  });
  await fetcher.close();
  expect(fetched).toEqual({
    kind: "fetched",
    bytes: Buffer.from("right"),
    url: `${good.url}/repodata/repomd.xml`,
    base: `${good.url}/`,
  });
  const at = { label: "baseos repomd.xml", total: 5 };
  expect(events.filter(({ kind }) => kind !== "received")).toEqual([
    { ...at, kind: "started", bytes: 0 },
    {
      ...at,
      kind: "mirror-failed",
      bytes: 0,
      reason: `Cannot fetch ${gone.url}/repodata/repomd.xml: the server has no such file (HTTP 404)`,
    },
    {
      ...at,
      kind: "mirror-failed",
      bytes: 0,
      reason: `Cannot use ${stale.url}/repodata/repomd.xml: its sha256 is another`,
    },
    { ...at, kind: "finished", bytes: 5 },
  ]);
});

test("an optional file that no mirror has is absent; one that cannot be had is an error", async () => {
  await using gone = await TestServer.start((_, response) => response.writeHead(404).end());
  await using broken = await TestServer.start((_, response) => response.writeHead(500).end());
  const fetcher = createFetcher(options);
  const mirrors = [gone.url];
  expect(await fetcher.fetchBytes({ ...request, mirrors, optional: true })).toEqual({ kind: "absent" });
  await expect(fetcher.fetchBytes({ ...request, mirrors })).rejects.toThrow(MirrorsError);
  const both = [gone.url, broken.url];
  await expect(fetcher.fetchBytes({ ...request, mirrors: both, optional: true })).rejects.toThrow("HTTP 500");
  await fetcher.close();
});

test("an empty path stands for the address itself, query included", async () => {
  await using server = await TestServer.start((_, response) => response.end("list"));
  const fetcher = createFetcher(options);
  const address = `${server.url}/mirrorlist?release=9&arch=x86_64`;
  const fetched = await fetcher.fetchBytes({ ...request, path: "", mirrors: [address] });
  expect(fetched).toMatchObject({ kind: "fetched", url: address });
  expect(server.requests).toEqual(["/mirrorlist?release=9&arch=x86_64"]);
  await fetcher.close();
});

test("a path below an address with a query keeps the query", async () => {
  await using server = await TestServer.start((_, response) => response.end("x"));
  const fetcher = createFetcher(options);
  await fetcher.fetchBytes({ ...request, mirrors: [`${server.url}/el9?token=abc`] });
  expect(server.requests).toEqual(["/el9/repodata/repomd.xml?token=abc"]);
  await fetcher.close();
});

test("passwords are sent, and shown nowhere", async () => {
  const seen: (string | undefined)[] = [];
  await using server = await TestServer.start((incoming, response) => {
    seen.push(incoming.headers.authorization);
    response.writeHead(seen.length === 1 ? 200 : 403).end("x");
  });
  const events: FetchProgress[] = [];
  const fetcher = createFetcher({ ...options, onProgress: (event) => events.push(event) });
  const mirrors = [server.url.replace("//", "//admin:hunter2@")];
  const fetched = await fetcher.fetchBytes({ ...request, mirrors });
  const error: unknown = await fetcher.fetchBytes({ ...request, mirrors }).catch((thrown: unknown) => thrown);
  await fetcher.close();
  expect(seen).toEqual(Array.from({ length: 2 }, () => `Basic ${Buffer.from("admin:hunter2").toString("base64")}`));
  expect(error).toBeInstanceOf(MirrorsError);
  const everything = inspect([fetched, events, error], { depth: 20 }) + JSON.stringify([fetched, events]);
  expect(everything).toContain("the server does not let us (HTTP 403)");
  expect(everything).not.toContain("hunter2");
  expect(everything).not.toContain(Buffer.from("admin:hunter2").toString("base64"));
});

test("file URLs and folders serve too; other addresses are refused without their passwords", async () => {
  const fetcher = createFetcher(options);
  const own = { ...request, path: "progress.ts", maximumBytes: 10_000 };
  expect(await fetcher.fetchBytes({ ...own, mirrors: [`file://${import.meta.dirname}`] })).toMatchObject({
    kind: "fetched",
    url: `${import.meta.dirname}/progress.ts`,
  });
  await expect(fetcher.fetchBytes({ ...own, mirrors: ["ftp://me:hunter2@host/"] })).rejects.toThrow(
    'Cannot use "ftp://host/" as a location: only http, https and file URLs and folders are supported',
  );
  await expect(fetcher.fetchBytes({ ...own, mirrors: ["http://me:hunter2@[/"] })).rejects.toThrow(
    'Cannot use "http://[/" as a location: it is not a valid URL',
  );
  await fetcher.close();
});

test("requests at once share one fetcher", async () => {
  await using server = await TestServer.start((incoming, response) => {
    setTimeout(() => response.end(incoming.url), 20);
  });
  const fetcher = createFetcher(options);
  const paths = ["a", "b", "c", "d", "e"];
  const answers = await Promise.all(
    paths.map((path) => fetcher.fetchBytes({ ...request, path, mirrors: [server.url] })),
  );
  expect(answers.map((each) => (each.kind === "fetched" ? Buffer.from(each.bytes).toString() : each.kind))).toEqual(
    paths.map((path) => `/${path}`),
  );
  await fetcher.close();
});
