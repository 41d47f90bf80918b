import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";
import { LabError } from "../lab-error.ts";

const Message = z.union([
  z.object({ return: z.unknown() }),
  z.object({ error: z.object({ desc: z.string() }) }),
  z.object({ QMP: z.unknown() }),
  z.object({ event: z.string() }),
]);

/** A line to QEMU's monitor (QMP: one JSON document a line). Commands are sent one after another. */
export class Qmp {
  readonly #socket: Socket;
  readonly #messages: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#messages = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async open(path: string): Promise<Qmp> {
    const socket = connect(path);
    await once(socket, "connect");
    const qmp = new Qmp(socket);
    await qmp.execute("qmp_capabilities");
    return qmp;
  }

  /** Throws LabError with QEMU's words when it cannot. */
  execute(command: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const next = this.#last.then(() => this.#ask(command, parameters));
    this.#last = next.catch(() => {});
    return next;
  }

  /** A command of the monitor for people, such as `savevm NAME`; it says nothing when it did what it should. */
  async command(line: string): Promise<void> {
    const said = z.string().parse(await this.execute("human-monitor-command", { "command-line": line }));
    if (said.trim() !== "") throw new LabError(`Cannot run "${line}" in QEMU's monitor: ${said.trim()}`);
  }

  async #ask(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    for (;;) {
      const { done, value } = await this.#messages.next();
      if (done) throw new LabError(`Cannot run "${command}" in QEMU's monitor: QEMU has ended`);
      const message = Message.parse(JSON.parse(value));
      if ("return" in message) return message.return;
      if ("error" in message) throw new LabError(`Cannot run "${command}" in QEMU's monitor: ${message.error.desc}`);
    }
  }

  close(): void {
    this.#socket.destroy();
  }
}
