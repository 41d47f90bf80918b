import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Boot, readBoot } from "../../hosts/boot/boot-id.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { writeDocument } from "../write-document.ts";
import { clockOf } from "./clock-of.ts";
import { isContainer } from "./facts-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** The host goes down and comes back: told by the kernel's boot id, never by a connection that was lost. */
export const reboot: Performer = {
  perform: async (context) => {
    if (await isContainer(context)) return startedFromBelow("there");
    const settled = Settled.safeParse(context.results.get("settle")).data;
    return rebootHost(context, "reboot.json", settled?.kernel ?? undefined);
  },
  undo: async (context) => {
    if (await isContainer(context)) return startedFromBelow("back");
    return rebootHost(context, "reboot-back.json", undefined);
  },
};

/** A container is not ours to start anew: its programs go on as they are in memory. */
function startedFromBelow(way: "there" | "back"): StepOutcome {
  const programs = way === "there" ? "old programs" : "programs started since the move";
  return {
    kind: "done",
    summary: `a container is started anew by the machine below it; until then ${programs} go on running`,
    result: { rebooted: false },
  };
}

const Settled = z.object({ kernel: z.string().nullable() });
/** The boot that ends, and when its end was ordered, in milliseconds of the controller's clock. */
const Ordered = z.object({ before: z.string(), at: z.number(), bootSeconds: z.number().optional() });
type Ordered = z.infer<typeof Ordered>;

/** A host that has been told to reboot and still runs its old boot after this time is told once more. */
const TELL_AGAIN_SECONDS = 240;
/** The same where nobody knows whether the order has come. */
const UNHEARD_SECONDS = 20;
/** Between two looks at a host that is away: a tenth of the time since the order, within these. */
const PAUSE_MILLISECONDS = { least: 200, most: 2000 };
/** A server that was just restarted may refuse a log-in or two. */
const MOST_LOGINS = 4;
const LOGIN_PAUSE_MILLISECONDS = 5000;
/** Start-up of units behind the first login. */
const SETTLE_SECONDS = 120;
/** Without a measured boot. */
const USUAL_BOOT_SECONDS = 120;
/** A shutdown's usual share. */
const SHUTDOWN_SECONDS = 20;

/** `name`: the file of the run that remembers the order, so that a controller that was away does not reboot twice. */
async function rebootHost(context: PerformContext, name: string, kernel: string | undefined): Promise<StepOutcome> {
  const { line, options, report, folder } = context;
  const path = join(folder, name);
  let ordered = await readOrder(path);
  let isTold = true;
  if (ordered === undefined) {
    const boot = await readBootOverNewLogin(context);
    if (boot.kind !== "boot") return boot;
    ordered = {
      before: boot.id,
      at: Date.now(),
      ...(boot.bootSeconds === undefined ? {} : { bootSeconds: boot.bootSeconds }),
    };
    await writeDocument(path, ordered);
    // By the connection that is open: a log-in of its own was just tried.
    isTold = await order(context, "shared");
  }
  const deadline = ordered.at + options.rebootSeconds * 1000;
  let card = false;
  let tellAgain = ordered.at + (isTold ? TELL_AGAIN_SECONDS : UNHEARD_SECONDS) * 1000;
  for (;;) {
    const boot = await readBoot(line, "anew");
    if (boot.kind === "boot" && boot.id !== ordered.before) {
      return forgetUnlessDone(path, await back(context, boot, ordered.at, kernel));
    }
    const now = Date.now();
    if (boot.kind === "unreachable" && !card) {
      card = true;
      for (const words of blackoutCard(line.name, ordered.at, ordered.bootSeconds, options.rebootSeconds))
        report(words);
    }
    if (now >= deadline) return forgetUnlessDone(path, overdue(context, boot, ordered.at));
    if (boot.kind === "boot" && now >= tellAgain) {
      report(`${line.name} still runs its old boot: it is told to reboot once more`);
      tellAgain = deadline;
      await order(context, "fresh");
    }
    await sleep(pauseAfter(now - ordered.at));
  }
}

function pauseAfter(milliseconds: number): number {
  return Math.min(PAUSE_MILLISECONDS.most, Math.max(PAUSE_MILLISECONDS.least, milliseconds / 10));
}

/** After a failure the next try is an order of its own; a host that is still away stays ordered. */
async function forgetUnlessDone(path: string, outcome: StepOutcome): Promise<StepOutcome> {
  if (outcome.kind === "failed") await rm(path, { force: true });
  return outcome;
}

/**
 * The order outlives the line: systemd carries it out, or a session of its own where there is none; a moment later, for the
 * answer to come back. Without an accuracy of its own a timer of systemd's may be a minute late. Whether it is known to have
 * come: whatever becomes of the connection, the boot id tells whether it was obeyed.
 */
async function order({ line, report }: PerformContext, connection: "shared" | "fresh"): Promise<boolean> {
  report(`${line.name} is told to reboot`);
  const script = `sync
command='systemctl reboot --check-inhibitors=no 2>/dev/null || systemctl reboot || shutdown -r now || reboot'
if [ -d /run/systemd/system ] && systemd-run --quiet --collect --on-active=100ms --timer-property=AccuracySec=10ms /bin/sh -c "$command" 2>/dev/null; then exit 0; fi
setsid /bin/sh -c "sleep 1; $command" </dev/null >/dev/null 2>&1 &`;
  const ran = await line.run(script, { fresh: connection === "fresh", seconds: 30 });
  return ran.kind === "ended" && ran.status === 0;
}

async function back(
  context: PerformContext,
  first: Boot,
  at: number,
  kernel: string | undefined,
): Promise<StepOutcome> {
  const { line, report } = context;
  const away = Math.round((Date.now() - at) / 1000);
  report(`${line.name} is back after ${away} s with kernel ${first.kernel}`);
  let boot = first;
  const until = Date.now() + SETTLE_SECONDS * 1000;
  while ((boot.state === "starting" || boot.state === "initializing") && Date.now() < until) {
    await sleep(pauseAfter(Date.now() - at));
    const next = await readBoot(line, "shared");
    if (next.kind === "boot") boot = next;
  }
  const result = { rebooted: true, away, boot: boot.id, kernel: boot.kernel, state: boot.state };
  if (kernel !== undefined && boot.kernel !== kernel) {
    return {
      kind: "failed",
      reason: `${line.name} is back, with the kernel ${boot.kernel} instead of ${kernel}`,
      fix: "something outside of the host chooses its kernel (hypervisor, provider, boot menu): see its console; grubby --default-kernel",
    };
  }
  return {
    kind: "done",
    summary: `back after ${away} s with kernel ${boot.kernel}; systemd says ${boot.state}`,
    result,
  };
}

function overdue(
  { line, options }: PerformContext,
  boot: Awaited<ReturnType<typeof readBoot>>,
  at: number,
): StepOutcome {
  if (boot.kind === "boot") {
    return {
      kind: "failed",
      reason: `${line.name} was told to reboot at ${clockOf(at)} and still runs its old boot`,
      fix: `see on the host what holds it up (systemctl list-jobs, systemd-inhibit --list); then: ferry migrate ${line.name}`,
    };
  }
  return {
    kind: "unreachable",
    reason: `${line.name} has not come back within ${options.rebootSeconds} s after it was told to reboot at ${clockOf(at)} (${boot.reason}); its console shows where it stands`,
  };
}

/** What somebody who waits for a host wants to know while nothing can be seen of it. */
export function blackoutCard(
  host: string,
  at: number,
  bootSeconds: number | undefined,
  rebootSeconds: number,
): readonly string[] {
  const seconds = Math.round((bootSeconds ?? USUAL_BOOT_SECONDS) + SHUTDOWN_SECONDS);
  const why =
    bootSeconds === undefined ? "its last boot was not measured" : `its last boot took ${Math.round(bootSeconds)} s`;
  return [
    `${host} is away since ${clockOf(at)}; expected back about ${clockOf(at + seconds * 1000)} (${why})`,
    `Ferry waits until ${clockOf(at + rebootSeconds * 1000)}. Do not reset it before: disks may be checked. Its console (hypervisor, BMC) shows where it stands`,
  ];
}

/**
 * The boot, asked by a log-in of its own. A host that lets nobody in any more, while Ferry's open connection still holds, is
 * not rebooted: that connection is the last way in, and by it the host goes back.
 */
async function readBootOverNewLogin({ line, report }: PerformContext): Promise<Boot | StepOutcome> {
  for (let tries = 1; ; tries += 1) {
    const boot = await readBoot(line);
    if (boot.kind === "boot") return boot;
    const kept = await line.run("exit 0", { seconds: 20 });
    if (kept.kind !== "ended" || kept.status !== 0) return boot;
    const refused = `${line.name} lets nobody log in any more (${boot.reason}); only the connection that was open before still holds`;
    if (tries === MOST_LOGINS) {
      return {
        kind: "failed",
        reason: refused,
        fix: `${line.name} must not be rebooted like this: take it back, or mend its log-in (sshd -t, journalctl -u sshd)`,
      };
    }
    report(`${refused}; it is tried again`);
    await sleep(LOGIN_PAUSE_MILLISECONDS);
  }
}

async function readOrder(path: string): Promise<Ordered | undefined> {
  try {
    return Ordered.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
