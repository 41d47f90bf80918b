import { z } from "zod";
import { parseSettled, type Settled, settleJob } from "../../hosts/boot/settle-job.ts";
import { lastLine } from "../../hosts/host-line.ts";
import { runJob } from "../../hosts/jobs/run-job.ts";
import { printable } from "../../hosts/printable.ts";
import { compareEvr } from "../../package/evr.ts";
import { parseNevra } from "../../package/nevra.ts";
import type { Conversion } from "../../steps/conversion.ts";
import type { StepOutcome } from "../../steps/step-outcome.ts";
import { readConversion } from "./conversion-file.ts";
import { isContainer } from "./facts-file.ts";
import type { PerformContext, Performer } from "./performer.ts";

/** Repositories, stale caches and the boot loader set right, and the next boot looked at before it happens. */
export const settle: Performer = { perform };

const MOST_TRIES = 3;
const Changed = z.object({ kind: z.literal("changed"), text: z.string() });

async function perform(context: PerformContext): Promise<StepOutcome> {
  const { line, run, report } = context;
  const conversion = await readConversion(context);
  const job = await settleJob({
    run,
    ...vendorOf(conversion.to),
    container: await isContainer(context),
    kernels: kernelsOf(conversion),
    sssd: isDowngraded(conversion, "sssd-common"),
    repositories: repositoriesOf(conversion),
  });
  for (let tries = 1; ; tries += 1) {
    const end = await runJob(line, run, job, {
      accept: () => false,
      onProgress: (value) => {
        const { success, data } = Changed.safeParse(value);
        if (success) report(printable(data.text));
      },
    });
    if (end.kind === "unreachable") return end;
    if (end.kind === "done") return outcomeOf(parseSettled(end.result), line.name);
    if (end.kind === "interrupted" && tries < MOST_TRIES) continue;
    const reason = end.kind === "failed" ? lastLine(end.log) : "it was ended from outside";
    return {
      kind: "failed",
      reason: `the host could not be set right for its boot: ${reason}`,
      fix: "do not reboot it before it is taken back or set right",
    };
  }
}

function outcomeOf({ kernel, boot, changes, notes, problems }: Settled, host: string): StepOutcome {
  if (problems.length > 0) {
    return {
      kind: "failed",
      reason: ["the next boot, or updates after it, would not work", ...problems.map(printable)].join("\n"),
      fix: `${host} must not be rebooted like this: take it back, or set right what is named`,
    };
  }
  const checked = boot === "grub-bios" || boot === "grub-uefi";
  return {
    kind: "done",
    summary: [
      checked
        ? `the next boot was checked${kernel === null ? "" : `: kernel ${kernel}`}`
        : `boot loader not touched (${boot})`,
      ...changes.map(printable),
      ...notes.map(printable),
    ].join("; "),
    result: { kernel, boot, changes, notes },
  };
}

/** The folder on the ESP and the firmware's label, as the distribution's own installer names them. */
function vendorOf(release: string): { readonly vendor: string; readonly label: string } {
  const name = release.replace(/-\d+$/, "");
  const labels: Readonly<Record<string, string>> = {
    almalinux: "AlmaLinux",
    rocky: "Rocky Linux",
    rhel: "Red Hat Enterprise Linux",
  };
  const folders: Readonly<Record<string, string>> = { rhel: "redhat" };
  return { vendor: folders[name] ?? name, label: labels[name] ?? name };
}

/** NEVRAs of the kernels that arrive, the newest first. */
export function kernelsOf({ arriving }: Pick<Conversion, "arriving">): readonly string[] {
  return arriving
    .flatMap(({ nevra }) => parseNevra(nevra) ?? [])
    .filter(({ name }) => /^kernel(?:-rt|-64k|-rt-64k)?-core$/.test(name))
    .toSorted((left, right) => compareEvr(right, left))
    .map(({ name, version, release, arch }) => `${name}-${version}-${release}.${arch}`);
}

/** Whether a package comes in an older version than the one that goes. */
export function isDowngraded({ arriving, leaving }: Pick<Conversion, "arriving" | "leaving">, name: string): boolean {
  const find = (nevras: readonly string[]) =>
    nevras.flatMap((nevra) => parseNevra(nevra) ?? []).find((one) => one.name === name);
  const comes = find(arriving.map(({ nevra }) => nevra));
  const goes = find(leaving);
  return comes !== undefined && goes !== undefined && compareEvr(comes, goes) < 0;
}

export function repositoriesOf({ arriving, repositories }: Pick<Conversion, "arriving" | "repositories">): {
  readonly enable: readonly string[];
  readonly named: readonly { readonly id: string; readonly baseurl: string }[];
  readonly known: readonly string[];
} {
  const used = new Set(arriving.map(({ repository }) => repository));
  return {
    enable: repositories.filter(({ id, kind }) => kind === "own" && used.has(id)).map(({ id }) => id),
    named: repositories.flatMap(({ id, kind, settings }) =>
      kind === "named" && settings["baseurl"] !== undefined ? [{ id, baseurl: settings["baseurl"] }] : [],
    ),
    known: repositories.map(({ id }) => id),
  };
}
