import type { FactName, Facts, FactValue } from "../facts/facts.ts";

/** The value of a fact, undefined where it is absent or unreadable. */
export function valueOf<Name extends FactName>(facts: Facts, name: Name): FactValue<Name> | undefined {
  const fact = facts[name];
  return fact.kind === "known" ? fact.value : undefined;
}
