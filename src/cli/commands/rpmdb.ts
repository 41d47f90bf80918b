import type { Command } from "commander";
import { terminalPrinter } from "../printer.ts";

export function addRpmdb(ferry: Command): void {
  const rpmdb = ferry.command("rpmdb").description("Looks into RPM databases without rpm. Reads only.");
  rpmdb
    .command("list")
    .description("The installed packages, as rpm -qa prints them, sorted")
    .argument("<path>", "a database file, an rpm database folder, or a root file system")
    .option("--json", "everything the database says of each package, schema ferry/rpmdb/1")
    .action(async (path: string, options: { readonly json?: boolean }) => {
      const { listRpmdb } = await import("../../app/list-rpmdb.ts");
      const printer = terminalPrinter({ quiet: false, color: true });
      for (const text of listRpmdb(path, options.json === true ? "json" : "names")) printer.result(text);
    });
}
