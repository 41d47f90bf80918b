import { createServer, type Socket } from "node:net";

export interface SilentServer {
  readonly port: number;
  /** Settles when somebody has called. */
  readonly called: Promise<void>;
  /** Settles when the first caller has gone. */
  readonly left: Promise<void>;
  stop(): Promise<void>;
}

/** A listener on 127.0.0.1 that takes every call and never says a word; with `says` it sends those bytes first. */
export async function silentServer(says?: Uint8Array): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const called = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => left.resolve());
    socket.resume();
    if (says !== undefined) socket.write(says);
    called.resolve();
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen on 127.0.0.1");
  return {
    port: address.port,
    called: called.promise,
    left: left.promise,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}
