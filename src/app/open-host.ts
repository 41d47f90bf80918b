import { type HostLine, openLine as open } from "../hosts/host-line.ts";
import type { LiveTarget } from "./live-target.ts";

/** A line to a host, for the commands. */
export function openLine(target: LiveTarget): HostLine {
  return open(target);
}
