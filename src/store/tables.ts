import type { ColumnType } from "kysely";

/** Written as JSON text, read as what it says. `json` and not `jsonb`: what hosts say may hold U+0000, which jsonb refuses. */
type AsJson<Value> = ColumnType<Value, string, string>;
type Written = ColumnType<Date, Date | undefined, Date>;

export interface RunTable {
  readonly id: string;
  readonly by: string;
  readonly created_at: Written;
  readonly at_once: number;
  readonly rollback: string;
  readonly options: AsJson<unknown>;
  readonly halted_by: string | null;
  readonly halted_at: Date | null;
}

export interface HostRunTable {
  readonly run: string;
  readonly host: string;
  readonly target: AsJson<unknown>;
  readonly steps: AsJson<unknown>;
  readonly phase: ColumnType<number, number | undefined, number>;
  readonly state: ColumnType<string, string | undefined, string>;
  /** Why this phase began. */
  readonly ordered: ColumnType<unknown, string | null | undefined, string | null>;
  /** The attempt that is under way. */
  readonly now: ColumnType<unknown, string | null | undefined, string | null>;
  readonly question: ColumnType<unknown, string | null | undefined, string | null>;
  readonly outcome: ColumnType<unknown, string | null | undefined, string | null>;
  readonly changed_at: Written;
  readonly ended_at: Date | null;
}

export interface RecordTable {
  readonly workflow: string;
  readonly step: number;
  readonly run: string;
  readonly host: string;
  readonly phase: number;
  readonly record: AsJson<unknown>;
  readonly executor: string;
  readonly written_at: Written;
}

export interface EventTable {
  readonly id: ColumnType<string, never, never>;
  readonly run: string;
  readonly host: string;
  readonly at: Date;
  readonly event: AsJson<unknown>;
}

export interface AnswerTable {
  readonly run: string;
  readonly host: string;
  readonly question: string;
  readonly answer: string;
  readonly by: string;
  readonly at: Written;
}

/** The tables of the schema `ferry`. */
export interface Tables {
  readonly runs: RunTable;
  readonly host_runs: HostRunTable;
  readonly records: RecordTable;
  readonly events: EventTable;
  readonly answers: AnswerTable;
}
