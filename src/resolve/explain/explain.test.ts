import { expect, test } from "vitest";
import { type MadePackage, madePool } from "../../../test/support/made-host.ts";
import type { DistroSyncOptions } from "../distro-sync-options.ts";
import { nevraOf } from "../package-words.ts";
import { explainPackage } from "./explain-package.ts";
import { explainProblems } from "./explain-problems.ts";
import type { Choice, Explanation } from "./explanation.ts";
import { findSubjects, losers } from "./find-subjects.ts";
import { type Situation, situationOf } from "./situation.ts";

type Packages = readonly (MadePackage | string)[];

function situation(
  installed: Packages,
  target: Packages | Readonly<Record<string, Packages>>,
  options: DistroSyncOptions = {},
): Situation {
  const repositories = Array.isArray(target) ? { target } : (target as Readonly<Record<string, Packages>>);
  return situationOf(madePool(installed, repositories), options);
}

function explained(host: Situation, pattern: string): Explanation {
  const [id, second] = findSubjects(host, pattern);
  if (id === undefined || second !== undefined) throw new Error(`${pattern} names not one package`);
  return explainPackage(host, id);
}

/** A choice in one line, only what it changes. */
function short({ what, price }: Choice): string {
  const parts = Object.entries(price);
  return [what, ...parts.flatMap(([kind, names]) => (names.length === 0 ? [] : [`${kind} ${names.join(" ")}`]))].join(
    "; ",
  );
}

const contradiction: Packages = [
  { nevra: "agent-7-1.x86_64", requires: ["podman >= 5.5"] },
  { nevra: "panel-1-1.noarch", requires: ["agent"] },
  "podman-5.5-1.x86_64",
];

test("a removal says what contradicts what, who goes along, and what each way out costs", () => {
  const host = situation(contradiction, ["podman-5.4-1.x86_64"]);
  const { choices, ...agent } = explained(host, "agent");
  expect(agent).toEqual({
    package: "agent-7-1.x86_64",
    fate: "removed",
    what: "agent-7-1.x86_64 is removed",
    because: [
      "agent-7-1.x86_64 is installed and is not to be lost",
      "the target has podman-5.4-1.x86_64, not podman-5.5-1.x86_64",
      "agent-7-1.x86_64 requires podman >= 5.5, which only podman-5.5-1.x86_64 provides",
    ],
    so: "agent-7-1.x86_64 cannot stay",
    asked: "the move: each installed package becomes the target's build",
    alternatives: [],
  });
  expect(choices.map(short)).toEqual([
    "keep podman-5.5-1.x86_64 as it is (excludepkgs=podman.x86_64); spared agent-7-1.x86_64 panel-1-1.noarch; heldBack podman-5.5-1.x86_64",
    "remove agent-7-1.x86_64",
  ]);
  expect(explained(host, "panel")).toMatchObject({
    because: [
      "panel-1-1.noarch is installed and is not to be lost",
      "the newest that the target has of podman is podman-5.4-1.x86_64, older than the installed podman-5.5-1.x86_64",
      "panel-1-1.noarch requires agent, which only agent-7-1.x86_64 provides",
      "agent-7-1.x86_64 requires podman >= 5.5, which only podman-5.5-1.x86_64 provides",
    ],
    so: "panel-1-1.noarch cannot stay beside podman-5.4-1.x86_64",
  });
});

test("what was tried for one answer does not colour the next", () => {
  const host = situation(contradiction, ["podman-5.4-1.x86_64", "unused-1-1.x86_64"], { excludes: ["unused"] });
  const considered = host.pool.considered.slice();
  const names = ["agent", "panel", "podman"];
  const first = names.map((name) => explained(host, name));
  expect(names.toReversed().map((name) => explained(host, name))).toEqual(first.toReversed());
  explainPackage(host, findSubjects(host, "unused")[0]!);
  expect(host.pool.considered).toEqual(considered);
});

test("the problems of a host are the same chains; those past the priced ones have no ways out", () => {
  const host = situation(contradiction, ["podman-5.4-1.x86_64"]);
  const problems = explainProblems(host, 1);
  expect(problems.map(({ so, choices }) => [so, choices.length])).toEqual([
    ["agent-7-1.x86_64 cannot stay", 2],
    ["panel-1-1.noarch cannot stay beside podman-5.4-1.x86_64", 0],
  ]);
});

test("what a host loses: what goes, what is held back, what becomes older", () => {
  const host = situation(
    [...contradiction, "held-1-1.x86_64", "same-1-1.x86_64", "orphan-1-1.x86_64"],
    ["podman-5.4-1.x86_64", "held-2-1.x86_64", "same-1-1.x86_64"],
    { excludes: ["held"] },
  );
  expect(losers(host).map((id) => nevraOf(host.pool, id))).toEqual([
    "agent-7-1.x86_64",
    "panel-1-1.noarch",
    "held-1-1.x86_64",
    "podman-5.5-1.x86_64",
  ]);
});

test("a new package is traced back to the installed one that it comes for", () => {
  const host = situation(
    ["web-1-1.x86_64"],
    [
      { nevra: "web-2-1.x86_64", requires: ["libnew >= 2"] },
      { nevra: "libnew-2-1.x86_64", recommends: ["nice"] },
      { nevra: "libnew-3-1.x86_64", recommends: ["nice"] },
      { nevra: "other-9-1.x86_64", provides: ["libnew = 2"] },
      "nice-1-1.noarch",
    ],
  );
  const { choices, ...library } = explained(host, "libnew");
  expect(library).toMatchObject({
    fate: "new",
    what: "libnew-3-1.x86_64 comes in as a new package",
    because: [
      "the target has web-2-1.x86_64, which is newer than the installed web-1-1.x86_64",
      expect.stringMatching(/^web-2-1.x86_64 requires libnew >= 2, /),
    ],
    so: "libnew-3-1.x86_64 comes in",
    alternatives: [
      { nevra: "libnew-2-1.x86_64", repository: "target", why: "older" },
      {
        nevra: "other-9-1.x86_64",
        repository: "target",
        why: "would do as well; the solver takes the first by repository, name and version",
      },
    ],
  });
  expect(choices.map(short)).toEqual([
    "do without libnew-3-1.x86_64; brought other-9-1.x86_64; saved libnew-3-1.x86_64 nice-1-1.noarch",
  ]);
  expect(explained(host, "nice")).toMatchObject({
    because: [
      expect.any(String),
      expect.any(String),
      "libnew-3-1.x86_64 recommends nice, and nothing else provides it yet",
    ],
    asked: "nobody: it is only recommended",
  });
});

test("a downgrade, a replacement and a rebuild say which build the target has", () => {
  const host = situation(
    ["old-3-1.x86_64", { nevra: "same-1-1.x86_64", vendor: "CentOS" }, "gone-1-1.x86_64"],
    [
      "old-2-1.x86_64",
      "old-1-1.x86_64",
      { nevra: "same-1-1.x86_64", vendor: "AlmaLinux" },
      { nevra: "heir-1-1.x86_64", obsoletes: ["gone < 2"] },
    ],
  );
  expect(explained(host, "old")).toMatchObject({
    what: "old-3-1.x86_64 is downgraded to old-2-1.x86_64",
    because: ["the newest that the target has of old is old-2-1.x86_64, older than the installed old-3-1.x86_64"],
    alternatives: [{ nevra: "old-1-1.x86_64", repository: "target", why: "older" }],
  });
  expect(explained(host, "old").choices.map(short)).toEqual([
    "keep old-3-1.x86_64 as it is (excludepkgs=old.x86_64); heldBack old-3-1.x86_64",
  ]);
  expect(explained(host, "same")).toMatchObject({
    fate: "rebuilt",
    because: ["the target has its own build of same-1-1.x86_64"],
  });
  expect(explained(host, "gone")).toMatchObject({
    fate: "replaced",
    because: ["heir-1-1.x86_64 obsoletes gone, which is installed as gone-1-1.x86_64"],
  });
});

test("what an exclude hides is held back, and taken once the exclude is dropped", () => {
  const host = situation(["held-1-1.x86_64"], ["held-2-1.x86_64"], { repositoryExcludes: { target: ["held"] } });
  expect(explained(host, "held")).toMatchObject({ fate: "held back", so: "held-1-1.x86_64 stays" });
  const everywhere = situation(["user-1-1.x86_64", "held-1-1.x86_64"], ["held-2-1.x86_64"], { excludes: ["held-2*"] });
  expect(explained(everywhere, "held").choices.map(short)).toEqual([
    'drop the exclude "held-2*"',
    "remove held-1-1.x86_64; removed held-1-1.x86_64",
  ]);
});

test("what the target does not have stays; who needs it is told, and what its removal would cost", () => {
  const host = situation(["lib-1-1.x86_64", { nevra: "shop-1-1.x86_64", requires: ["lib"] }], ["other-1-1.x86_64"]);
  expect(explained(host, "lib")).toMatchObject({
    fate: "kept",
    because: ["no repository of the target has any build of lib", "shop-1-1.x86_64 requires it"],
    asked: "nobody: what the target does not have stays as it is",
  });
  expect(explained(host, "lib").choices.map(short)).toEqual([
    "remove lib-1-1.x86_64; removed lib-1-1.x86_64 shop-1-1.x86_64",
  ]);
  expect(explained(host, "other")).toMatchObject({ fate: "not installed", asked: "nobody" });
});

test("what the move erases and what a limit erases says so, and offers nothing", () => {
  const kernels = ["1", "2", "3"].map((version) => `kernel-${version}-1.x86_64`);
  const host = situation([...kernels, "centos-release-9-1.noarch", "alma-release-9-1.noarch"], ["kernel-4-1.x86_64"], {
    erase: [{ name: "centos-release", why: "alma-release takes its place" }],
  });
  expect(explained(host, "centos-release")).toMatchObject({
    because: ["alma-release takes its place"],
    asked: "Ferry, for the new release",
    choices: [],
  });
  expect(explained(host, "kernel-1-1")).toMatchObject({
    because: ["more versions of kernel would be installed than may stay side by side"],
    asked: "the limit of versions side by side (installonly_limit=3)",
    choices: [],
  });
});

test("a protected package that would have to go leaves no transaction: what stands in the way is told", () => {
  const host = situation(contradiction, ["podman-5.4-1.x86_64"], { protectedPackages: ["agent"] });
  expect(explained(host, "agent")).toMatchObject({ fate: "undecided", so: "agent-7-1.x86_64 cannot stay" });
});

test("every package of a long chain is told in sentences without recursion", () => {
  const chain = Array.from(
    { length: 2_000 },
    (_, index): MadePackage => ({
      nevra: `p${index}-1-1.noarch`,
      requires: [`p${index + 1}`],
    }),
  );
  const host = situation(
    ["start-1-1.noarch"],
    [{ nevra: "start-2-1.noarch", requires: ["p0"] }, ...chain, "p2000-1-1.noarch"],
  );
  const { because } = explained(host, "p2000");
  expect(because[0]).toBe("p1992-1-1.noarch is needed in turn by others, and so on");
  expect(because.at(-1)).toBe("p1999-1-1.noarch requires p2000, which only p2000-1-1.noarch provides");
});
