import { labelled, printable } from "./layout.ts";
import type { MigrationPlanView } from "./migration-plan.ts";
import { renderAssessment } from "./render-assessment.ts";
import type { Style } from "./style.ts";

/** The assessment, then every step with what it changes and how it is taken back. */
export function renderMigrationPlan(plan: MigrationPlanView, options: { width: number; style: Style }): string {
  const { width, style } = options;
  const assessment = renderAssessment(
    { schema: "ferry/assessment/1", exit: 0, hosts: [plan.assessment] },
    { width, style, packages: "summary" },
  );
  if (plan.steps.length === 0) return assessment;
  const steps = plan.steps.flatMap(({ kind, title, changes, back }) => [
    ...(kind === plan.pointOfNoReturn
      ? [style.warn("   ── point of no return: from here on the way back is the restore point ──")]
      : []),
    ...labelled(kind, title, 2, 11, width),
    ...(changes === "nothing" ? [] : labelled("changes", changes, 13, 9, width)),
    ...(back === "" ? [] : labelled("back", back, 13, 9, width)),
  ]);
  return [
    assessment.trimEnd(),
    "",
    style.strong("Steps of the conversion"),
    ...steps,
    ...plan.without.flatMap((sentence) => ["", ...labelled("!", sentence, 0, 2, width)]),
    "",
    ...ending(plan, width),
    "",
  ].join("\n");
}

function ending({ stopped, assessment }: MigrationPlanView, width: number): readonly string[] {
  const host = printable(assessment.host);
  if (stopped === null)
    return labelled("Next:", `ferry migrate ${host}. Nothing has been changed (dry run)`, 0, 6, width);
  return [
    ...labelled("✖", `The conversion would stop at its preflight: ${stopped.reason}`, 0, 2, width),
    ...labelled("fix", stopped.fix, 2, 5, width),
  ];
}
