import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Conversion } from "../../steps/conversion.ts";
import { START } from "../backup/host-program.ts";
import { HostError } from "../host-error.ts";
import { type HostLine, lastLine, type RunOptions } from "../host-line.ts";
import { type AskedAnswer, ReachAnswer } from "./reach-answer.ts";
import { type ReachProblem, reachProblems } from "./reach-words.ts";

/**
 * Whether a host gets at all its conversion needs. `not-asked`: it has nothing to ask with, and dnf will be the first to try.
 * `problems` is empty where every repository and key was had.
 */
export type Reach =
  | { readonly kind: "asked"; readonly problems: readonly ReachProblem[] }
  | { readonly kind: "not-asked"; readonly because: string }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Each of a handful of repositories has some addresses to try, at 40 seconds each at worst, four repositories at a time. */
const SECONDS = 300;

/**
 * Has the host ask every repository of the conversion for its metadata, and third parties' keys, with its own resolver,
 * proxy and certificates, as dnf will. Changes nothing on the host.
 * @throws HostError when the script is broken or its answer has another shape; the signal's reason when it aborts
 */
export async function reachRepositories(
  line: HostLine,
  { repositories, releasever }: Pick<Conversion, "repositories" | "releasever">,
  options: Pick<RunOptions, "onSent" | "signal"> = {},
): Promise<Reach> {
  const input = {
    etc: "/etc",
    variables: { releasever },
    repositories: repositories.map(({ id, kind, settings }) => ({ id, kind, settings })),
  };
  const ran = await line.run(START, {
    input: reachInput(await reachProgram(), input),
    seconds: SECONDS,
    ...options,
  });
  if (ran.kind === "unreachable") return ran;
  if (ran.kind === "stopped") return { kind: "not-asked", because: `no answer within ${ran.seconds} seconds` };
  if (ran.status === 3) return { kind: "not-asked", because: "the host has no Python for its dnf" };
  if (ran.status !== 0) throw new HostError(`Cannot ask the repositories from ${line.name}: ${lastLine(ran.stderr)}`);
  const answer = parseReachAnswer(ran.stdout);
  if (answer.kind === "no-curl") return { kind: "not-asked", because: "the host has no curl" };
  return { kind: "asked", problems: reachProblems(answer, Date.now() / 1000) };
}

/** @throws HostError when it is not an answer of reach.py. @internal for tests */
export function parseReachAnswer(text: string): { readonly kind: "no-curl" } | AskedAnswer {
  try {
    return ReachAnswer.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new HostError("Cannot read what the host says of its repositories: it is no answer of Ferry's script", {
      cause: error,
    });
  }
}

/** The program of this folder. @internal for tests */
export function reachProgram(): Promise<string> {
  return readFile(new URL("./reach.py", import.meta.url), "utf8");
}

/** What goes to START: the program behind its length, and its input. @internal for tests */
export function reachInput(program: string, input: unknown): Buffer {
  const text = Buffer.from(program, "utf8");
  return Buffer.concat([Buffer.from(`${text.length}\n`), text, Buffer.from(JSON.stringify(input))]);
}
