import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RepositorySource } from "./repository-source.ts";
import { GpgHome } from "./test-support/gpg-home.ts";
import { copyRepository, HOUR, load, makeOriginal, newCache, removeAll, serve, start } from "./test-support/loading.ts";
import { renewMetadata } from "./test-support/make-repository.ts";
import { TestServer } from "./test-support/test-server.ts";

beforeAll(makeOriginal);
afterAll(removeAll);

describe("signatures of repomd.xml", () => {
  const home = new GpgHome();
  const names = ["good", "expired", "other"] as const;
  const fingerprint: Record<string, string> = {};
  beforeAll(() => {
    fingerprint["good"] = home.makeKey("good", "ed25519", "sign,cert", "never", "20200101T000000");
    fingerprint["other"] = home.makeKey("other", "ed25519", "sign,cert", "never", "20200101T000000");
    fingerprint["expired"] = home.makeKey("expired", "ed25519", "sign,cert", "1y", "20200101T000000");
  });
  afterAll(() => home[Symbol.dispose]());

  function signed(by: (typeof names)[number]): string {
    const folder = copyRepository();
    const repomd = join(folder, "repodata/repomd.xml");
    const signature = home.sign(readFileSync(repomd, "utf8"), fingerprint[by] ?? "", ["--armor"], "20200601T000000");
    writeFileSync(`${repomd}.asc`, signature);
    return folder;
  }

  function keysOf(...of: (typeof names)[number][]): Pick<RepositorySource, "keys"> {
    return { keys: [{ name: "keys.asc", bytes: home.exportKeys(...of.map((each) => fingerprint[each] ?? "")) }] };
  }

  test("a good one is told, with the key", async () => {
    const loaded = await load({ folder: signed("good"), ...keysOf("expired", "good"), signature: "required" });
    expect(loaded.signature).toMatchObject({ kind: "good", fingerprint: fingerprint["good"]?.toLowerCase() });
  });

  test.each<[string, () => Partial<RepositorySource>, RegExp]>([
    [
      "changed after it was signed",
      () => {
        const folder = signed("good");
        const repomd = join(folder, "repodata/repomd.xml");
        writeFileSync(repomd, readFileSync(repomd, "utf8").replace("</repomd>", "<!-- --></repomd>"));
        return { folder, ...keysOf("good"), signature: "if-signed" };
      },
      /the signature is bad/,
    ],
    [
      "by an expired key",
      () => ({ folder: signed("expired"), ...keysOf("expired"), signature: "if-signed" }),
      /a key that expired on 2020-12-31/,
    ],
    [
      "by an unknown key",
      () => ({ folder: signed("other"), ...keysOf("good"), signature: "required" }),
      /is signed by key [0-9a-f]{16}, which is not among the trusted keys/,
    ],
    [
      "by a key that is not trusted",
      () => ({
        folder: signed("other"),
        ...keysOf("good", "other"),
        trusted: [fingerprint["good"] ?? ""],
        signature: "required",
      }),
      /not among the trusted keys \(Key [0-9a-f]{40} of keys\.asc is not one of the keys to trust\)/,
    ],
    [
      "missing where one is required",
      () => ({ folder: copyRepository(), ...keysOf("good"), signature: "required" }),
      /it is not signed/,
    ],
    [
      "required without a key",
      () => ({ folder: copyRepository(), signature: "required" }),
      /it must be signed, but no key is known that could have/,
    ],
    [
      "no signature but a web page",
      () => {
        const folder = signed("good");
        writeFileSync(join(folder, "repodata/repomd.xml.asc"), "<html>");
        return { folder, ...keysOf("good"), signature: "required" };
      },
      /Cannot read repomd\.xml\.asc: there is no "-----BEGIN PGP SIGNATURE-----" in it/,
    ],
  ])("refused: %s", async (_, source, message) => {
    await expect(load(source())).rejects.toThrow(message);
  });

  test("missing where it may be: a warning", async () => {
    const loaded = await load({ folder: copyRepository(), ...keysOf("good") });
    expect(loaded.signature).toEqual({ kind: "unsigned" });
    expect(loaded.warnings).toEqual(["repomd.xml is not signed"]);
  });

  test("a key that expires while repomd.xml is cached counts no more, though it was good before", async () => {
    const soon = home.makeKey("soon", "ed25519", "sign,cert", "1d", "20260601T000000");
    const folder = copyRepository();
    const repomd = join(folder, "repodata/repomd.xml");
    const signature = home.sign(readFileSync(repomd, "utf8"), soon, ["--armor"], "20260601T060000");
    writeFileSync(`${repomd}.asc`, signature);
    await using server = await serve(folder);
    const keys = [{ name: "soon.asc", bytes: home.exportKeys(soon) }];
    const source = { baseUrls: [server.url], keys, signature: "required" } as const;
    const cache = newCache();
    expect((await load(source, { cache })).signature.kind).toBe("good");
    const asked = server.requests.length;
    expect((await load(source, { cache })).signature.kind).toBe("good");
    expect(server.requests).toHaveLength(asked);
    await expect(load(source, { cache, now: new Date(start.getTime() + 24 * HOUR) })).rejects.toThrow(
      "a key that expired on 2026-06-02",
    );
    const others = [{ name: "good.asc", bytes: home.exportKeys(fingerprint["good"] ?? "") }];
    await expect(load({ ...source, keys: others }, { cache })).rejects.toThrow("which is not among the trusted keys");
  });

  test("repomd.xml and its signature come from the same mirror", async () => {
    const [first, second] = [signed("good"), signed("good")];
    renewMetadata(second, ["--revision=2"]);
    const repomd = join(second, "repodata/repomd.xml");
    writeFileSync(
      `${repomd}.asc`,
      home.sign(readFileSync(repomd, "utf8"), fingerprint["good"] ?? "", ["--armor"], "20200601T000000"),
    );
    await using flaky = await TestServer.start((request, response) => {
      if (request.url?.endsWith(".asc") === true) response.writeHead(404).end();
      else response.end(readFileSync(join(first, request.url ?? "")));
    });
    await using whole = await serve(second);
    const loaded = await load({ baseUrls: [flaky.url, whole.url], ...keysOf("good"), signature: "required" });
    expect(loaded.signature.kind).toBe("good");
    expect(loaded.repomd.revision).toBe("2");
  });
});
