import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Difference } from "../probes/compare-probes.ts";
import type { EvidenceDifference, EvidenceStep, EvidenceView } from "../report/evidence.ts";
import type { Verification } from "../report/verification.ts";
import type { Conversion } from "../steps/conversion.ts";
import { steps } from "../steps/step.ts";
import type { HostHistory } from "../store/host-history.ts";
import type { HostRow, RunRow } from "../store/run-readers.ts";
import { endSentence } from "../workflow/host-end.ts";
import { placeSentence } from "../workflow/host-place.ts";
import type { StepRecord } from "../workflow/host-record.ts";
import { hostState } from "../workflow/host-state.ts";
import { MigrationOptions } from "./migration-options.ts";

/** What was done to a host in a run. `folder`: where the run's documents of this host are. */
export async function evidenceOf(
  run: RunRow,
  row: HostRow,
  history: HostHistory,
  folder: string,
  ferry: string,
): Promise<EvidenceView> {
  const records = history.records.filter((record) => record.kind === "step");
  const conversion = await readDocument<Conversion>(folder, "conversion.json");
  const verification = await readDocument<Verification>(folder, "verification.json");
  // The last word on the transaction counts: a host that went back has its old packages.
  const last = records.findLast(({ step, outcome }) => step === "convert" && outcome.kind === "done");
  const converted = last?.direction === "do";
  return {
    schema: "ferry/evidence/1",
    host: row.host,
    run: run.run,
    startedBy: run.by,
    ferry,
    from: conversion?.from ?? "not known",
    to: conversion?.to ?? "not known",
    statement:
      row.end === undefined
        ? placeSentence(history.plan, hostState(history.records))
        : `${row.host}: ${endSentence(row.end)}`,
    state: row.end?.kind ?? row.state,
    startedAt: iso(records[0]?.startedAt ?? run.startedAt),
    endedAt: row.end === undefined ? null : iso(row.changedAt),
    outageSeconds: outageOf(records),
    steps: records.map(stepOf),
    packages: {
      arrived: converted ? (conversion?.arriving.map(({ nevra }) => nevra) ?? []) : [],
      left: converted ? (conversion?.leaving ?? []) : [],
      kept: (conversion?.after.length ?? 0) - (converted ? (conversion?.arriving.length ?? 0) : 0),
    },
    differences: (verification?.differences ?? []).map(differenceOf),
    waivers: MigrationOptions.parse(history.options).waivers.map(({ finding, who, why }) => ({ finding, who, why })),
    documents: await documentsIn(folder),
  };
}

function stepOf({ step, direction, outcome, startedAt, endedAt }: StepRecord): EvidenceStep {
  return {
    step,
    title: steps[step].title,
    direction,
    startedAt: iso(startedAt),
    seconds: (endedAt - startedAt) / 1000,
    outcome: outcome.kind,
    summary: outcome.kind === "done" ? outcome.summary : outcome.reason,
    result: outcome.kind === "done" ? outcome.result : null,
  };
}

function differenceOf({ what, before, after, kind, why }: Difference): EvidenceDifference {
  return { what, before, after, judgement: kind, why };
}

/** From the begin of the transaction to the host's return from its reboot, in this direction; null where there was none. */
function outageOf(records: readonly StepRecord[]): number | null {
  const forward = records.filter(({ direction }) => direction === "do");
  const begin = forward.find(({ step }) => step === "convert");
  const back = forward.findLast(({ step, outcome }) => step === "reboot" && outcome.kind === "done");
  return begin === undefined || back === undefined ? null : (back.endedAt - begin.startedAt) / 1000;
}

/** Only Ferry writes these files, from values of this type. */
async function readDocument<Value>(folder: string, name: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, name), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function documentsIn(folder: string): Promise<EvidenceView["documents"]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const documents = [];
  for (const name of names.sort()) {
    if (name.endsWith(".part")) continue;
    const bytes = await readFile(join(folder, name));
    documents.push({ name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  }
  return documents;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
