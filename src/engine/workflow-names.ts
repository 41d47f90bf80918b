import type { HostKey } from "../store/host-key.ts";

/** The durable workflow that works on a host in one phase of its run. */
export function hostWorkflow({ run, host }: HostKey, phase: number): string {
  return `${run}:${host}:${phase}`;
}

/** The one that waits for the answer to what the former asked. */
export function answerWorkflow(key: HostKey, phase: number): string {
  return `${hostWorkflow(key, phase)}:answer`;
}

/** Hosts of one run wait in one queue, which only processes that attend this run look into. */
export function runQueue(run: string): string {
  return `run-${run}`;
}

/** The run is without colons; the host may have some. Undefined for a name that is not ours. */
export function hostOfWorkflow(name: string): (HostKey & { readonly phase: number }) | undefined {
  const [, run, host, phase] = /^([^:]+):(.+):(\d+)(?::answer)?$/.exec(name) ?? [];
  return run === undefined || host === undefined ? undefined : { run, host, phase: Number(phase) };
}
