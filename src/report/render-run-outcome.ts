import { endSentence, isGoodEnd } from "../workflow/host-end.ts";
import { answerCommand } from "../workflow/question.ts";
import { printable, wrap } from "./layout.ts";
import type { Screen } from "./render-runs.ts";
import type { RunOutcomeView } from "./run-outcome.ts";

/** What is true of every host, and the command that goes on. The last line is always about the last host. */
export function renderRunOutcome({ hosts }: RunOutcomeView, { style, width }: Screen): string {
  const headed = (mark: string, name: string, text: string): readonly string[] =>
    text
      .split("\n")
      .flatMap((line) => wrap(printable(line), width - name.length - 4))
      .map((line, index) =>
        index === 0 ? `${mark} ${style.strong(name)}  ${line}` : `${" ".repeat(name.length + 4)}${line}`,
      );
  const lines = hosts.flatMap(({ host, run, wayBack, end, question }) => {
    const name = printable(host);
    if (question !== null) {
      const commands = question.answers.map((answer) => answerCommand(name, answer)).join(", or: ");
      return [
        ...headed(style.warn("?"), name, `waits for you: ${question.reason}`),
        `    ${printable(question.where)}`,
        `    Next: ${commands}   (ferry run show ${run})`,
      ];
    }
    if (end === null) return [`? ${name}  not at an end: ferry run show ${run}`];
    const good = isGoodEnd(end);
    return [
      ...headed(good ? style.good("✔") : style.bad("✖"), name, endSentence(end)),
      ...nextOf(name, run, end, wayBack),
    ];
  });
  return [...lines, ""].join("\n");
}

function nextOf(
  host: string,
  run: string,
  end: NonNullable<RunOutcomeView["hosts"][number]["end"]>,
  wayBack: boolean,
): readonly string[] {
  switch (end.kind) {
    case "converted":
      return [
        `    Next: ferry report ${host} --format html > ${host}.html${wayBack ? `   way back: ferry rollback ${host}` : ""}`,
      ];
    case "arrived":
      return [];
    case "rolled-back":
      return [`    What ${end.ordered ? "was done" : "went wrong"}: ferry run show ${run}`];
    case "stopped":
      return end.fix === "" ? [] : [`    ${printable(end.fix)}`];
    case "tried":
      return [`    Next: ferry migrate ${host}`];
    case "needs-you":
      return [
        `    ${printable(end.fix)}`,
        `    Next: ${end.goOn.map((answer) => answerCommand(host, answer)).join(", or: ")}   (ferry run show ${run})`,
      ];
  }
}
