import { connect } from "node:net";

/** Whether an SSH server greets us there, asked once. */
export function answersSsh(address: string, milliseconds: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host: address, port: 22 });
    function end(answer: boolean): void {
      socket.destroy();
      settle(answer);
    }
    socket.setTimeout(milliseconds, () => end(false));
    socket.once("error", () => end(false));
    socket.once("data", (chunk: Buffer) => end(chunk.subarray(0, 4).toString("latin1") === "SSH-"));
  });
}
