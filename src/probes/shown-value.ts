import type { ProbeFamily } from "./probe-family.ts";

/** A value as a person reads it. */
export function shownValue(family: ProbeFamily, value: string): string {
  if (family === "units") return shownUnit(value);
  if (family === "http") return shownAnswer(value);
  if (family === "ports") return value === "the kernel" ? "open, held by the kernel" : `open, held by ${value}`;
  return shortDigests(value);
}

/** `active running enabled notify -` */
export function unitState(value: string): {
  readonly active: string;
  readonly sub: string;
  readonly enablement: string;
  readonly type: string;
  readonly triggered: boolean;
} {
  const [active = "", sub = "", enablement = "", type = "", triggered = ""] = value.split(" ");
  return { active, sub, enablement, type, triggered: triggered === "triggered" };
}

function shownUnit(value: string): string {
  const { active, sub, enablement } = unitState(value);
  const state = active === sub || sub === "unloaded" || sub === "dead" ? active : `${active} (${sub})`;
  return enablement === "-" ? state : `${state}, ${enablement}`;
}

/** `200 <sha256> <sha256 without names and versions>`, `200 varies`, `200 text of a header` */
export function webAnswer(value: string): { readonly status: string; readonly body: string; readonly plain: string } {
  const [status = "", body = "", plain = ""] = value.split(" ");
  return { status, body, plain };
}

function shownAnswer(value: string): string {
  const { status, body, plain } = webAnswer(value);
  if (body === "varies") return `${status}, content varies by itself`;
  if (/^[0-9a-f]{64}$/.test(plain)) return `${status}, content ${body.slice(0, 12)}`;
  return value;
}

/** A digest is known by its first twelve digits. */
function shortDigests(value: string): string {
  return value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");
}
