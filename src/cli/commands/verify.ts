import type { Command } from "commander";
import { DONE, HOST_FAILED, UNREACHABLE } from "../../app/exit-code.ts";
import { RequestError } from "../../app/request-error.ts";
import { addLoginOptions, type LoginArguments, readLoginOptions } from "../connection-options.ts";
import { addProbeOptions, type MigrationArguments, readProbeOptions } from "../migration-arguments.ts";
import { terminalPrinter } from "../printer.ts";

interface VerifyArguments extends LoginArguments, Pick<MigrationArguments, "url" | "sql" | "file" | "expect"> {
  readonly record?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addVerify(ferry: Command): void {
  const command = ferry
    .command("verify")
    .description("Compares what works on hosts now with what worked before. Reads only.")
    .argument("<hosts...>", "hosts over SSH, or localhost")
    .option("--record", "take this look as the one that later ones are compared with")
    .option("-D, --diff", "list expected differences too")
    .option("--json", "each comparison as JSON on a line, schema ferry/verification/1")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addLoginOptions(addProbeOptions(command)).action(async (words: readonly string[], given: VerifyArguments) => {
    const printer = terminalPrinter({ quiet: given.quiet === true || given.json === true, color: given.color });
    const login = readLoginOptions(given);
    if (given.record === true) refuseBeside(given);
    const { liveTarget } = await import("../../app/live-target.ts");
    const probes = readProbeOptions(given);
    const { recordBaseline, verifyNow } = await import("../../app/verify.ts");
    const { stateFolder } = await import("../../app/state-folder.ts");
    const { renderVerification } = await import("../../report/render-verification.ts");
    const codes: number[] = [];
    for (const word of words) {
      const request = {
        target: liveTarget(word, login),
        stateFolder: stateFolder(),
        probes,
        report: (line: string) => printer.status(line),
      };
      if (given.record === true) {
        const recorded = await recordBaseline(request);
        codes.push(recorded.kind === "recorded" ? DONE : UNREACHABLE);
        printer.result(
          recorded.kind === "recorded"
            ? `${word}: ${recorded.probes} probes recorded; ferry verify ${word} compares with them\n`
            : `${word}: unreachable: ${recorded.reason}\n`,
        );
        continue;
      }
      const answer = await verifyNow(request);
      if (answer.kind === "no-baseline") {
        throw new RequestError(
          `Cannot verify ${word}: nobody has looked at it before; ferry verify --record ${word} takes the first look`,
        );
      }
      if (answer.kind === "unreachable") {
        codes.push(UNREACHABLE);
        printer.result(`${word}: unreachable: ${answer.reason}\n`);
        continue;
      }
      codes.push(answer.verification.outcome === "proven" ? DONE : HOST_FAILED);
      if (given.json === true) printer.json(answer.verification);
      else
        printer.result(
          renderVerification(answer.verification, {
            width: printer.width,
            style: printer.style,
            differences: given.diff === true ? "all" : "failures",
          }),
        );
    }
    process.exitCode = codes.includes(HOST_FAILED) ? HOST_FAILED : Math.max(DONE, ...codes);
  });
}

/** The first look compares nothing: what shapes a comparison would be ignored. */
function refuseBeside(given: VerifyArguments): void {
  const [beside] = [
    ...(given.diff === true ? ["--diff"] : []),
    ...(given.json === true ? ["--json"] : []),
    ...(given.expect.length > 0 ? ["--expect"] : []),
  ];
  if (beside === undefined) return;
  throw new RequestError(`Cannot use ${beside} with --record: nothing is compared then; leave one out`);
}
