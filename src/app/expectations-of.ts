import { parseNevra } from "../package/nevra.ts";
import type { Expectations } from "../probes/expectations.ts";
import type { Conversion } from "../steps/conversion.ts";

export interface ChangeOptions {
  readonly rebooted: boolean;
  readonly waived: Expectations["waived"];
}

/** What a conversion explains of the differences that probes see afterwards. */
export function conversionExpectations(conversion: Conversion, { rebooted, waived }: ChangeOptions): Expectations {
  const nameOf = (nevra: string): string => parseNevra(nevra)?.name ?? nevra;
  const remaining = new Set(conversion.after.map(nameOf));
  const leaving = conversion.leaving.map(nameOf);
  return {
    change: "conversion",
    rebooted,
    changedPackages: new Set(conversion.arriving.map(({ nevra }) => nameOf(nevra))),
    removedPackages: new Set([...leaving, ...conversion.erase].filter((name) => !remaining.has(name))),
    waived,
  };
}

/** After a rollback, or when nothing was done to the host: nothing may differ but what a boot explains. */
export function unchangedExpectations(change: "rollback" | "none", { rebooted, waived }: ChangeOptions): Expectations {
  return { change, rebooted, changedPackages: new Set(), removedPackages: new Set(), waived };
}
