import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Profile, profiles, weights, worthOfLatency, worthOfPackages, worthOfSupport } from "./advice-rules.ts";
import { advise, unknownEvidence } from "./advise.ts";
import { type Candidate, type Evidence, evidenceTopics } from "./choice.ts";

const told = { by: null, waiting: [] };

function evidence(topic: Evidence["topic"], rest: Partial<Evidence> = {}): Evidence {
  return { topic, verdict: "for", worth: 1, short: "x", says: `${topic} says`, details: [], numbers: [], ...rest };
}

function candidate(target: string, changed: readonly Evidence[], stays = false): Candidate {
  const topics = evidenceTopics.map((topic) => changed.find((one) => one.topic === topic) ?? evidence(topic));
  return { target, title: target, stays, evidence: topics };
}

const support = (days: number): Evidence => evidence("support", { worth: worthOfSupport(days) });
const stopped = (topic: Evidence["topic"]): Evidence =>
  evidence(topic, { verdict: "stops", rule: topic === "support" ? "unsupported" : "does-not-boot", worth: 0 });

const anyEvidence = (topic: Evidence["topic"]): fc.Arbitrary<Evidence> =>
  fc
    .record({
      worth: fc.double({ min: 0, max: 1, noNaN: true }),
      verdict: fc.constantFrom("for", "neutral", "against", "unknown", "not-asked", "stops"),
      mendable: fc.boolean(),
    })
    .map(({ worth, verdict, mendable }) =>
      verdict === "stops"
        ? { ...stopped(topic), remedy: mendable ? "something" : undefined }
        : evidence(topic, {
            worth,
            verdict: verdict as Evidence["verdict"],
            remedy: mendable ? "something" : undefined,
          }),
    );
const anyCandidates = fc
  .array(fc.tuple(...evidenceTopics.map((topic) => anyEvidence(topic))), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((one, index) => candidate(`release-${index}`, one, index === 0)));
const anyProfile = fc.constantFrom(...profiles);

function placeOf(candidates: readonly Candidate[], profile: Profile, target: string): number {
  return advise(candidates, profile, told).ranking.findIndex((one) => one.target === target);
}

test("more support never makes a target worse", () => {
  fc.assert(
    fc.property(anyCandidates, anyProfile, fc.nat(9), fc.nat(5000), fc.nat(5000), (all, profile, which, days, more) => {
      const target = all[which % all.length]?.target ?? "";
      const withSupport = (left: number) =>
        all.map((one) =>
          one.target === target
            ? { ...one, evidence: one.evidence.map((each) => (each.topic === "support" ? support(left) : each)) }
            : one,
        );
      const before = placeOf(withSupport(days), profile, target);
      const after = placeOf(withSupport(days + more), profile, target);
      expect(after).toBeLessThanOrEqual(before);
    }),
  );
});

test("a target that a hard rule hits is never advised, and every other is ranked", () => {
  fc.assert(
    fc.property(anyCandidates, anyProfile, (all, profile) => {
      const advice = advise(all, profile, told);
      const blocked = all
        .filter((one) => one.evidence.some(({ verdict }) => verdict === "stops"))
        .map((one) => one.target);
      expect(advice.ranking.map(({ target }) => target).filter((target) => blocked.includes(target))).toEqual([]);
      expect(advice.ranking).toHaveLength(all.length - blocked.length);
      expect(advice.kind).toBe(blocked.length === all.length ? "none" : "advised");
      expect([...new Set(advice.excluded.map(({ target }) => target))]).toEqual(blocked);
      if (advice.kind === "advised") expect(advice.reasons.length).toBeLessThanOrEqual(3);
    }),
  );
});

test("what is not known of the advised is named, and counts less than what is fine", () => {
  fc.assert(
    fc.property(anyCandidates, anyProfile, fc.constantFrom(...evidenceTopics), (all, profile, topic) => {
      const [first] = all;
      if (first === undefined) return;
      const put = (one: Evidence) => [
        candidate(
          "a",
          first.evidence.map((each) => (each.topic === topic ? one : each)),
        ),
        ...all.slice(1),
      ];
      const known = placeOf(put(evidence(topic)), profile, "a");
      const unknown = placeOf(put(unknownEvidence(topic, "nobody knows")), profile, "a");
      expect(unknown).toBeGreaterThanOrEqual(known);
      const advice = advise(put(unknownEvidence(topic, "nobody knows")), profile, told);
      if (advice.kind === "advised" && advice.target === "a") {
        expect(advice.against.map(({ says }) => says)).toContain("nobody knows");
      }
    }),
  );
});

test("the worth of support, packages and latency only falls as they get worse", () => {
  const days = fc.integer({ min: -1000, max: 10_000 });
  fc.assert(
    fc.property(days, fc.nat(1000), (left, more) => {
      expect(worthOfSupport(left + more)).toBeGreaterThanOrEqual(worthOfSupport(left));
      expect([worthOfSupport(left) >= 0, worthOfSupport(left) <= 1]).toEqual([true, true]);
    }),
  );
  expect(worthOfPackages(0, 0, 500)).toBe(1);
  expect(worthOfPackages(2, 0, 500)).toBeLessThan(worthOfPackages(1, 0, 500));
  expect(worthOfPackages(0, 200, 500)).toBeLessThan(worthOfPackages(0, 100, 500));
  expect(worthOfLatency(3)).toBeLessThan(worthOfLatency(1));
});

test("every profile weighs every topic", () => {
  for (const profile of profiles) {
    expect(Object.keys(weights[profile]).toSorted()).toEqual([...evidenceTopics].toSorted());
    expect(Object.values(weights[profile]).every((weight) => weight > 0)).toBe(true);
  }
});

test("staying that is out is the first reason, and what would mend a better one is told", () => {
  const stay = candidate("centos-linux-7", [stopped("support")], true);
  const nine = candidate("almalinux-9", [support(2000)]);
  const ten = candidate("almalinux-10", [support(3100), { ...stopped("processor"), remedy: "an x86-64-v3 processor" }]);
  const advice = advise([stay, nine, ten], "production", { by: "2024-06-30", waiting: ["waiting costs"] });
  expect(advice).toMatchObject({ kind: "advised", target: "almalinux-9", waiting: ["waiting costs"] });
  expect(advice.reasons[0]?.says).toBe("Staying is out: support says");
  expect(advice.reasons).toHaveLength(3);
  expect(advice.wouldChange).toEqual(["With an x86-64-v3 processor: almalinux-10"]);
});

test("an unknown that could turn the answer is told", () => {
  const one = candidate("a", [unknownEvidence("packages", "not solved"), support(4000)]);
  const other = candidate("b", [evidence("packages", { worth: 0.2 }), support(3900)]);
  const { wouldChange } = advise([one, other], "production", told);
  expect(wouldChange).toContain("If what is not known of it (packages) turns out badly: b");
});

test("where every candidate is out, none is advised, and each is told why", () => {
  const advice = advise(
    [candidate("a", [stopped("support")], true), candidate("b", [stopped("devices")])],
    "testing",
    told,
  );
  expect(advice.kind).toBe("none");
  expect(advice.reasons.map(({ says }) => says)).toEqual([
    "a: nobody publishes security fixes for it any more. support says",
    "b: this host would not start, or not come back to the network. devices says",
  ]);
});
