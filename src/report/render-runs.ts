import { endSentence, isGoodEnd } from "../workflow/host-end.ts";
import type { Answer } from "../workflow/host-record.ts";
import { answerCommand, answerMeaning } from "../workflow/question.ts";
import { cut, labelled, plural, printable, table, wrap } from "./layout.ts";
import { eventLines } from "./render-event.ts";
import { duration } from "./render-evidence.ts";
import type { HostStanding, LogEntry, RunHostView, RunListView, RunStepView, RunSummary, RunView } from "./runs.ts";
import type { Style } from "./style.ts";

export interface Screen {
  readonly width: number;
  readonly style: Style;
}

/** The runs, the latest first; the last line says what is under way. */
export function renderRunList({ runs }: RunListView, { width, style }: Screen): string {
  if (runs.length === 0) return "There has been no run yet.   Next: ferry migrate HOST --dry-run\n";
  const count = (number: number): string => (number === 0 ? "–" : String(number));
  const wide = width >= 100;
  const [head = "", ...rows] = table(
    [
      { title: "RUN", align: "left" },
      { title: "STARTED (UTC)", align: "left" },
      { title: "HOSTS", align: "right" },
      { title: "MOVED", align: "right" },
      { title: "THERE", align: "right" },
      { title: "BACK", align: "right" },
      { title: "STOP", align: "right" },
      { title: "YOU", align: "right" },
      { title: "OPEN", align: "right" },
      ...(wide ? [{ title: "BY", align: "left" } as const] : []),
    ],
    runs.map((run) => [
      run.run,
      // The name of a run has its year.
      minute(run.startedAt).slice(wide ? 0 : 5),
      String(run.hosts),
      count(run.states.converted),
      count(run.states.arrived),
      count(run.states["rolled-back"]),
      count(run.states.stopped + run.states.tried),
      count(needing(run)),
      count(open(run)),
      ...(wide ? [printable(run.by)] : []),
    ]),
    width,
  );
  const unfinished = runs.filter((run) => open(run) + run.states.asking > 0);
  const idle = unfinished.filter((run) => run.states.idle > 0);
  const last =
    idle.length > 0
      ? `${plural(idle.length, "run")} with nobody at work on it: ferry run continue`
      : unfinished.length > 0
        ? `${plural(unfinished.length, "run")} not at an end: ferry run show ${unfinished[0]?.run ?? ""}`
        : "No run is under way.";
  return [style.faint(head), ...rows, "", last, ""].join("\n");
}

/** A run and each of its hosts; the last line says what is true of all. */
export function renderRun(view: RunView, screen: Screen): string {
  const { style, width } = screen;
  const head = `${style.strong(view.run)}   started ${minute(view.startedAt)} UTC by ${printable(view.by)}   ${plural(view.hosts, "host")}`;
  return [
    head,
    ...(view.haltedBy === null
      ? []
      : [`stopped by ${printable(view.haltedBy)}: no further host begins its transaction`]),
    "",
    ...view.rows.flatMap((row) => [...hostLines(row, style, width), ""]),
    ...wrap(runStatement(view), width),
    "",
  ].join("\n");
}

function hostLines(row: RunHostView, style: Style, width: number): readonly string[] {
  const name = printable(row.host);
  const [first = "", ...rest] = wrap(`${name}  ${standingWords(row)}`, width - 4);
  return [
    `${markOf(row, style)} ${style.strong(name)}  ${first.slice(name.length).trimStart()}`,
    ...rest.map((line) => `    ${line}`),
    ...(row.end?.kind === "needs-you" ? [] : labelled("", row.where, 2, 0, width)),
    ...row.steps.map((step) => stepLine(step, style, width)),
    ...(row.now === null ? [] : [`  ▸ ${stepName(row.now)}   since ${minute(row.now.since)} UTC`]),
    ...questionLines(row, name, style, width),
    ...nextLines(row, name, style),
  ];
}

function standingWords({ standing, end, question }: RunHostView): string {
  if (end !== null) return printable(endSentence(end));
  switch (standing) {
    case "asking":
      return `waits for you: ${question?.about.step ?? "a step"} ${question?.because ?? ""}`.trimEnd();
    case "waiting":
      return "waits for its turn";
    case "idle":
      return "is not at its end, and nobody works on it now";
    case "running":
      return "is being worked on";
    case "converted":
    case "rolled-back":
    case "arrived":
    case "stopped":
    case "tried":
    case "needs-you":
      return "has ended";
  }
}

function stepLine({ what, outcome, seconds, text }: RunStepView, style: Style, width: number): string {
  const good = outcome === "done" || outcome === "arrived";
  const mark = outcome === "said" ? "·" : good ? style.good("✔") : style.bad("✖");
  const took = outcome === "said" ? "" : duration(seconds);
  const how = good || outcome === "said" ? "" : `${outcome}: `;
  return `  ${mark} ${what.padEnd(16)} ${took.padStart(11)}  ${cut(printable(how + text.replaceAll("\n", "; ")), Math.max(20, width - 33))}`;
}

function questionLines({ question }: RunHostView, name: string, style: Style, width: number): readonly string[] {
  if (question === null) return [];
  return [
    ...labelled("seen", question.reason, 2, 6, width),
    ...(question.fix === "" ? [] : labelled("fix", question.fix, 2, 6, width)),
    ...answerLines(question.answers, name, style),
  ];
}

function answerLines(answers: readonly Answer[], name: string, style: Style): readonly string[] {
  const longest = Math.max(...answers.map((answer) => answerCommand(name, answer).length));
  return answers.map((answer, index) => {
    const label = index === 0 ? "Next:" : "  or:";
    return `  ${label} ${answerCommand(name, answer).padEnd(longest)}   ${style.faint(answerMeaning(answer))}`;
  });
}

function nextLines({ standing, end }: RunHostView, name: string, style: Style): readonly string[] {
  if (standing === "idle") return ["  Next: ferry run continue"];
  if (end?.kind === "converted") return [`  way back: ferry rollback ${name}`];
  if (end?.kind === "stopped" && end.fix !== "") return [`  fix   ${printable(end.fix)}`];
  if (end?.kind !== "needs-you") return [];
  return answerLines(end.goOn, name, style);
}

/** What is true of a run, in one line. @internal for tests */
export function runStatement(run: RunSummary & { readonly rows?: readonly RunHostView[] }): string {
  const { states } = run;
  const named = (standings: readonly HostStanding[]): string => {
    const names = (run.rows ?? [])
      .filter(({ standing }) => standings.includes(standing))
      .map(({ host }) => printable(host));
    if (names.length === 0) return "";
    return ` (${names.slice(0, 5).join(", ")}${names.length > 5 ? `, and ${names.length - 5} more` : ""})`;
  };
  const parts = [
    ...(states.converted > 0 ? [`${states.converted} moved`] : []),
    ...(states.arrived > 0 ? [`${states.arrived} there already`] : []),
    ...(states.tried > 0 ? [`${states.tried} tried`] : []),
    ...(states["rolled-back"] > 0 ? [`${states["rolled-back"]} rolled back${named(["rolled-back"])}`] : []),
    ...(states.stopped > 0 ? [`${states.stopped} stopped before the first change${named(["stopped"])}`] : []),
    ...(needing(run) > 0
      ? [`${needing(run)} ${needing(run) === 1 ? "needs" : "need"} you${named(["asking", "needs-you"])}`]
      : []),
    ...(states.running > 0 ? [`${states.running} being worked on`] : []),
    ...(states.waiting > 0 ? [`${states.waiting} waiting`] : []),
    ...(states.idle > 0 ? [`${states.idle} not at an end, with nobody at work: ferry run continue`] : []),
  ];
  return `Run ${run.run} ${open(run) === 0 ? "finished" : "is under way"}: ${parts.join(", ")}.`;
}

/** Events with their times, one or a few lines each. */
export function renderLog(entries: readonly LogEntry[], { style }: Screen): string {
  return entries
    .flatMap(({ at, host, event }) =>
      eventLines(host, event, style).map((line) => `${style.faint(second(at))}  ${line}\n`),
    )
    .join("");
}

function needing({ states }: RunSummary): number {
  return states.asking + states["needs-you"];
}

function open({ states }: RunSummary): number {
  return states.waiting + states.running + states.idle;
}

function markOf({ standing, end }: RunHostView, style: Style): string {
  if (end !== null) return isGoodEnd(end) ? style.good("✔") : style.bad("✖");
  return standing === "asking" || standing === "idle" ? style.warn("?") : "▸";
}

function stepName({ step, direction }: NonNullable<RunHostView["now"]>): string {
  return direction === "do" ? step : `${step}, taken back`;
}

function minute(at: string): string {
  return at.slice(0, 16).replace("T", " ");
}

function second(at: string): string {
  return at.slice(0, 19).replace("T", " ");
}
