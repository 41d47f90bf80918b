import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { factsOf } from "../../facts/read-facts.ts";
import { createFleetPool, type FleetPool } from "../../pool/fleet-pool.ts";
import type { PackageTable } from "../../pool/package-table.ts";
import { openPackageTable } from "../../pool/package-table-file.ts";
import type { PackageId, Pool } from "../../pool/pool.ts";
import { textOf } from "../../pool/table-text.ts";
import type { ProblemView } from "../../report/assessment.ts";
import type { CohortAnswer } from "../../report/fleet-assessment.ts";
import { type ChangeCounts, countChanges } from "../../resolve/count-changes.ts";
import { protectedSentence, runDistroSync } from "../../resolve/distro-sync.ts";
import type { DistroSyncOptions } from "../../resolve/distro-sync-options.ts";
import { nameOf } from "../../resolve/package-words.ts";
import { readProblems, readReasons } from "../../resolve/read-resolution.ts";
import type { Problem } from "../../resolve/resolution.ts";
import { releasePackages } from "../../routes/release-packages.ts";
import { ReusedRoom } from "../../solver/room.ts";
import { inPlainWords } from "../plain-words.ts";
import { distroSyncOptions } from "../prepare-host.ts";
import { solveModules } from "../solve-modules.ts";
import { createInventory } from "./fleet-inventory.ts";
import type { FleetWay, HostAnswer } from "./fleet-messages.ts";
import type { NumberedPackages, PackageTexts } from "./package-texts.ts";

type Way = FleetWay & { readonly kind: "solve" };

/** An answer and its key; `describe` makes it whole, which is needed for the first host of a cohort only. */
interface Solved {
  readonly answer: HostAnswer;
  readonly describe: () => CohortAnswer;
}

export interface FleetSolver {
  /** `describe` of the answer holds until the next host is solved. */
  solve(id: string, packages: NumberedPackages): Solved;
}

/** A host is not worth more; the limit of a single one is higher. */
const CONFLICTS = 20_000;
/** A file of facts that tells nothing but packages. */
const noFacts = factsOf(new Map());

/** Solves hosts of one way, one after the other, in one pool. Hosts with the same packages are solved once. */
export function createFleetSolver(way: Way, release: string, texts: PackageTexts): FleetSolver {
  const repositories = way.repositories.map((one) => ({
    ...one,
    table: openPackageTable(one.table, `of ${one.id}`, crc32),
  }));
  const tables = repositories.map(({ table }) => table);
  const origins = way.origins.map((bytes) => openPackageTable(bytes, "of an origin", crc32));
  const fleet = createFleetPool({ architecture: way.architecture, repositories });
  const names = namesOf(tables);
  const inventory = createInventory(fleet, texts, tables, origins, names);
  const known = new Map<string, Omit<HostAnswer, "id">>();
  const room = new ReusedRoom();
  const modules = modulesOf(fleet, way);
  return {
    solve(id, packages) {
      const { buffer, byteOffset, byteLength } = packages.texts;
      const set = hash("sha256", new Uint8Array(buffer, byteOffset, byteLength), "base64");
      const before = known.get(set);
      if (before !== undefined) return { answer: { id, ...before }, describe: () => unexpected(id) };
      room.clear();
      const pool = inventory.host(packages.texts);
      const installed = { has: (name: string) => isNameInstalled(pool, name) };
      const swaps = releasePackages(way.hop.from, installed, names, { renames: way.renames });
      // What only the old distribution has is no loss.
      const replaced = new Set([
        ...swaps.swap.map(({ from }) => from),
        ...swaps.drop.map(({ name: dropped }) => dropped),
      ]);
      const options: DistroSyncOptions = {
        ...distroSyncOptions(noFacts, repositories, swaps),
        hiddenByModules: modules(pool),
        conflictLimit: CONFLICTS,
        room,
      };
      const result = solveOne(pool, options);
      const key = {
        release,
        target: way.hop.to.id,
        architecture: way.architecture,
        outcome: result.reasons.length === 0 ? "ready" : "blocked",
        reason: "",
        basis: result.basis,
        lost: (result.changes?.lost ?? [])
          .map((name) => pool.strings.text(name))
          .filter((name) => !replaced.has(name))
          .sort(),
      } as const;
      const { changes } = result;
      const answer = {
        cohort: hash("sha256", JSON.stringify([key, result.reasons]), "base64"),
        counts: [packages.texts.length, ...countsOf(changes)],
        inventory: packages.mark,
        transaction: changes?.mark ?? "",
      };
      known.set(set, answer);
      return {
        answer: { id, ...answer },
        describe: () => ({ ...key, problems: result.problems().map(problemView) }),
      };
    },
  };
}

function problemView({ because, choices }: Problem): ProblemView {
  return { kind: "packages", because: because.map(inPlainWords), choices };
}

function unexpected(id: string): never {
  throw new Error(
    `Cannot describe the answer of ${id}: a host with the same packages was solved before, and told then`,
  );
}

function countsOf(changes: ChangeCounts | undefined): readonly number[] {
  if (changes === undefined) return [0, 0, 0, 0, 0, 0];
  const { install, upgrade, downgrade, reinstall, obsolete, remove } = changes;
  return [install, upgrade, downgrade, reinstall, obsolete, remove];
}

interface OneSolution {
  readonly basis: CohortAnswer["basis"];
  readonly reasons: readonly (readonly string[])[];
  readonly problems: () => readonly Problem[];
  readonly changes: ChangeCounts | undefined;
}

/** As solveHost does for a host of which more is known: a sync, and where that has problems one that may let packages go. */
function solveOne(pool: Pool, options: DistroSyncOptions): OneSolution {
  const { result, untouchable, hiddenByModules } = runDistroSync(pool, options);
  if (result.search.conflicts >= CONFLICTS) {
    const because = [`The solver gave up after ${result.search.conflicts} conflicts`];
    return { basis: "none", reasons: [because], problems: () => [{ because, choices: [] }], changes: undefined };
  }
  const changes = countChanges(result);
  const lost = lostOf(pool, changes.gone, untouchable);
  if (result.problems.length === 0 && lost.length === 0)
    return { basis: "exact", reasons: [], problems: () => [], changes };
  const protectedOnes = lost.length === 0 ? [] : [[protectedSentence(lost)]];
  const reasons = result.problems.length === 0 ? protectedOnes : readReasons(result, hiddenByModules);
  const second = runDistroSync(pool, { ...options, allowErasing: true });
  const after = countChanges(second.result);
  const isSolved =
    second.result.problems.length === 0 &&
    second.result.search.conflicts < CONFLICTS &&
    lostOf(pool, after.gone, second.untouchable).length === 0;
  return {
    basis: isSolved ? "with-erasing" : "none",
    reasons,
    problems: () =>
      result.problems.length === 0
        ? protectedOnes.map((because) => ({ because, choices: [] }))
        : readProblems(result, hiddenByModules),
    changes: isSolved ? after : undefined,
  };
}

function lostOf(pool: Pool, gone: readonly PackageId[], untouchable: ReadonlySet<PackageId>): readonly string[] {
  return gone.filter((id) => untouchable.has(id)).map((id) => nameOf(pool, id));
}

function isNameInstalled(pool: Pool, text: string): boolean {
  const name = pool.strings.findText(text);
  return name !== 0 && pool.names.subarray(pool.installedStart, pool.installedEnd).includes(name);
}

function namesOf(tables: readonly PackageTable[]): ReadonlySet<string> {
  return new Set(tables.flatMap((table) => Array.from(new Set(table.names), (id) => textOf(table, id))));
}

/** What modules hide, by where the repositories lie in a host's pool: a fleet file tells no states, so the defaults hold. */
function modulesOf(fleet: FleetPool, way: Way): (pool: Pool) => ReadonlySet<PackageId> {
  const { hidden } = solveModules(fleet.repositories, noFacts, way.hop, way.architecture, way.repositories);
  const known = new Map<number, ReadonlySet<PackageId>>();
  return (pool: Pool): ReadonlySet<PackageId> => {
    const shift = pool.count - fleet.repositories.count;
    const set = known.get(shift) ?? new Set([...hidden].map((id) => id + shift));
    known.set(shift, set);
    return set;
  };
}
