/** The exit codes of every command (docs/cli.md). Several causes: FAILED, then BLOCKED, then UNREACHABLE. */
export const DONE = 0;
export const FAILED = 1;
export const BLOCKED = 2;
export const UNREACHABLE = 4;
export const USAGE = 64;
export const DIFFERENT = 100;
