/**
 * A signal that aborts when the user presses Ctrl-C or the process is asked to end. What listens ends its own children at
 * once; then the process dies of the signal, as shells expect (130, 143). Once for a command: each call adds a listener.
 * `leaving` says what goes on without us.
 */
export function interruption(leaving: () => void = () => {}): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      leaving();
      stop.abort();
      process.kill(process.pid, name);
    });
  }
  return stop.signal;
}
