import { z } from "zod";
import type { Fact } from "../facts/fact.ts";
import { ProbeError } from "./probe-error.ts";
import { isProbeFamily, type ProbeFamily } from "./probe-family.ts";

/** What the probes of one family saw: a value for each key, such as "active running enabled notify -" for "sshd.service". */
export type ProbeItems = ReadonlyMap<string, string>;

export type ProbeReadings = ReadonlyMap<ProbeFamily, Fact<ProbeItems>>;

/** All that was seen of a host at one time. A family that was not asked for is not in `readings`. */
export interface ProbeSnapshot {
  readonly host: string;
  /** ISO 8601, UTC, by the controller's clock. */
  readonly takenAt: string;
  readonly readings: ProbeReadings;
}

const Reading = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("known"), items: z.array(z.tuple([z.string(), z.string()])) }),
  z.strictObject({ kind: z.literal("absent") }),
  z.strictObject({ kind: z.literal("unreadable"), reason: z.string() }),
]);

const SnapshotDocument = z.strictObject({
  schema: z.literal("ferry/probes/1"),
  host: z.string(),
  takenAt: z.string(),
  families: z.record(z.string(), Reading),
});

/** The document `ferry/probes/1`: keys and values as pairs, for a key may be any text, even `__proto__`. */
export function formatProbeSnapshot(snapshot: ProbeSnapshot): string {
  const families = Object.fromEntries(
    [...snapshot.readings].map(([family, reading]) => [
      family,
      reading.kind === "known" ? { kind: "known", items: [...reading.value] } : reading,
    ]),
  );
  const { host, takenAt } = snapshot;
  return `${JSON.stringify({ schema: "ferry/probes/1", host, takenAt, families })}\n`;
}

/** @throws ProbeError when the text is no document of what probes saw */
export function parseProbeSnapshot(text: string): ProbeSnapshot {
  const document = SnapshotDocument.safeParse(json(text), { jitless: true });
  if (!document.success) {
    const issue = document.error.issues[0];
    throw new ProbeError(
      `Cannot read what the probes saw: at ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? ""}`,
    );
  }
  const readings = new Map<ProbeFamily, Fact<ProbeItems>>();
  for (const [family, reading] of Object.entries(document.data.families)) {
    if (!isProbeFamily(family)) throw new ProbeError(`Cannot read what the probes saw: no family "${family}" is known`);
    readings.set(family, reading.kind === "known" ? { kind: "known", value: new Map(reading.items) } : reading);
  }
  return { host: document.data.host, takenAt: document.data.takenAt, readings };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProbeError(`Cannot read what the probes saw: not JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}

/** The items of a family; none where there are none or they are not known. */
export function itemsOf(readings: ProbeReadings, family: ProbeFamily): ProbeItems {
  const reading = readings.get(family);
  return reading?.kind === "known" ? reading.value : new Map();
}
