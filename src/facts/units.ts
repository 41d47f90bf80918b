import type { FactValue } from "./facts.ts";
import { type Line, linesOf, wordsOf } from "./lines.ts";

type Unit = FactValue<"units">[number];

/**
 * Reads `systemctl list-units --all --plain --no-legend`, an empty line, `systemctl list-unit-files --no-legend` (systemd 219
 * to 257). A first column of a mark (●, ○, ×, *) is passed over, and so is any line whose first word is no unit name: headings
 * and legends. Units that are only referred to (`not-found`) and do not run are left out: there is nothing of them on the host.
 *
 * @example
 * sshd.service loaded active running OpenSSH server daemon
 * kdump.service loaded failed failed Crash recovery kernel arming
 *
 * sshd.service enabled enabled
 */
export function parseUnits(text: string): Unit[] {
  const units = new Map<string, { active?: string; sub?: string; enablement?: string }>();
  const gap = /(?:^|\n)[ \t]*\n/.exec(text);
  const loaded = linesOf(gap === null ? text : text.slice(0, gap.index));
  const files = linesOf(gap === null ? "" : text.slice(gap.index));
  for (const line of loaded) {
    const [name, load, active, sub] = unitWords(line);
    if (name === undefined || load === undefined || active === undefined || sub === undefined) continue;
    if (load === "not-found" && active === "inactive") continue;
    units.set(name, { active, sub });
  }
  for (const line of files) {
    const [name, state] = unitWords(line);
    if (name === undefined || state === undefined) continue;
    units.set(name, { ...units.get(name), enablement: state });
  }
  return [...units].map(([name, state]) => ({ name, ...state }));
}

const unitName = /^\S+\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope|snapshot)$/;

function unitWords(line: Line): readonly string[] {
  const words = wordsOf(line.text);
  const start = /^[●○×↻*]$/.test(words[0] ?? "") ? 1 : 0;
  return unitName.test(words[start] ?? "") ? words.slice(start) : [];
}
