import { steps } from "../steps/step.ts";
import { endWords, isGoodEnd } from "../workflow/host-end.ts";
import { answerCommand, answerMeaning } from "../workflow/question.ts";
import type { RunEvent } from "../workflow/run-event.ts";
import { printable } from "./layout.ts";
import { duration } from "./render-evidence.ts";
import type { Style } from "./style.ts";

/** What happened on a host, in a line or a few; none where there is nothing to say to somebody who watches. */
export function eventLines(host: string, event: RunEvent, style: Style): readonly string[] {
  const name = printable(host);
  const titled = (step: keyof typeof steps, direction: "do" | "undo"): string =>
    direction === "undo" ? `${step}, taken back` : step;
  switch (event.kind) {
    case "begin": {
      const { title: forward, back } = steps[event.step];
      const title = event.direction === "do" || back === "" ? forward : back;
      const again = event.attempt > 1 ? ` (attempt ${event.attempt})` : "";
      return [`${name}  ▸ ${style.strong(titled(event.step, event.direction))}  ${title}${again}`];
    }
    case "line":
      return [style.faint(`${name}    ${printable(event.text)}`)];
    case "end": {
      const good = event.outcome === "done" || event.outcome === "arrived";
      const mark = good ? style.good("✔") : style.bad("✖");
      const how = good ? "" : ` ${event.outcome}:`;
      // What comes on lines of their own is to be looked at.
      const [first = "", ...notices] = event.text.split("\n").map(printable);
      return [
        `${name}  ${mark} ${titled(event.step, event.direction)}${how} ${first} · ${duration(event.milliseconds / 1000)}`,
        ...notices.map((notice) => `${name}    ${style.warn("!")} ${notice}`),
      ];
    }
    case "wait":
      return [`${name}  … ${titled(event.step, event.direction)} again in ${duration(event.seconds)}`];
    case "ask": {
      const [reason = "", ...details] = event.question.reason.split("\n").map(printable);
      return [
        `${name}  ${style.warn("?")} ${reason}`,
        ...details.map((detail) => `${name}    ${detail}`),
        `${name}    ${printable(event.question.where)}`,
        ...(event.question.fix === "" ? [] : [`${name}    ${printable(event.question.fix)}`]),
        ...event.question.answers.map(
          (answer) => `${name}    ${answerCommand(name, answer)}   ${style.faint(answerMeaning(answer))}`,
        ),
      ];
    }
    case "answer":
      return [`${name}  ${printable(event.by)} answered: ${event.answer}`];
    case "halt":
      return [`${name}  ${printable(event.by)} stopped the run`];
    case "take-over":
      return [`${name}  another process of Ferry had ended in mid-work; this one goes on`];
    case "finish":
      return [
        `${name}  ${isGoodEnd(event.end) ? style.good("✔") : style.bad("✖")} ${style.strong(printable(endWords(event.end)))}`,
      ];
  }
}
