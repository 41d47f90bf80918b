import type { HostLine } from "../../hosts/host-line.ts";
import { type ProbeRun, runProbes } from "../../hosts/probes/run-probes.ts";
import { type Gathered, gatherFacts } from "../gather-facts.ts";
import type { ProbeOptions } from "../migration-options.ts";

const INSPECT_SECONDS = 180;

export interface LookOptions {
  readonly probes: ProbeOptions;
  /** Whether the plan wants the probes too; without it only facts are read. */
  readonly observes: boolean;
}

/**
 * What is read of a host before anything is changed there: facts, then probes, beside the steps between those that want them. It
 * may begin before the first step does. It changes nothing on the host, each part is used once, and what is lost with the process
 * is read again.
 */
export class FirstLook {
  readonly #line: HostLine;
  readonly #options: LookOptions;
  readonly #stop = new AbortController();
  #facts: Promise<Gathered> | undefined;
  #probes: Promise<ProbeRun> | undefined;

  constructor(line: HostLine, options: LookOptions) {
    this.#line = line;
    this.#options = options;
  }

  begin(): void {
    this.#facts ??= kept(this.#readFacts());
    // What waits for the facts waits for them alone. A machine that moves itself is still to get the unit that goes on after its
    // boot: it is observed in its turn.
    if (this.#options.observes && this.#line.target.kind === "ssh")
      this.#probes ??= kept(this.#facts.then(() => this.#runProbes()));
  }

  /** Facts that nobody has had yet. @throws errors of this machine, as inspectHost does */
  facts(): Promise<Gathered> {
    this.begin();
    const facts = this.#facts ?? this.#readFacts();
    this.#facts = undefined;
    return facts;
  }

  /** What the probes see. A host that could not be asked ahead of the step is asked again. @throws as runProbes does */
  async probes(): Promise<ProbeRun> {
    const ahead = await this.#probes;
    this.#probes = undefined;
    return ahead?.kind === "seen" ? ahead : this.#runProbes();
  }

  /** Leaves what is under way. */
  stop(): void {
    this.#stop.abort(new Error("nobody wants to know it any more"));
  }

  async #readFacts(): Promise<Gathered> {
    const { name, target } = this.#line;
    const [gathered] = await gatherFacts([{ kind: "target", target }], {
      connection: { become: target.become, trustNew: false, forks: 1, timeoutSeconds: INSPECT_SECONDS },
      signal: this.#stop.signal,
    });
    if (gathered === undefined) throw new Error(`Cannot read ${name}: no answer was made`);
    return gathered;
  }

  #runProbes(): Promise<ProbeRun> {
    const { probes } = this.#options;
    const files = probes.files.length > 0 ? (["files"] as const) : [];
    return runProbes(this.#line, { groups: ["quick", ...files, "rpm"], probes, signal: this.#stop.signal });
  }
}

/** Who asks for it hears of its failure; until then nobody does. */
function kept<Value>(work: Promise<Value>): Promise<Value> {
  work.catch(() => {});
  return work;
}
