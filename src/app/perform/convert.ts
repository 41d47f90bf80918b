import { type Converted, wrongAfter } from "../../hosts/dnf/agent-result.ts";
import { HostError } from "../../hosts/host-error.ts";
import { printable } from "../../hosts/printable.ts";
import { plural } from "../../report/layout.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { Json, StepOutcome } from "../../steps/step-outcome.ts";
import { readConversion } from "./conversion-file.ts";
import { convertByScript } from "./convert-by-script.ts";
import type { PerformContext, Performer } from "./performer.ts";
import { planDifference, shortened } from "./plan-difference.ts";
import { refusalWords } from "./refusal-words.ts";
import { rollBack } from "./roll-back.ts";
import { dropKeys, runAgent } from "./run-agent.ts";

/** The transaction: release packages swapped and all packages synced, from the downloaded files, without a network. */
export const convert: Performer = { perform, undo: rollBack };

const TRANSACTION_SECONDS = 4 * 3600;
const SHORT_SECONDS = 900;
/** An interrupted transaction is mended so often before Ferry gives up on going forward. */
const MOST_TRIES = 4;

type Trouble = { readonly reason: string; readonly fix: string };

async function perform(context: PerformContext): Promise<StepOutcome> {
  const conversion = await readConversion(context);
  const { deployScript } = context.options;
  if (deployScript !== undefined) return convertByScript(context, conversion, deployScript);
  for (let tries = 1; ; tries += 1) {
    const end = await runAgent(context, "run", conversion, TRANSACTION_SECONDS);
    if (end.kind === "unreachable") return end;
    if (end.kind === "answered" && end.result.kind === "converted") {
      const wrong = wrongAfter(end.result);
      if (wrong.length === 0) return done(end.result, conversion);
      // A package whose scriptlet failed has not come; a second transaction may bring it.
      if (tries === 1) continue;
      const words = shortened([...end.result.errors, ...wrong].map(printable));
      return {
        kind: "failed",
        reason: ["the packages are not as foretold after the transaction", ...words].join("\n"),
        fix: "take the host back, remove what those packages stumble over, and begin again",
      };
    }
    if (end.kind === "interrupted" && tries < MOST_TRIES) {
      context.report(
        end.sameBoot
          ? "the transaction was ended from outside: it is looked at and finished"
          : "the host went down in the transaction: it is looked at and finished",
      );
      continue;
    }
    return standing(context, conversion, troubleOf(end, conversion, context));
  }
}

/** What became of a transaction that did not end well is for the host to tell, not for the one who tells of the trouble. */
async function standing(context: PerformContext, conversion: Conversion, trouble: Trouble): Promise<StepOutcome> {
  const end = await runAgent(context, "check", conversion, SHORT_SECONDS).catch(cannotLook);
  if (end.kind === "unreachable") return end;
  if (end.kind !== "answered" || end.result.kind !== "checked") {
    return {
      kind: "failed",
      reason: `where the transaction stands is not known${end.kind === "broke" ? ` (${end.reason})` : ""}\n${trouble.reason}`,
      fix: trouble.fix,
    };
  }
  const { stage, come, arriving, left } = end.result.where;
  if (stage === "before") return notBegun(context, end.result.added, trouble);
  const where =
    stage === "after"
      ? "all packages have come, and the end of the transaction is missing"
      : `the host is in the middle of the transaction: ${come} of ${arriving} packages have come, ${left} have yet to go`;
  const { full } = end.result;
  if (full.length === 0) return { kind: "failed", reason: `${where}\n${trouble.reason}`, fix: trouble.fix };
  return {
    kind: "failed",
    reason: `${where}\nno room is left on ${full.map(printable).join(", ")}\n${trouble.reason}`,
    fix: `make room there, and ferry migrate ${context.line.name} finishes it; or take the host back`,
  };
}

/** On a full or read-only disk not even a look can be ordered. */
function cannotLook(error: unknown): { readonly kind: "broke"; readonly reason: string } {
  if (!(error instanceof HostError)) throw error;
  return { kind: "broke", reason: error.message };
}

/** The host is as it was, once the keys that Ferry put there are out again. */
async function notBegun(context: PerformContext, added: readonly string[], trouble: Trouble): Promise<StepOutcome> {
  if (added.length > 0) {
    const end = await dropKeys(context, added);
    if (end.kind === "unreachable") return end;
    if (end.kind !== "answered" || end.result.kind !== "dropped") {
      return {
        kind: "failed",
        reason: `${trouble.reason}; and ${added.join(", ")} could not be removed`,
        fix: trouble.fix,
      };
    }
  }
  return { kind: "stopped", ...trouble };
}

function troubleOf(
  end: Awaited<ReturnType<typeof runAgent>>,
  conversion: Conversion,
  { line }: PerformContext,
): Trouble {
  const fix = `see what it says, then: ferry migrate ${line.name}`;
  switch (end.kind) {
    case "answered":
      if (end.result.kind === "refused") return refusalWords(end.result, line.name);
      if (end.result.kind === "different") {
        return {
          reason: [
            "dnf on the host would do something else than was foretold",
            ...planDifference(conversion, end.result),
          ].join("\n"),
          fix: `something has changed since the download; ferry migrate ${line.name} looks afresh`,
        };
      }
      return { reason: `the agent answered "${end.result.kind}"`, fix };
    case "interrupted":
      return {
        reason: `the transaction was ended from outside ${MOST_TRIES} times`,
        fix: "see what ends it (journalctl on the host)",
      };
    case "broke":
    case "unreachable":
      return { reason: end.reason, fix };
  }
}

function done({ mended, items, errors, seconds }: Converted, conversion: Conversion): StepOutcome {
  const result: Json = { items, seconds, mended, scriptletErrors: errors, arrived: conversion.arriving.length };
  return {
    kind: "done",
    summary: [
      `${plural(conversion.arriving.length, "package")} came and ${conversion.leaving.length} went in ${seconds} s; exactly the foretold ones are installed`,
      ...(mended ? ["an interrupted transaction was finished"] : []),
      ...(errors.length === 0 ? [] : [`scriptlets said: ${shortened(errors.map(printable)).join("; ")}`]),
    ].join("; "),
    result,
  };
}
