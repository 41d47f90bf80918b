import { mustRun } from "../run-program.ts";
import { type IpBatch, makeNetwork, plugIn, plugInGuest, setLine, unplug, unplugGuest } from "./ip-batch.ts";

/** The wires of a lab. Everything runs in the network namespace of this process, which is the lab's own. */
export class Network {
  readonly #cut = new Set<number>();

  async make(): Promise<void> {
    await runBatch(makeNetwork());
  }

  async plugIn(hosts: readonly { readonly name: string; readonly index: number }[]): Promise<void> {
    await runBatch(hosts.flatMap(plugIn));
  }

  async unplug(host: { readonly name: string; readonly index: number }): Promise<void> {
    this.#cut.delete(host.index);
    await runBatch(unplug(host));
  }

  async plugInGuest(index: number): Promise<void> {
    await runBatch(plugInGuest(index));
  }

  async unplugGuest(index: number): Promise<void> {
    await runBatch(unplugGuest(index));
  }

  async setLine(index: number, line: "cut" | "restored"): Promise<void> {
    await runBatch(setLine(index, line));
    if (line === "cut") this.#cut.add(index);
    else this.#cut.delete(index);
  }

  line(index: number): "cut" | "restored" {
    return this.#cut.has(index) ? "cut" : "restored";
  }
}

async function runBatch(batch: IpBatch): Promise<void> {
  await mustRun("ip", ["-batch", "-"], { input: `${batch.join("\n")}\n` });
}
