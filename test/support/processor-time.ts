/** Milliseconds of processor time that this process has used: what a busy machine does not stretch, as it does the clock. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
