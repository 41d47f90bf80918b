/** The exit codes of every command (docs/cli.md). Several causes: FAILED, then HOST_FAILED, BLOCKED, UNREACHABLE, UNDECIDED. */
export const DONE = 0;
export const FAILED = 1;
export const BLOCKED = 2;
/** A host failed while it was changed, or is not as before. */
export const HOST_FAILED = 3;
export const UNREACHABLE = 4;
/** Somebody has to decide before it goes on. */
export const UNDECIDED = 5;
export const USAGE = 64;
export const DIFFERENT = 100;
