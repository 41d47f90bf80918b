import { readFile } from "node:fs/promises";
import { z } from "zod";
import { endLab, findLab, type Lab, startLab, whyNoLab } from "../../lab/lab.ts";
import { LabError } from "../../lab/lab-error.ts";
import { HostSpecification } from "../../lab/protocol.ts";
import { build } from "./build.ts";
import { labIds } from "./lab-ids.ts";

const Fleet = z.array(HostSpecification).min(1);

export async function up(words: readonly string[], { id }: { readonly id: string }): Promise<void> {
  const fleet = (await Promise.all(words.map(readHosts))).flat();
  await build([...new Set(fleet.map(({ release }) => release))]);
  const why = whyNoLab();
  if (why !== undefined) throw new LabError(`Cannot start a lab: ${why}`);
  const isUp = (await labIds()).includes(id);
  const lab = isUp ? await findLab(id) : await startLab({ id, life: "stays" });
  const hosts = await lab.hosts(fleet).catch(async (error: unknown) => {
    if (!isUp) await lab.end();
    throw error;
  });
  for (const { name, address, release } of hosts) console.log(`${name.padEnd(16)} ${address.padEnd(14)} ${release}`);
  tellWhatToTry(lab, hosts[0]?.name ?? "");
}

function tellWhatToTry(lab: Lab, host: string): void {
  const id = lab.id === "default" ? "" : ` --id ${lab.id}`;
  console.error(`
Try (the mirrors here are signed by the lab's own AlmaLinux, so its key is to be named):
  npm run lab -- exec${id} ferry assess ${host} --gpg-key ${lab.files.keys.alma}
  npm run lab -- ssh${id} ${host}
  npm run lab -- fault${id} ${host} cut-line     (npm run lab -- faults: all of them)
  npm run lab -- down${id}

What this is not: the userland is Debian's, in packages with CentOS's names and versions; there is no SELinux, and the
kernel is this machine's, so a reboot changes only what uname says. docs/lab.md has the whole list.`);
}

/** `NAME=RELEASE`, or the path of a JSON file with a list of hosts. */
async function readHosts(word: string): Promise<readonly HostSpecification[]> {
  const [name, release, more] = word.split("=");
  if (release !== undefined && more === undefined) return parseFleet(word, [{ name, release }]);
  const text = await readFile(word, "utf8").catch((cause: unknown) => {
    throw new LabError(`Cannot read "${word}": it is neither NAME=RELEASE nor a file`, { cause });
  });
  return parseFleet(word, parseJson(word, text));
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LabError(`Cannot read ${path}: it is not JSON`, { cause });
  }
}

function parseFleet(word: string, value: unknown): readonly HostSpecification[] {
  const result = Fleet.safeParse(value);
  if (result.success) return result.data;
  throw new LabError(`Cannot read "${word}": ${z.prettifyError(result.error)}`);
}

export async function down({ id }: { readonly id: string }): Promise<void> {
  await endLab(id);
}

export async function power(host: string, what: string, { id }: { readonly id: string }): Promise<void> {
  const found = await (await findLab(id)).findHost(host);
  switch (what) {
    case "on":
      await found.powerOn();
      await found.waitUntilUp();
      return;
    case "off":
      await found.powerOff();
      return;
    case "crash":
      await found.crash();
      return;
    default:
      throw new LabError(`Cannot do "${what}": it is on, off or crash`);
  }
}
