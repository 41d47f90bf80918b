import { type Kysely, sql } from "kysely";
import type { RunEvent } from "../workflow/run-event.ts";
import type { HostKey } from "./host-key.ts";
import type { Store } from "./open-store.ts";
import type { Tables } from "./tables.ts";

/** Held while events are written, so that their numbers become visible in order and a watcher misses none. */
const EVENT_LOCK = 7003;
/** Lines of one step; whoever writes more is shortened, not the disk filled. */
const MOST_LINES = 20_000;
const LONGEST_LINE = 2000;
const FLUSH_MILLISECONDS = 150;

/** Writes events within a transaction of the caller's; keep what follows in it short. */
export async function writeEvents(
  transaction: Kysely<Tables>,
  { run, host }: HostKey,
  events: readonly { readonly at: number; readonly event: RunEvent }[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`select pg_advisory_xact_lock(${EVENT_LOCK})`.execute(transaction);
  await transaction
    .insertInto("events")
    .values(events.map(({ at, event }) => ({ run, host, at: new Date(at), event: JSON.stringify(event) })))
    .execute();
}

/** Takes lines as they come and writes them in small heaps. `fail` hears of a line that could not be kept. */
export class LineWriter {
  readonly #store: Store;
  readonly #key: HostKey;
  readonly #fail: (error: unknown) => void;
  #waiting: { at: number; event: RunEvent }[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #lines = 0;

  constructor(store: Store, key: HostKey, fail: (error: unknown) => void) {
    this.#store = store;
    this.#key = key;
    this.#fail = fail;
  }

  write(event: RunEvent & { readonly kind: "line" }): void {
    if (++this.#lines > MOST_LINES) return;
    const text =
      this.#lines === MOST_LINES ? "(more lines of this step are not kept)" : event.text.slice(0, LONGEST_LINE);
    this.#waiting.push({ at: Date.now(), event: { ...event, text } });
    this.#timer ??= setTimeout(() => void this.flush().catch(this.#fail), FLUSH_MILLISECONDS);
  }

  /** Writes what is waiting. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const heap = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing.then(() =>
      heap.length === 0
        ? undefined
        : this.#store.tables.transaction().execute((transaction) => writeEvents(transaction, this.#key, heap)),
    );
    return this.#writing;
  }
}
