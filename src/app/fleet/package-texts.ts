import type { Catalog } from "../../catalog/catalog.ts";
import { hashBytes, Interner } from "../../pool/interner.ts";
import type { Recognition } from "../../routes/recognise.ts";
import type { FleetHost } from "./fleet-host.ts";
import { releaseOfPackage } from "./release-of-package.ts";

/** Number of a package's text: the same for all hosts that a thread has seen. */
export type TextId = number;

/** A host's packages by number, in its order. */
export interface NumberedPackages {
  readonly texts: Int32Array;
  /** The same for the same packages in the same order, in every thread; 62 bits, not fit against forgery. */
  readonly mark: string;
}

/** The texts of all packages that any host has, each once. */
export class PackageTexts {
  readonly #strings = new Interner(1 << 15);
  readonly #catalog: Pick<Catalog, "releases">;
  /** Per text, what system it is the release package of. */
  readonly #systems: (Recognition | "none" | undefined)[] = [];

  constructor(catalog: Pick<Catalog, "releases">) {
    this.#catalog = catalog;
  }

  number({ bytes, spans }: FleetHost): NumberedPackages {
    const texts = new Int32Array(spans.length / 2);
    let low = 0;
    let high = 0;
    for (let i = 0; i < texts.length; i++) {
      const from = spans[2 * i] ?? 0;
      const to = spans[2 * i + 1] ?? 0;
      const hash = hashBytes(bytes, from, to);
      texts[i] = this.#strings.idOfHashed(bytes, from, to, hash);
      low = (Math.imul(low, 31) + hash) & 0x7fffffff;
      high = (Math.imul(high ^ hash, 0x9e3779b1) + i) & 0x7fffffff;
    }
    return { texts, mark: `${low}-${high}` };
  }

  text(id: TextId): string {
    return this.#strings.text(id);
  }

  /** Which release a host runs, by the release package among its packages. */
  releaseOf({ texts }: NumberedPackages): Recognition {
    for (const id of texts) {
      const known = this.#systems[id] ?? releaseOfPackage(this.text(id), this.#catalog) ?? "none";
      this.#systems[id] = known;
      if (known !== "none") return known;
    }
    const because = "none of the packages is the release package of a system";
    return { kind: "unknown", title: "unknown system", because };
  }

  /** What most packages are built for. */
  architectureOf({ texts }: NumberedPackages): string | undefined {
    const counts = new Map<string, number>();
    for (const id of texts) {
      const nevra = this.text(id);
      const arch = nevra.slice(nevra.lastIndexOf(".") + 1);
      if (arch !== "noarch") counts.set(arch, (counts.get(arch) ?? 0) + 1);
    }
    return [...counts].toSorted(([, left], [, right]) => right - left)[0]?.[0];
  }
}
