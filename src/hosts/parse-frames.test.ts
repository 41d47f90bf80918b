import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HostError } from "./host-error.ts";
import { type FrameLimits, type Frames, frameLimits, parseFrames } from "./parse-frames.ts";

const nonce = "00ff00ff";
const bytes = (text: string) => new TextEncoder().encode(text);

async function* inChunks(stream: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < stream.length; at += size) yield stream.slice(at, at + size);
}

function parse(stream: string | Uint8Array, size = 7, limits: FrameLimits = frameLimits): Promise<Frames> {
  return parseFrames(inChunks(typeof stream === "string" ? bytes(stream) : stream, size), { nonce, limits });
}

function stream(...lines: readonly string[]): string {
  return lines.map((line) => `${line.replace(/^!/, `${nonce} `)}\n`).join("");
}

const whole = stream(
  "!ferry 1",
  "!begin uname",
  "1x86_64",
  "16.18.0",
  "!end output 2:14",
  "!begin rpm-packages rpm-files",
  "1bash",
  "2/usr/bin/bash",
  "1zsh",
  "!end output 2:9 1:14+",
  "!begin fips",
  "!end absent 0:0",
  "!begin fstab",
  "!end unreadable 0:0 permission denied: /etc/fstab",
  "!begin df",
  "1half",
  "!end timeout 1:5 no answer within 15 seconds",
  "!all 5",
);

const wholeCaptures = [
  ["uname", { kind: "output", text: "x86_64\n6.18.0\n", truncated: false }],
  ["rpm-packages", { kind: "output", text: "bash\nzsh\n", truncated: false }],
  ["rpm-files", { kind: "output", text: "/usr/bin/bash\n", truncated: true }],
  ["fips", { kind: "absent" }],
  ["fstab", { kind: "unreadable", reason: "permission denied: /etc/fstab" }],
  ["df", { kind: "unreadable", reason: "no answer within 15 seconds" }],
];

describe("parseFrames()", () => {
  test.each([1, 2, 3, 64, 4096])("reads a stream that comes in chunks of %i bytes", async (size) => {
    const frames = await parse(whole, size);
    expect(frames.kind).toBe("complete");
    expect(frames.kind === "complete" && [...frames.captures]).toEqual(wholeCaptures);
  });

  test("passes over greetings before the stream and noise between its lines", async () => {
    const noisy = `Welcome to db03!\r\n\u0000\u001b[31mred\n${whole.replaceAll("1zsh\n", "1zsh\ncron: job done\n")}logout\n`;
    const frames = await parse(noisy);
    expect(frames.kind === "complete" && [...frames.captures]).toEqual(wholeCaptures);
  });

  test("tells which probes are whole when the line is cut, wherever it is cut", async () => {
    for (let length = 0; length < whole.length - 1; length += 1) {
      const frames = await parse(whole.slice(0, length), 4096);
      const ids = frames.kind === "cut" ? [...frames.captures.keys()] : [];
      expect(frames.kind).toBe(length <= stream("!ferry 1").length - 1 ? "none" : "cut");
      expect(wholeCaptures.slice(0, ids.length).map(([id]) => id)).toEqual(ids);
    }
  });

  test("returns what came instead of a stream", async () => {
    expect(await parse("This account is currently not available.\n")).toEqual({
      kind: "none",
      noise: "This account is currently not available.\n",
    });
    expect(await parse(whole.replaceAll(nonce, "11ff11ff"))).toMatchObject({ kind: "none" });
    expect(await parse("")).toEqual({ kind: "none", noise: "" });
  });

  test("replaces bytes that are not UTF-8 and keeps a byte order mark", async () => {
    const text = bytes(stream("!ferry 1", "!begin uname", "1\ufeffa??b", "!end output 1:8", "!all 1"));
    text.fill(0xff, text.indexOf(63), text.indexOf(63) + 2);
    const frames = await parse(text);
    expect(frames.kind === "complete" && frames.captures.get("uname")).toEqual({
      kind: "output",
      text: "\ufeffa\ufffd\ufffdb\n",
      truncated: false,
    });
  });

  test.each([
    ["an unknown probe", ["!ferry 1", "!begin shadow"], '"shadow" is no probe that Ferry knows'],
    ["a name of Object's", ["!ferry 1", "!begin constructor"], '"constructor" is no probe that Ferry knows'],
    [
      "a probe that comes twice",
      ["!ferry 1", "!begin fips", "!end absent 0:0", "!begin fips"],
      'the probe "fips" came twice',
    ],
    ["a probe twice in a frame", ["!ferry 1", "!begin fips fips"], 'the probe "fips" came twice'],
    ["ten probes in a frame", ["!ferry 1", "!begin a b c d e f g h i j"], "a frame for 10 probes"],
    ["a frame in a frame", ["!ferry 1", "!begin fips", "!begin df"], '"begin df" inside a frame'],
    ["an end without a begin", ["!ferry 1", "!end output 0:0"], '"end output 0:0" outside of a frame'],
    [
      "a lost line",
      ["!ferry 1", "!begin df", "1a", "!end output 2:4"],
      "1 lines of 2 bytes came, and 2 of 4 were sent",
    ],
    ["an added line", ["!ferry 1", "!begin df", "1a", "1b", "!end output 1:2"], "2 lines of 4 bytes came, and 1 of 2"],
    ["no counts", ["!ferry 1", "!begin df", "!end output"], 'the frame of "df" ends without its counts'],
    ["a count of 10 GB", ["!ferry 1", "!begin df", "!end output 1:10737418240"], "and 1 of 10737418240 were sent"],
    ["an unknown state", ["!ferry 1", "!begin df", "!end fine 0:0"], 'ends with the state "fine"'],
    ["a wrong number of frames", ["!ferry 1", "!all 3"], "it says it has 3 frames, and 0 came"],
    ["another protocol", ["!ferry 2"], 'it speaks protocol "2", and Ferry speaks 1'],
    ["another first mark", ["!begin df"], 'it begins with "begin df" instead of "ferry 1"'],
    ["a second begin", ["!ferry 1", "!ferry 1"], '"ferry 1" outside of a frame'],
  ])("refuses %s", async (_case, lines, message) => {
    await expect(parse(stream(...lines))).rejects.toThrow(HostError);
    await expect(parse(stream(...lines))).rejects.toThrow(`Cannot read the host's answer: `);
    await expect(parse(stream(...lines))).rejects.toThrow(message);
  });

  const small: FrameLimits = { total: 1000, probe: 100, line: 200, preamble: 50 };
  test.each([
    ["a preamble without an end", "x".repeat(60), "it is not the collector's stream: \"xxx"],
    ["a preamble of many lines", "hello\n".repeat(10), "it is not the collector's stream: \"hello hello"],
    ["a long line", stream("!ferry 1", "!begin df") + "1".repeat(300), "a line is longer than 200 bytes"],
    ["a long line with an end", `${stream("!ferry 1", "!begin df") + "1".repeat(300)}\n`, "a line is longer than 200"],
    ["a long probe", stream("!ferry 1", "!begin df") + "1abc\n".repeat(30), 'the probe "df" is longer than 100 bytes'],
    ["a long answer", stream("!ferry 1") + "noise\n".repeat(300), "it is longer than 1000 bytes"],
  ])("stops at %s", async (_case, text, message) => {
    for (const size of [1, 13, 100_000]) await expect(parse(text, size, small)).rejects.toThrow(message);
  });

  test("stops reading 1 GB within its limits of memory", async () => {
    let sent = 0;
    async function* flood(): AsyncGenerator<Uint8Array> {
      yield bytes(stream("!ferry 1", "!begin df"));
      const chunk = bytes("1all work and no play\n".repeat(3000));
      for (; sent < 1 << 30; sent += chunk.length) yield chunk;
    }
    await expect(parseFrames(flood(), { nonce })).rejects.toThrow('the probe "df" is longer than 50331648 bytes');
    expect(sent).toBeLessThan(60 << 20);
  });

  test("never fails otherwise than with a HostError, whatever comes", async () => {
    const word = fc.constantFrom(
      ...["ferry 1", "begin df", "begin fips df", "end output 1:2", "end absent 0:0", "all 1", "all 0", "end x"].map(
        (mark) => `${nonce} ${mark}`,
      ),
      "1a",
      "2b",
      "",
    );
    const line = fc.oneof({ weight: 5, arbitrary: word.map(bytes) }, fc.uint8Array({ maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), async (lines, size) => {
        const joined = Buffer.concat([bytes(`${nonce} ferry 1\n`), ...lines.flatMap((part) => [part, bytes("\n")])]);
        try {
          const frames = await parse(joined, size, small);
          expect(["complete", "cut"]).toContain(frames.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(HostError);
        }
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
        await parse(noise, 9, small).catch((error: unknown) => expect(error).toBeInstanceOf(HostError));
      }),
    );
  });
});
