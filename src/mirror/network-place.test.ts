import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cache } from "./cache.ts";
import {
  copyRepository,
  fileOf,
  HOUR,
  load,
  makeOriginal,
  newCache,
  original,
  removeAll,
  root,
  serve,
  start,
} from "./test-support/loading.ts";
import { makeRepository } from "./test-support/make-repository.ts";
import { TestServer } from "./test-support/test-server.ts";

beforeAll(makeOriginal);
afterAll(removeAll);

describe("over the network", () => {
  test("is fetched once, then comes from the cache until that is too old", async () => {
    const cache = newCache();
    await using server = await serve(original);
    const source = { baseUrls: [server.url] };
    const first = await load(source, { cache });
    expect(first.table.count).toBe(3);
    expect(first.location).toBe(`${server.url}/`);
    const asked = server.requests.length;
    await load(source, { cache, now: new Date(start.getTime() + 47 * HOUR) });
    expect(server.requests).toHaveLength(asked);
    await load(source, { cache, now: new Date(start.getTime() + 49 * HOUR) });
    expect(server.requests.slice(asked)).toEqual(["/repodata/repomd.xml"]);
    await load(source, { cache, maxAge: 0, now: new Date(start.getTime() + 50 * HOUR) });
    expect(server.requests).toHaveLength(asked + 2);
  });

  test("damaged files of the cache are noticed and fetched again", async () => {
    const cache = newCache();
    await using server = await serve(original);
    const source = { baseUrls: [server.url] };
    await load(source, { cache });
    for (const kind of ["files", "tables"])
      for (const name of readdirSync(join(cache.folder, kind))) {
        const path = join(cache.folder, kind, name);
        const bytes = readFileSync(path);
        bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64);
        writeFileSync(path, bytes);
      }
    expect((await load(source, { cache })).table.count).toBe(3);
    for (const name of readdirSync(join(cache.folder, "tables"))) truncateSync(join(cache.folder, "tables", name), 40);
    expect((await load(source, { cache })).table.count).toBe(3);
  });

  test("a repository that changed since repomd.xml was cached is read anew", async () => {
    const cache = newCache();
    const folder = copyRepository();
    await using server = await serve(folder);
    const source = { baseUrls: [server.url] };
    await load(source, { cache });
    makeRepository(folder, ["four"]);
    rmSync(join(cache.folder, "tables"), { recursive: true });
    rmSync(join(cache.folder, "files"), { recursive: true });
    const again = await load(source, { cache: Cache.open(cache.folder), now: new Date(start.getTime() + HOUR) });
    expect(again.table.count).toBe(4);
  });

  test("mirrors that are behind or broken are passed over", async () => {
    const stale = copyRepository();
    const name = fileOf(stale, "primary").split("/").at(-1) ?? "";
    writeFileSync(fileOf(stale, "primary"), "gone");
    await using behind = await serve(stale);
    await using empty = await serve(join(root, "nothing"));
    await using whole = await serve(original);
    const loaded = await load({ baseUrls: [empty.url, behind.url, whole.url] });
    expect(loaded.table.count).toBe(3);
    expect(behind.requests).toContain(`/repodata/${name}`);
    await expect(load({ baseUrls: [behind.url] })).rejects.toThrow(/its sha256 is|4 bytes/);
  });

  test("a mirror list and a metalink lead to mirrors", async () => {
    await using whole = await serve(original);
    await using lists = await TestServer.start((request, response) => {
      const sha256 = createHash("sha256")
        .update(readFileSync(join(original, "repodata/repomd.xml")))
        .digest("hex");
      if (request.url === "/mirrorlist") response.end(`# comment\nfile://${original}\n${whole.url}/\n`);
      else
        response.end(
          `<metalink version="3.0"><files><file name="repomd.xml"><verification><hash type="sha256">${
            request.url === "/stale" ? sha256.replaceAll(/./g, "0") : sha256
          }</hash></verification><resources><url protocol="http" preference="100">${whole.url}/repodata/repomd.xml</url></resources></file></files></metalink>`,
        );
    });
    expect((await load({ mirrorList: `${lists.url}/mirrorlist` })).table.count).toBe(3);
    expect((await load({ metalink: `${lists.url}/metalink` })).table.count).toBe(3);
    expect(whole.requests.length).toBeGreaterThan(0);
    await expect(load({ metalink: `${lists.url}/stale` })).rejects.toThrow(
      /repomd\.xml: it is not the one that the metalink vouches for/,
    );
    await expect(load({ mirrorList: `${lists.url}/mirrorlist?`, baseUrls: [] })).resolves.toBeDefined();
    await expect(load({ baseUrls: [] })).rejects.toThrow(
      "neither its mirror list nor its configuration names an address",
    );
  });

  test("passwords of addresses are shown nowhere", async () => {
    await using whole = await serve(original);
    await using empty = await serve(join(root, "nothing"));
    const secret = (url: string): string => url.replace("//", "//admin:hunter2@");
    const loaded = await load({ baseUrls: [secret(whole.url)] });
    expect(JSON.stringify([loaded.location, loaded.warnings])).not.toContain("hunter2");
    const error: unknown = await load({ baseUrls: [secret(empty.url)] }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("there is no repodata/repomd.xml at http://127.0.0.1");
    expect(String(error)).not.toContain("hunter2");
  });
});
