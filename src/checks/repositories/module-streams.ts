import type { Release } from "../../catalog/release.ts";
import type { FactValue } from "../../facts/facts.ts";
import { type ModuleMove, moduleMoves } from "../../routes/module-moves.ts";
import { check, type Finding, type Undecided, undecided } from "../check.ts";
import { exampleHop, upgradeAlma9 } from "../examples.ts";
import { counted, listed } from "../words.ts";

type Module = FactValue<"modules">[number];

function module(name: string, stream: string): Module {
  return { name, stream, state: "enabled", profiles: [] };
}
const php = module("php", "8.2");
const ol8 = module("container-tools", "ol8");

function universe(streams: Readonly<Record<string, readonly string[]>>) {
  return { universe: { repositories: [], names: new Set<string>(), streams: new Map(Object.entries(streams)) } };
}

export const moduleStreams = check({
  id: "repositories/module-streams",
  code: "F-0312",
  title: "The enabled module streams are there on the target",
  why: "An enabled stream hides all other versions of its packages: if the target lacks it, they are neither updated nor replaced.",
  hops: ["convert", "upgrade"],
  worst: "medium",
  needs: ["modules"],
  examples: [
    { says: "php 8.2, same major", given: { modules: [php] }, context: universe({ php: ["8.1", "8.2"] }), finds: [] },
    {
      says: "a stream that the target has not",
      given: { modules: [php, module("mariadb", "11.8")] },
      context: universe({ php: ["8.1", "8.2"], mariadb: ["10.11"] }),
      finds: ["1 enabled module stream is not in AlmaLinux 9"],
    },
    {
      says: "no list of streams could be read",
      given: { modules: [php] },
      finds: "undecided",
    },
    {
      says: "a module that is disabled",
      given: { modules: [{ name: "perl", stream: "", state: "disabled", profiles: [] }] },
      context: universe({}),
      finds: [],
    },
    {
      says: "streams that only Oracle calls so",
      given: { modules: [module("virt", "ol"), ol8, php] },
      context: {
        ...exampleHop("convert", "oracle-8", "almalinux-8"),
        ...universe({ virt: ["rhel"], "container-tools": ["rhel8", "4.0"], php: ["8.2"] }),
      },
      finds: ["2 module streams are Oracle's own"],
    },
    {
      says: "one of them, where no list of streams could be read",
      given: { modules: [ol8] },
      context: exampleHop("convert", "oracle-8", "almalinux-8"),
      finds: "undecided",
    },
    {
      says: "EL10 has no modules",
      given: { modules: [php] },
      context: upgradeAlma9,
      finds: ["1 module stream is enabled; AlmaLinux 10 has no modules"],
    },
    {
      says: "to another major",
      given: { modules: [php] },
      context: exampleHop("upgrade", "almalinux-8", "almalinux-9"),
      finds: ["1 module stream is enabled; AlmaLinux 9 has its own streams"],
    },
  ],
  run({ modules }, { hops, universe: target }) {
    const enabled = modules.filter((item) => item.state === "enabled" && item.stream !== "");
    const findings: Finding[] = [];
    for (const { kind, from, to } of enabled.length === 0 ? [] : hops) {
      if (kind === "upgrade") {
        findings.push(resetFinding(enabled, to, target?.streams));
        continue;
      }
      if (target?.streams === undefined) return unknownStreams(enabled);
      const moves = moduleMoves(enabled, from, target.streams);
      findings.push(...renamedFinding(moves), ...missingFinding(moves, to));
    }
    return findings;
  },
});

function unknownStreams(enabled: readonly Module[]): Undecided {
  return undecided(`no repository told its module streams; enabled are ${names(enabled)}`);
}

function names(items: readonly Pick<Module, "name" | "stream">[]): string {
  return listed(
    items.map(({ name, stream }) => `${name}:${stream}`),
    8,
  );
}

/** leapp resets all modules on the way to another major version. */
function resetFinding(
  enabled: readonly Module[],
  to: Release,
  streams?: ReadonlyMap<string, readonly string[]>,
): Finding {
  const count = counted(enabled.length, "module stream is", "module streams are");
  const there = enabled.flatMap(({ name }) => {
    const others = streams?.get(name) ?? [];
    return others.length === 0 ? [] : [`${name}: ${others.join(", ")}`];
  });
  return {
    severity: "medium",
    inhibitor: false,
    title: `${count} enabled; ${to.title} ${to.major >= 10 ? "has no modules" : "has its own streams"}`,
    seen: there.length === 0 ? names(enabled) : `${names(enabled)}; ${to.title} has ${listed(there, 8)}`,
    risk: "Each is reset, and its packages move to what the target has: another version, or none",
    fix: `Look which version ${to.title} has of each, and whether the application can take it`,
  };
}

function renamedFinding(moves: readonly ModuleMove[]): readonly Finding[] {
  const renamed = moves.flatMap((move) => (move.kind === "renamed" ? [move] : []));
  if (renamed.length === 0) return [];
  const modules = renamed.map(({ name }) => name).join(" ");
  const targets = renamed.map(({ name, to }) => `${name}:${to}`).join(" ");
  return [
    {
      severity: "medium",
      inhibitor: false,
      title: `${counted(renamed.length, "module stream is", "module streams are")} Oracle's own`,
      seen: names(renamed),
      risk: "AlmaLinux calls these streams rhel: while Oracle's are enabled, their packages are not replaced",
      fix: `dnf module reset ${modules}, and after the move dnf module enable ${targets}`,
    },
  ];
}

function missingFinding(moves: readonly ModuleMove[], to: Release): readonly Finding[] {
  const missing = moves.flatMap((move) => (move.kind === "missing" ? [move] : []));
  if (missing.length === 0) return [];
  const there = missing.map(({ name, stream, others }) =>
    others.length === 0 ? `${name}:${stream}` : `${name}:${stream} (there: ${others.join(", ")})`,
  );
  return [
    {
      severity: "medium",
      inhibitor: false,
      title: `${counted(missing.length, "enabled module stream is", "enabled module streams are")} not in ${to.title}`,
      seen: listed(there, 8),
      risk: "Their packages stay as they are, and get no more fixes: an enabled stream hides all other versions of them",
      fix: `dnf module reset ${missing.map(({ name }) => name).join(" ")}, and enable a stream that ${to.title} has where the application can take it`,
    },
  ];
}
