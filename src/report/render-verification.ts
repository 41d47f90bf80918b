import type { Difference } from "../probes/compare-probes.ts";
import { formatCount, labelled, plural, printable, wrap } from "./layout.ts";
import type { Style } from "./style.ts";
import type { Verification, VerificationCheck } from "./verification.ts";

export interface VerificationRenderOptions {
  /** Columns to fill, 80 or more. */
  readonly width: number;
  readonly style: Style;
  /** `all`: differences that the change explains, too. */
  readonly differences: "failures" | "all";
}

const changes: Readonly<Record<Verification["change"], string>> = {
  conversion: "after a conversion",
  rollback: "after a conversion that was taken back",
  none: "with an earlier look",
};

/** The screen of one host. Its last lines say what is not as it was, or that nothing is. */
export function renderVerification(verification: Verification, options: VerificationRenderOptions): string {
  const { style, width } = options;
  const { host, outcome, summary, change, before, after } = verification;
  const mark = outcome === "proven" ? style.good("✔") : style.bad("✖");
  const [first = "", ...rest] = labelled("", summary, 2, 0, width);
  const lines = [
    style.strong(printable(host)),
    style.faint(`compared ${changes[change]}: ${shortTime(before)} and ${shortTime(after)} UTC`),
    "",
    `${mark} ${first.trimStart()}`,
    ...rest,
    ...verification.checks.flatMap((check) => checkLines(check, options)),
    ...countLines(verification, options),
    ...differenceLines(verification, options),
    ...unprovenLines(verification, options),
  ];
  return [...lines, ""].join("\n");
}

/** 2026-11-23T02:00:00.000Z → 2026-11-23 02:00 */
function shortTime(time: string): string {
  return printable(time).slice(0, 16).replace("T", " ");
}

function checkLines(check: VerificationCheck, { style, width }: VerificationRenderOptions): readonly string[] {
  const signs = { passed: style.good("✔"), failed: style.bad("✖"), unknown: style.warn("?") };
  const [first = "", ...rest] = labelled(check.title, check.detail, 2, 34, width);
  return [`${signs[check.state]} ${first.slice(2)}`, ...rest];
}

function countLines({ equal, differences }: Verification, { style }: VerificationRenderOptions): readonly string[] {
  const count = (kind: Difference["kind"]) => differences.filter((difference) => difference.kind === kind).length;
  const parts = [
    `${formatCount(equal)} equal`,
    `${formatCount(count("expected"))} explained by the change`,
    ...(count("waived") === 0 ? [] : [`${formatCount(count("waived"))} waived`]),
    `${formatCount(count("failure"))} unexplained`,
  ];
  return ["", `${style.strong("Probes")}  ${parts.join(" · ")}`];
}

function differenceLines(verification: Verification, options: VerificationRenderOptions): readonly string[] {
  const { style } = options;
  const of = (kind: Difference["kind"]) => verification.differences.filter((difference) => difference.kind === kind);
  const all = options.differences === "all";
  const noticed = of("expected").filter(({ notice }) => notice);
  const expected = of("expected").filter(({ notice }) => !notice);
  return [
    ...of("failure").flatMap((difference) => lines(style.bad("✖"), difference)),
    ...of("waived").flatMap((difference) => lines(style.warn("!"), difference)),
    ...noticed.flatMap((difference) => lines(style.warn("!"), difference)),
    ...(all ? expected.flatMap((difference) => lines(style.faint("·"), difference)) : []),
    ...(all || expected.length === 0 ? [] : [`  ${plural(expected.length, "explained difference")}: with --diff`]),
  ];

  function lines(sign: string, { what, before, after, why, probe, kind }: Difference): readonly string[] {
    const { width } = options;
    const head = wrap(printable(what), width - 2).map((line, index) => (index === 0 ? `${sign} ${line}` : `  ${line}`));
    return [
      ...head,
      ...labelled("before", before, 4, 8, width),
      ...labelled("now", after, 4, 8, width),
      ...(kind === "failure" ? labelled("id", probe, 4, 8, width) : labelled("why", why, 4, 8, width)),
    ];
  }
}

function unprovenLines({ unproven }: Verification, { style, width }: VerificationRenderOptions): readonly string[] {
  if (unproven.length === 0) return [];
  return [
    "",
    "Nothing can be said about",
    ...unproven.flatMap(({ words, reason }) => labelled(style.warn("?"), `${words} (${reason})`, 0, 2, width)),
  ];
}
