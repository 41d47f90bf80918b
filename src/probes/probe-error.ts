/** An answer of the probes, or a document of such answers, that is not what it should be. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
}
