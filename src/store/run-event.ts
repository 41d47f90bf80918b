import type { RunEvent } from "../workflow/run-event.ts";
import type { HostKey } from "./host-key.ts";

/** `id`: later events have larger ones. `at`: milliseconds since 1970. */
export interface ToldEvent extends HostKey {
  readonly id: number;
  readonly at: number;
  readonly event: RunEvent;
}
