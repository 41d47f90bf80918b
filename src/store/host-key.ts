/** One host in one run. */
export interface HostKey {
  readonly run: string;
  readonly host: string;
}
