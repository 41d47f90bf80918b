import { type Command, Option } from "commander";
import { RequestError } from "../../app/request-error.ts";
import type { LifecycleView } from "../../report/lifecycle.ts";
import { addConnectionOptions, type ConnectionArguments, readConnectionOptions } from "../connection-options.ts";
import { interruption } from "../interruption.ts";
import { type Printer, terminalPrinter } from "../printer.ts";

interface LifecycleArguments extends ConnectionArguments {
  readonly format: "text" | "svg" | "png" | "ical" | "csv" | "json";
  readonly json?: boolean;
  readonly paths?: boolean;
  readonly planned?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

export function addLifecycle(ferry: Command): void {
  const command = ferry
    .command("lifecycle")
    .description("How long fixes come: for what hosts run and for where they could go, on an axis of time. Reads only.")
    .argument(
      "[inputs...]",
      "hosts (over SSH), localhost, facts files, recorded folders, Insights or sos archives, fleet files (.jsonl, .jsonl.gz, .jsonl.zst); none: every release",
      [],
    )
    .addOption(
      new Option(
        "--format <form>",
        "text, svg, png, ical (ends of support, expected minors, planned moves), csv or json",
      )
        .choices(["text", "svg", "png", "ical", "csv", "json"])
        .default("text"),
    )
    .option(
      "--paths",
      "the ways in place from release to release instead, Ferry's and those of others, and who supports them (text, svg or png)",
    )
    .option(
      "--planned <file>",
      "moves that are planned, CSV: host or pattern, day, release (web*,2027-03-01,almalinux-9); shown on the axis, and told where a day is too late",
    )
    .option("--json", "the answer as JSON, schema ferry/lifecycle/1")
    .option("-q, --quiet", "no progress on standard error")
    .option("--no-color", "no colour");
  addConnectionOptions(command).action(async (inputs: readonly string[], options: LifecycleArguments) => {
    const format = options.json === true ? "json" : options.format;
    if (format === "png" && process.stdout.isTTY) {
      throw new RequestError("Cannot show a PNG on a terminal: write it to a file with > FILE");
    }
    const printer = terminalPrinter({ quiet: options.quiet === true || format === "json", color: options.color });
    if (options.paths === true) {
      if (options.planned !== undefined)
        throw new RequestError("Cannot use --planned with --paths: the ways have no days");
      await printPaths(inputs, format, printer);
      return;
    }
    const [{ lifecycle }, { lifecycleView }] = await Promise.all([
      import("../../app/lifecycle.ts"),
      import("../../report/lifecycle.ts"),
    ]);
    const answer = await lifecycle({
      inputs,
      ...(options.planned === undefined ? {} : { planned: options.planned }),
      connection: readConnectionOptions(options),
      signal: interruption(),
      progress: printer.status,
    });
    await print(lifecycleView(answer.lifecycle), format, printer);
    process.exitCode = answer.exit;
  });
}

async function print(view: LifecycleView, format: LifecycleArguments["format"], printer: Printer): Promise<void> {
  switch (format) {
    case "json":
      printer.json(view);
      return;
    case "text": {
      const { renderLifecycle } = await import("../../report/render-lifecycle.ts");
      printer.result(renderLifecycle(view, { width: printer.width, style: printer.style }));
      return;
    }
    case "svg":
    case "png": {
      const { renderLifecycleSvg } = await import("../../report/render-lifecycle-svg.ts");
      await printPicture(renderLifecycleSvg(view), format, printer);
      return;
    }
    case "ical":
    case "csv": {
      const files = await import("../../report/render-lifecycle-files.ts");
      printer.result((format === "csv" ? files.renderLifecycleCsv : files.renderLifecycleCalendar)(view));
      return;
    }
  }
}

async function printPaths(
  inputs: readonly string[],
  format: LifecycleArguments["format"],
  printer: Printer,
): Promise<void> {
  if (inputs.length > 0) throw new RequestError("Cannot use --paths with hosts: the ways are the same for all of them");
  if (format !== "text" && format !== "svg" && format !== "png") {
    throw new RequestError(`Cannot show the ways as ${format}: --paths knows --format text, svg and png`);
  }
  const [{ waysInPlace }, { renderPathMap }, { renderPathMapSvg }] = await Promise.all([
    import("../../app/lifecycle.ts"),
    import("../../report/render-path-map.ts"),
    import("../../report/render-path-map-svg.ts"),
  ]);
  const { width, style } = printer;
  if (format === "text") printer.result(renderPathMap(waysInPlace(), { width, style }));
  else await printPicture(renderPathMapSvg(waysInPlace()), format, printer);
}

async function printPicture(svg: string, format: "svg" | "png", printer: Printer): Promise<void> {
  if (format === "svg") {
    printer.result(svg);
    return;
  }
  const { pngOfSvg } = await import("../../app/png-of-svg.ts");
  printer.result(pngOfSvg(svg));
}
