import type { Price } from "../resolve/explain/explanation.ts";
import { plural } from "./layout.ts";

/** More packages than this are counted, not named. */
const MOST_NAMED = 4;

const words: readonly (readonly [keyof Price, string])[] = [
  ["removed", "removes"],
  ["downgraded", "downgrades"],
  ["heldBack", "holds back"],
  ["brought", "brings"],
  ["spared", "spares"],
  ["saved", "does without"],
];

/** What a choice costs against the transaction that is shown: losses first, then what is won. */
export function priceText(price: Price): string {
  const parts = words.flatMap(([kind, verb]) => (price[kind].length === 0 ? [] : [`${verb} ${named(price[kind])}`]));
  return parts.length === 0 ? "as shown, nothing else changes" : parts.join("; ");
}

function named(nevras: readonly string[]): string {
  return nevras.length > MOST_NAMED
    ? `${plural(nevras.length, "package")} (${nevras.slice(0, MOST_NAMED).join(", ")} …)`
    : nevras.join(", ");
}
