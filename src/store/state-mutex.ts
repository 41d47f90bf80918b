import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { StoreError } from "./store-error.ts";

export interface StateMutex {
  readonly release: () => void;
}

/**
 * Holds the one mutex of this folder, or gives undefined where another process has it. It is an abstract unix socket (unix(7)):
 * the kernel drops it when its holder dies, however that happens. @throws StoreError where there are none
 */
export function holdStateMutex(folder: string): Promise<StateMutex | undefined> {
  if (process.platform !== "linux") {
    throw new StoreError("Cannot keep a private PostgreSQL on this system: set FERRY_DATABASE_URL to one of yours");
  }
  const name = `\0ferry-${createHash("sha256").update(folder).digest("hex").slice(0, 40)}`;
  return new Promise((settle, fail) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") settle(undefined);
      else fail(error);
    });
    server.listen(name, () => {
      server.unref();
      settle({ release: () => void server.close() });
    });
  });
}
