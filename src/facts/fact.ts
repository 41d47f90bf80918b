/** A fact was read, or is known not to exist on this host, or could not be read. Unreadable is never the same as absent. */
export type Fact<Value> =
  | { readonly kind: "known"; readonly value: Value }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string };

export function known<Value>(value: Value): Fact<Value> {
  return { kind: "known", value };
}

export const absent: Fact<never> = { kind: "absent" };

export function unreadable(reason: string): Fact<never> {
  return { kind: "unreadable", reason };
}
