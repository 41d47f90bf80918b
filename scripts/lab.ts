import { Command } from "commander";
import { LabError } from "../lab/lab-error.ts";
import { build } from "./lab/build.ts";
import { playFault, tellFaults } from "./lab/fault.ts";
import { list } from "./lab/list.ts";
import { down, power, up } from "./lab/machines.ts";
import { openConsole, openSsh, runInside } from "./lab/run-inside.ts";

const program = new Command("npm run lab --")
  .description(
    "A lab of CentOS-like hosts on this machine, to try Ferry on: real systemd, sshd, rpm and dnf in namespaces, with the mirrors they download from, and no way out to a network",
  )
  .showHelpAfterError()
  .enablePositionalOptions();

program
  .command("build")
  .description("build the images of hosts and the mirror's packages; what is built already is kept")
  .argument("[release...]", "such as centos-stream-9; all when none is named")
  .option("--prune", "delete what older versions of the lab built")
  .action(build);

withId(program.command("up"))
  .description("start a lab with hosts, or add hosts to one that is up; it runs until `down`")
  .argument("[host...]", "NAME=RELEASE, or a JSON file with a list of hosts (docs/lab.md)", ["web1=centos-stream-9"])
  .action(up);
withId(program.command("down")).description("end a lab; nothing is left of it").action(down);
program.command("list").description("the labs that are up and their hosts").option("--json", "as JSON").action(list);
withId(program.command("ssh"))
  .description("log in to a host as root, or run a command there")
  .argument("<host>")
  .argument("[command...]")
  .passThroughOptions()
  .action(openSsh);
withId(program.command("console"))
  .description("a root shell on a host without its network and sshd; on the disk of one that is off")
  .argument("<host>")
  .argument("[command]", "a shell command", "exec bash -i")
  .action(openConsole);
withId(program.command("exec"))
  .description("run a program of this machine inside the lab's network; `ferry` is this checkout's")
  .argument("<program>")
  .argument("[argument...]")
  .passThroughOptions()
  .action(runInside);
withId(program.command("power"))
  .description("switch a host on or off, or let it crash: all its processes end at once, and it boots again")
  .argument("<host>")
  .argument("<what>", "on, off or crash")
  .action(power);
program.command("faults").description("what `fault` can play").action(tellFaults);
withId(program.command("fault"))
  .description("let something go wrong on a host or with the mirror")
  .argument("<host>", "a host, or mirror")
  .argument("<name>", "one of `faults`")
  .option("--heal", "take it away again")
  .option("--seed <text>", "choices such as the moment are the same for the same seed", String(Date.now()))
  .option("--patience <seconds>", "longest wait for its moment", "120")
  .action(playFault);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`lab: ${error.message}`);
  process.exitCode = 1;
}

function withId(command: Command): Command {
  return command.option("--id <name>", "which lab, where several are up", "default");
}
