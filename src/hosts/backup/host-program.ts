import { readFile } from "node:fs/promises";
import { z } from "zod";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine, type RunOptions } from "../host-line.ts";

/** The programs of this folder; each is Python 3.6 or newer and stands behind tree.py. */
export type HostProgram =
  | "survey"
  | "make-copy"
  | "stage-content"
  | "plan-restore"
  | "restore-tree"
  | "restic"
  | "check-scratch"
  | "old-packages"
  | "dump-databases"
  | "snapshot"
  | "system-tables";

/** What a program of this folder answers. `trouble`: something the user has to know and can do something about. */
export type ProgramAnswer<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "trouble"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

const texts = new Map<HostProgram, Promise<string>>();

/** The whole text of a program, read once. */
export function programText(name: HostProgram): Promise<string> {
  const known = texts.get(name) ?? readProgram(name);
  texts.set(name, known);
  return known;
}

async function readProgram(name: HostProgram): Promise<string> {
  const parts = ["tree.py", `${name}.py`].map((file) => readFile(new URL(file, import.meta.url), "utf8"));
  return (await Promise.all(parts)).join("\n\n");
}

/**
 * Runs the first Python of the host that may run it, the one of dnf before others: it is there on every EL host. The program
 * and its input come on standard input, where no list of processes shows them; what follows them is the program's own.
 */
export const START = `
for python in /usr/libexec/platform-python /usr/bin/python3; do
  [ -x "$python" ] && exec "$python" -E -s -c 'import sys
size = int(sys.stdin.buffer.readline())
exec(compile(sys.stdin.buffer.read(size), "ferry", "exec"))'
done
echo "there is no Python 3" >&2
exit 3
`;

/** What stands before a program's own standard input. */
export async function programHead(name: HostProgram, input: unknown): Promise<Buffer> {
  const text = Buffer.from(await programText(name), "utf8");
  return Buffer.concat([Buffer.from(`${text.length}\n`), text, Buffer.from(`${JSON.stringify(input)}\n`)]);
}

/**
 * Runs a program and reads its answer.
 * @param options.input what follows the program's input on its standard input
 * @throws HostError when the program is broken or its answer has another shape
 */
export async function runProgram<Value>(
  line: HostLine,
  name: HostProgram,
  input: unknown,
  answer: z.ZodType<Value>,
  options: Omit<RunOptions, "args" | "input" | "onOutput"> & { readonly follow?: AsyncIterable<Uint8Array> } = {},
): Promise<ProgramAnswer<Value>> {
  const { Readable } = await import("node:stream");
  const { follow, ...rest } = options;
  const head = await programHead(name, input);
  const stream = follow === undefined ? head : Readable.from(joined(head, follow), { objectMode: false });
  const ran = await line.run(START, { maxBytes: 64 << 20, ...rest, input: stream });
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") {
    return { kind: "trouble", reason: `It was not done within ${ran.seconds} seconds and was ended` };
  }
  if (ran.status !== 0) {
    throw new HostError(`Cannot run ${name} on ${line.name}: status ${ran.status}: ${lastLine(ran.stderr)}`);
  }
  return readAnswer(line.name, name, ran.stdout, answer);
}

async function* joined(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}

/** @throws HostError when the text is not an answer of this shape */
export function readAnswer<Value>(
  host: string,
  name: HostProgram,
  text: string,
  answer: z.ZodType<Value>,
): ProgramAnswer<Value> {
  const shape = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("done"), value: answer }),
    z.object({ kind: z.literal("trouble"), reason: z.string() }),
  ]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new HostError(`Cannot read the answer of ${name} on ${host}: it is not JSON`);
  }
  const read = shape.safeParse(value);
  if (!read.success)
    throw new HostError(`Cannot read the answer of ${name} on ${host}: ${z.prettifyError(read.error)}`);
  return read.data;
}
