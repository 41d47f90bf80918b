import { wrongAfter } from "../hosts/dnf/agent-result.ts";
import type { RehearsalResult } from "../hosts/rehearsal/rehearsal-result.ts";
import { parseProbeAnswer } from "../probes/parse-probe-answer.ts";
import { ProbeError } from "../probes/probe-error.ts";
import { itemsOf, type ProbeItems } from "../probes/probe-snapshot.ts";
import type { Rehearsal, RehearsalFinding } from "../report/rehearsal.ts";
import type { Conversion } from "../steps/conversion.ts";
import { planDifference } from "./perform/plan-difference.ts";
import { refusalWords } from "./perform/refusal-words.ts";

type Rehearsed = RehearsalResult & { readonly kind: "rehearsed" };

/** What a file system must have left when it has grown, in bytes. */
const ROOM_LEFT = 64 << 20;

export interface RehearsalViewOptions {
  readonly host: string;
  readonly nonce: string;
  readonly waived: (finding: string) => boolean;
}

const limits = [
  "the copy has no network and no running systemd: a scriptlet that wants one of them behaves as in a chroot",
  "the boot loader's programs see an overlay instead of the disks; the boot is checked before the real reboot",
];

/** What a rehearsal means. */
export function rehearsalView(
  result: RehearsalResult,
  conversion: Conversion,
  options: RehearsalViewOptions,
): Rehearsal {
  if (result.kind !== "rehearsed") return withoutRehearsal(result, options.host);
  const findings = findingsOf(result, conversion, options);
  const open = findings.filter(({ waived }) => !waived);
  const { before, after } = result.boot;
  const titles = (these: typeof before, those: typeof before) =>
    these.entries
      .filter(({ id }) => !those.entries.some((other) => other.id === id))
      .map(({ id, title }) => title || id);
  return {
    schema: "ferry/rehearsal/1",
    host: options.host,
    outcome: open.length === 0 ? "passed" : "failed",
    summary:
      open.length === 0
        ? "The transaction works on a copy of this host, and does what was foretold"
        : `The transaction does not go as it should on a copy of this host: ${open.map(({ what }) => what).join("; ")}`,
    fix: open.length === 0 ? "" : "nothing was changed on the host; see to what is named below, and rehearse again",
    transactionSeconds: result.seconds.transaction,
    preparationSeconds: result.seconds.prepare,
    packages:
      result.agent?.kind === "converted" && !findings.some(({ id }) => id === "rehearsal/packages")
        ? conversion.after.length
        : 0,
    growth: result.growth,
    peakBytes: result.storage.peak,
    leftovers: result.leftovers,
    boot: {
      before: before.default,
      after: after.default,
      added: titles(after, before),
      removed: titles(before, after),
    },
    findings,
    limits: [...limits, ...result.leftOut.map(({ mount, why }) => `${mount} is not in the copy: ${why}`)],
  };
}

function withoutRehearsal(result: Exclude<RehearsalResult, Rehearsed>, host: string): Rehearsal {
  const overdue = result.kind === "overdue";
  return {
    schema: "ferry/rehearsal/1",
    host,
    outcome: overdue ? "failed" : "impossible",
    summary: overdue
      ? `The transaction did not end within ${result.seconds} seconds on a copy of this host`
      : `This host cannot have a rehearsal: ${result.reason}`,
    fix: overdue
      ? "look for a scriptlet that waits for something; the log of the job on the host says how far it came"
      : result.fix,
    transactionSeconds: 0,
    preparationSeconds: 0,
    packages: 0,
    growth: [],
    peakBytes: 0,
    leftovers: [],
    boot: { before: null, after: null, added: [], removed: [] },
    findings: [],
    limits: [],
  };
}

function findingsOf(
  result: Rehearsed,
  conversion: Conversion,
  options: RehearsalViewOptions,
): readonly RehearsalFinding[] {
  const found = [
    transactionFinding(result, options),
    packagesFinding(result, conversion),
    scriptletFinding(result),
    configurationFinding(result, options.nonce),
    spaceFinding(result),
    bootFinding(result),
  ];
  return found.flatMap((finding) =>
    finding === undefined ? [] : [{ ...finding, waived: options.waived(finding.id) }],
  );
}

type Found = Omit<RehearsalFinding, "waived"> | undefined;

function transactionFinding({ agent, status, log }: Rehearsed, { host }: RehearsalViewOptions): Found {
  const id = "rehearsal/transaction";
  if (agent === null) {
    const details = log.trim().split("\n").slice(-10);
    return { id, what: `dnf ended with status ${status}`, details, fix: "the last lines of its log stand above" };
  }
  if (agent.kind !== "refused") return undefined;
  const { reason, fix } = refusalWords(agent, host);
  const [what = reason, ...details] = reason.split("\n");
  return { id, what, details, fix };
}

function packagesFinding({ agent }: Rehearsed, conversion: Conversion): Found {
  const id = "rehearsal/packages";
  const fix = "assess the host again";
  if (agent?.kind === "different") {
    const details = planDifference(conversion, agent);
    return { id, what: "dnf would do something else than was foretold", details, fix };
  }
  if (agent?.kind !== "converted") return undefined;
  const details = wrongAfter(agent);
  return details.length === 0
    ? undefined
    : { id, what: "the packages afterwards are not the foretold ones", details, fix };
}

/** What dnf and rpm say of a scriptlet that failed: "Error in POSTIN scriptlet in rpm package a", "%post(a) scriptlet failed". */
const failedScriptlet = /scriptlet.*(fail|error)|error in \w+ scriptlet/i;

function scriptletFinding({ agent, log }: Rehearsed): Found {
  const errors = agent?.kind === "converted" ? agent.errors : [];
  const lines = log.split("\n").filter((line) => failedScriptlet.test(line));
  const details = [...new Set([...errors, ...lines].map((line) => line.trim()))].slice(0, 1000);
  if (details.length === 0) return undefined;
  const fix =
    "if the scriptlet only misses the network or a running systemd, waive this finding; else repair its package";
  return {
    id: "rehearsal/scriptlets",
    what: details.length === 1 ? "a scriptlet fails" : "scriptlets fail",
    details,
    fix,
  };
}

function configurationFinding({ tests }: Rehearsed, nonce: string): Found {
  const before = testsOf(tests.before, nonce);
  const after = testsOf(tests.after, nonce);
  const id = "rehearsal/configuration";
  if (typeof before === "string" || typeof after === "string") {
    const details = [before, after].filter((text) => typeof text === "string");
    return { id, what: "the services' configuration tests could not be run", details, fix: "run them by hand" };
  }
  const details = [...before].flatMap(([test, was]) => {
    const is = after.get(test) ?? "the program is gone";
    return was === "good" && is !== "good" ? [`${test}: ${is.replace(/^bad: /, "")}`] : [];
  });
  if (details.length === 0) return undefined;
  const fix =
    "change the configuration so that both versions accept it, or be ready to do so right after the transaction";
  return { id, what: "services would refuse their configuration", details, fix };
}

/** Values of the configuration tests, or why they are not known. */
function testsOf(text: string, nonce: string): ProbeItems | string {
  try {
    const readings = parseProbeAnswer(text, nonce);
    const reading = readings.get("configuration");
    return reading?.kind === "unreadable" ? reading.reason : itemsOf(readings, "configuration");
  } catch (error) {
    if (error instanceof ProbeError) return error.message;
    throw error;
  }
}

function spaceFinding({ growth }: Rehearsed): Found {
  const details = growth
    .filter(({ bytes, free }) => bytes > 0 && bytes + ROOM_LEFT > free)
    .map(({ mount, bytes, free }) => `${mount} grows by ${megabytes(bytes)} and has ${megabytes(free)} free`);
  if (details.length === 0) return undefined;
  return { id: "rehearsal/space", what: "the host would run out of space", details, fix: "make room on what is named" };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function bootFinding({ boot: { before, after } }: Rehearsed): Found {
  const known = new Set(before.entries.flatMap(({ id, missing }) => missing.map((file) => `${id} ${file}`)));
  const details = [
    ...after.entries.flatMap(({ id, title, missing }) =>
      missing
        .filter((file) => !known.has(`${id} ${file}`))
        .map((file) => `${title || id} names ${file}, which is not there`),
    ),
    ...(before.default !== null && !isEntry(after) ? [`the default entry ${after.default ?? ""} does not exist`] : []),
  ];
  if (details.length === 0) return undefined;
  return {
    id: "rehearsal/boot",
    what: "the boot entries are not sound",
    details,
    fix: "look at the kernel's scriptlets in the log",
  };
}

/** A number is a place in the list. */
function isEntry({ default: chosen, entries }: Rehearsed["boot"]["after"]): boolean {
  return chosen !== null && (/^\d+$/.test(chosen) || entries.some(({ id }) => id === chosen));
}
