import type { RunEvent } from "../workflow/run-event.ts";

/** `id`: later events have larger ones. `at`: milliseconds since 1970. */
export interface ToldEvent {
  readonly id: number;
  readonly run: string;
  readonly host: string;
  readonly at: number;
  readonly event: RunEvent;
}
