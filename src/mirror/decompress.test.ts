import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompress, decompressStream } from "./decompress.ts";
import { DecompressionError } from "./decompression-error.ts";
import type { DecompressionLimits } from "./decompression-meter.ts";

const tools = { gzip: "gz", xz: "xz", bzip2: "bz2", zstd: "zst" } as const;
type Tool = keyof typeof tools;
const toolNames = Object.keys(tools) as Tool[];

/** The real tool's output. */
function compress(tool: Tool, bytes: Uint8Array, ...options: string[]): Buffer {
  const result = spawnSync(tool, ["-c", ...options], { input: bytes, maxBuffer: 2 ** 30 });
  if (result.status !== 0) throw new Error(`${tool}: ${result.stderr.toString()}`);
  return result.stdout;
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function openStream(file: string, bytes: Uint8Array, limits: DecompressionLimits, size: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decompressStream(file, inChunks(bytes, size), limits)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Compressible, longer than every buffer on the way, with long runs. */
const content = Buffer.concat([
  Buffer.from(
    Array.from({ length: 40_000 }, (_, i) => `<package name="p${i}" evr="${(i * 7919) % 1009}"/>\n`).join(""),
  ),
  Buffer.alloc(300_000, "a"),
  Buffer.from(Uint8Array.from({ length: 50_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255)),
]);
const half = 1_000_000;

async function failure(promise: Promise<unknown>): Promise<DecompressionError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DecompressionError);
  return error as DecompressionError;
}

describe.each(toolNames)("%s", (tool) => {
  const file = `primary.xml.${tools[tool]}`;
  const whole = compress(tool, content);
  const members = Buffer.concat([
    compress(tool, content.subarray(0, half)),
    compress(tool, content.subarray(half, half)),
    compress(tool, content.subarray(half)),
  ]);

  test.each([
    ["one member", whole],
    ["several members", members],
  ])("opens %s, whole and as a stream", async (_, bytes) => {
    expect(content.equals(await decompress(file, bytes, { openSize: content.length }))).toBe(true);
    expect(content.equals(await decompress(file, bytes))).toBe(true);
    for (const size of [777, 1 << 20])
      expect(content.equals(await openStream(file, bytes, { openSize: content.length }, size))).toBe(true);
  });

  test("goes by the first bytes, not by the name", async () => {
    expect(content.equals(await decompress("primary.xml", whole))).toBe(true);
  });

  test.each([0.2, 0.9, 0.999999])("says that a file cut at %f of its length is cut short", async (part) => {
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    for (const attempt of [
      () => decompress(file, cut, { openSize: content.length }),
      () => openStream(file, cut, {}, 4096),
    ]) {
      const error = await failure(attempt());
      expect(error.message).toContain(`Cannot decompress ${file}: it is cut short`);
      expect(error.reason).toBe("corrupt");
      expect(error.position.inputOffset).toBeGreaterThan(cut.length - 8);
    }
  });

  test("says that data follows the end", async () => {
    const bytes = Buffer.concat([whole, Buffer.from("<html>not found</html>")]);
    for (const attempt of [
      () => decompress(file, bytes, { openSize: content.length }),
      () => openStream(file, bytes, {}, 4096),
    ])
      expect((await failure(attempt())).reason).toBe("corrupt");
  });

  test("says that zeros follow the end", async () => {
    const error = await failure(
      decompress(file, Buffer.concat([whole, Buffer.alloc(7)]), { openSize: content.length }),
    );
    expect(error.message).toMatch(/foreign data after its end|damaged|cut short/);
  });

  test("finds a flipped bit", async () => {
    const bytes = Buffer.from(whole);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
    const error = await failure(decompress(file, bytes, { openSize: content.length }));
    expect(error.reason).toMatch(/corrupt|limit/);
  });

  test("stops at the declared size, and misses what is declared but not there", async () => {
    const more = await failure(decompress(file, whole, { openSize: 1000 }));
    expect(more.message).toContain("it holds more than the 1000 bytes that are declared");
    expect(more.reason).toBe("limit");
    const less = await failure(decompress(file, whole, { openSize: content.length + 1 }));
    expect(less.message).toContain(`it holds ${content.length} bytes where ${content.length + 1} are declared`);
  });

  test("refuses a declared size over the limit before taking memory", async () => {
    const error = await failure(decompress(file, whole, { openSize: 2 ** 45 }));
    expect(error.message).toContain(`declared size of ${2 ** 45} bytes is over the limit of ${2 ** 31} bytes`);
  });

  test("any bytes after the magic open or give a DecompressionError", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 64 }),
        fc.nat({ max: 500 }),
        fc.nat({ max: 255 }),
        async (tail, place, value) => {
          const small = compressedSmall.get(tool) ?? Buffer.alloc(0);
          const mutated = Buffer.from(small);
          mutated[place % mutated.length] = value;
          for (const bytes of [Buffer.concat([small.subarray(0, 1 + (place % small.length)), tail]), mutated])
            for (const attempt of [
              () => decompress("any", bytes, { openSize: 4096 }),
              () => openStream("any", bytes, { maximumSize: 1 << 20 }, 16),
            ])
              await attempt().catch((error: unknown) => expect(error).toBeInstanceOf(DecompressionError));
        },
      ),
      { numRuns: 150 },
    );
  });
});

const compressedSmall = new Map(toolNames.map((tool) => [tool, compress(tool, content.subarray(0, 4096))]));

describe("decompression bombs", () => {
  // 100 MB of zeros: 100 kB of gzip, 15 kB of xz, 100 bytes of bzip2, 3 kB of zstd.
  const zeros = Buffer.alloc(100_000_000);

  test.each(toolNames)("%s: stops early, with little memory", async (tool) => {
    const file = `bomb.${tools[tool]}`;
    const bomb = compress(tool, zeros, tool === "xz" ? "-1" : "-9");
    global.gc?.();
    const before = process.memoryUsage().rss;
    let seen = 0;
    const error = await failure(
      (async () => {
        for await (const piece of decompressStream(file, inChunks(bomb, 65_536))) seen += piece.length;
      })(),
    );
    expect(error.reason).toBe("limit");
    expect(error.message).toContain("as a decompression bomb does");
    expect(seen).toBeLessThan(40_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    const declared = await failure(decompress(file, bomb, { openSize: zeros.length }));
    expect(declared.reason).toBe("limit");
    expect(declared.position.outputOffset).toBeLessThan(40_000_000);
    const lied = await failure(decompress(file, bomb, { openSize: 10_000 }));
    expect(lied.message).toContain("more than the 10000 bytes that are declared");
    const capped = await failure(decompress(file, bomb, { maximumSize: 1_000_000 }));
    expect(capped.message).toContain("more than the limit of 1000000 bytes");
  });
});

test.each([
  ["primary.xml.gz", "<html>", "it is not gzip data as its name says, it starts with 3c 68 74 6d 6c 3e"],
  ["primary.xml.xz", "", "it is empty, where xz data is due"],
  ["primary.xml.zck", "\0ZCK1....", "zchunk is not supported, only gzip, xz, bzip2 and zstd"],
  ["primary.xml.lz", "LZIP\x01", "lzip is not supported"],
  ["primary.xml", "\x01\x02\x03", "its compression is unknown, it starts with 01 02 03"],
])("%s: refuses what it cannot open (%j)", async (file, start, message) => {
  const bytes = Buffer.from(start, "latin1");
  expect((await failure(decompress(file, bytes))).message).toContain(message);
  expect((await failure(openStream(file, bytes, {}, 2))).message).toContain(message);
});

test("plain text, an empty file and SQLite pass as they are", async () => {
  for (const text of ["<?xml?>", "", "---\n", "SQLite format 3\0\x10"]) {
    const bytes = Buffer.from(text, "latin1");
    expect(Buffer.from(await decompress("comps.xml", bytes)).toString("latin1")).toBe(text);
    expect((await openStream("comps.xml", bytes, {}, 3)).toString("latin1")).toBe(text);
  }
});

test("zstd's skippable frames are skipped", async () => {
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const bytes = Buffer.concat([skippable, zstdCompressSync(content), skippable]);
  expect(content.equals(await decompress("x.zst", bytes, { openSize: content.length }))).toBe(true);
});

test("an error of the source stays as it is", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield compress("gzip", content).subarray(0, 5000);
    throw new RangeError("the line is cut");
  }
  const drain = async (): Promise<void> => {
    for await (const piece of decompressStream("x.gz", broken())) void piece;
  };
  await expect(drain()).rejects.toThrow(new RangeError("the line is cut"));
});

const epel = join(
  process.env["FERRY_DATA"] ?? join(import.meta.dirname, "../../../shared/data"),
  "repodata/epel-8/repodata",
);
test.skipIf(!existsSync(epel))("EPEL 8's xz and bzip2 files open (not run where the data is absent)", async () => {
  const primary = "1d678bdcacdd0faf45b9876cdf0d77dc3f8f683b4c9964540f9c5864d34ff50f-primary.xml.xz";
  const updates = "e3bd5e640282e11b7be4e6e09acc888f903e2d1e9a06e4285ac5f8b235c51166-updateinfo.xml.bz2";
  for (const [name, tool] of [
    [primary, "xz"],
    [updates, "bzip2"],
  ] as const) {
    const bytes = readFileSync(join(epel, name));
    const expected = spawnSync(tool, ["-dc"], { input: bytes, maxBuffer: 2 ** 30 }).stdout;
    expect(expected.equals(await decompress(name, bytes))).toBe(true);
  }
});
