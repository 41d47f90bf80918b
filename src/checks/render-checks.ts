import type { Check, HopSelector } from "./check.ts";

const groups: readonly (readonly [string, string])[] = [
  ["F-00", "The host"],
  ["F-01", "Storage"],
  ["F-02", "Applications"],
  ["F-03", "Packages and repositories"],
];

/** docs/checks.md: what every check looks for, rendered from the definitions themselves. */
export function renderChecks(checks: readonly Check[]): string {
  const sections = groups.flatMap(([prefix, heading]) => {
    const members = checks.filter((check) => check.code.startsWith(prefix));
    return members.length === 0 ? [] : [`## ${heading}`, ...members.map(renderCheck)];
  });
  const table = checks.map(
    (check) =>
      `| [${check.code}](#${anchor(check)}) | ${check.title} | ${check.worst} | ${check.hops.map(onHop).join(", ")} |`,
  );
  return `${[
    "# Checks",
    "<!-- Rendered by scripts/render-docs.ts from src/checks. Do not edit. -->",
    `${checks.length} checks. Each reads facts only, never the host. A fact that could not be read makes the outcome *unknown*, which counts as the worst that the check can find.`,
    ["| Finding | Holds when it passes | At worst | On |", "|---|---|---|---|", ...table].join("\n"),
    ...sections,
  ].join("\n\n")}\n`;
}

function renderCheck(check: Check): string {
  const optional = check.mayLack ?? [];
  const facts = [...check.needs, ...optional.map((name) => `${name} (where the host has it)`)].join(", ");
  const examples = check.examples.map((example) => {
    const finds =
      example.finds === "undecided"
        ? "cannot be decided"
        : example.finds.length === 0
          ? "passes"
          : example.finds.map((title) => `“${title}”`).join("; ");
    return `- ${example.says}: ${finds}`;
  });
  return [
    `### ${check.code} ${check.id}`,
    `**${check.title}.** ${check.why}`,
    `At worst: ${check.worst}. On: ${check.hops.map(onHop).join(", ")}. Facts: ${facts}.`,
    examples.join("\n"),
  ].join("\n\n");
}

/** GitHub's anchor of the heading `### F-0001 system/support-ended`. */
function anchor(check: Check): string {
  return `${check.code} ${check.id}`
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

function onHop(selector: HopSelector): string {
  return selector.replace("-to-", " to EL");
}
