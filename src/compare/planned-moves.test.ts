import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dataFiles } from "../../test/data-files.ts";
import { parseCatalog } from "../catalog/parse-catalog.ts";
import type { Release } from "../catalog/release.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { PlannedMovesError, parsePlannedMoves } from "./planned-moves.ts";

const catalog = parseCatalog(dataFiles());
const { releases } = catalog;

function release(id: string): Release {
  const found = releases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no release ${id}`);
  return found;
}

test("a file of planned moves is read, with the number of each line", () => {
  const text =
    '\uFEFFhost,date,target\r\n# the shop\r\nweb*, 2027-03-01 ,almalinux-9\r\n\r\n"db1","2027-04-12","AlmaLinux 9"\n';
  expect(parsePlannedMoves(text, releases).map(({ target, ...rest }) => ({ ...rest, target: target.id }))).toEqual([
    { line: 3, pattern: "web*", date: "2027-03-01", target: "almalinux-9" },
    { line: 5, pattern: "db1", date: "2027-04-12", target: "almalinux-9" },
  ]);
});

test.each([
  ["web1,2027-03-01", "line 1: expected host,date,target, found 2 fields"],
  ["\nweb1,2027-02-29,almalinux-9", 'line 2: "2027-02-29" is no day; write it as 2027-03-01'],
  ["web1,1.3.2027,almalinux-9", 'line 1: "1.3.2027" is no day; write it as 2027-03-01'],
  ["web1,2027-03-01,almalinux-11", 'line 1: "almalinux-11" is no release that Ferry knows, such as almalinux-9'],
  ["web 1,2027-03-01,almalinux-9", 'line 1: "web 1" is no name or pattern of a host'],
  ["a,2027-03-01,almalinux-9\nhost,date,target", 'line 2: "date" is no day; write it as 2027-03-01'],
])("%j is refused with its line", (text, message) => {
  expect(() => parsePlannedMoves(text, releases)).toThrow(new PlannedMovesError(message));
});

test("any text is read or refused", () => {
  const field = fc.oneof(fc.string(), fc.constantFrom("web*", "2027-03-01", "almalinux-9", '"'));
  const line = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(","));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        for (const { pattern, date } of parsePlannedMoves(lines.join("\n"), releases)) {
          expect([pattern, date]).not.toContain("");
        }
      } catch (error) {
        expect(error).toBeInstanceOf(PlannedMovesError);
      }
    }),
  );
});

function planned(text: string, ...runs: readonly (readonly [host: string, release: string])[]) {
  const hosts = runs.length === 0 ? undefined : runs.map(([host, id]) => ({ host, release: release(id) }));
  return lifecycleOf(hosts, catalog, "2026-11-23", parsePlannedMoves(text, releases));
}

test.each([
  ["in time", "2027-03-01,almalinux-9", []],
  [
    "after the end of support",
    "2027-06-10,almalinux-9",
    ["CentOS Stream 9 has no security fixes from 2027-05-31 on: 10 days before the move"],
  ],
  ["in the past", "2026-11-20,almalinux-9", ["The day is past by 3 days"]],
  ["to where nothing goes in place", "2027-03-01,almalinux-8", ["From CentOS Stream 9 a new host has to be built"]],
  [
    "to where others go",
    "2027-03-01,rocky-9",
    ["Ferry does not go all of the way from CentOS Stream 9: migrate2rocky does"],
  ],
  ["over another release", "2027-03-01,almalinux-10", ["The way from CentOS Stream 9 leads over AlmaLinux 9"]],
  ["to what they run", "2027-03-01,centos-stream-9", ["CentOS Stream 9 is what they run already"]],
  [
    "when the target itself is old",
    "2033-01-01,almalinux-9",
    [expect.stringMatching(/^CentOS Stream 9 has no/), "AlmaLinux 9 itself gets no security fixes after 2032-05-31"],
  ],
])("a move %s", (_, rest, warnings) => {
  const { planned: moves } = planned(`web?,${rest}`, ["web1", "centos-stream-9"], ["db", "rhel-8"]);
  expect(moves).toMatchObject([{ host: "web?", hosts: 1, from: ["centos-stream-9"], warnings }]);
});

test("a move without a host at hand is told, and its target has a row", () => {
  const { planned: moves, rows } = planned("db9,2027-03-01,oracle-9", ["web1", "centos-stream-9"]);
  expect(moves).toMatchObject([{ hosts: 0, warnings: ["None of the hosts here is meant"] }]);
  expect(rows.find(({ release: id }) => id === "oracle-9")?.role).toBe("target");
});

test("moves are events of their own, and keep their identity when their day moves", () => {
  const ids = (date: string) =>
    planned(`web*,${date},almalinux-9\nweb*,2028-01-01,almalinux-9\nold,2020-01-01,almalinux-9`).events.flatMap(
      (event) => (event.kind === "planned" ? [event.id] : []),
    );
  expect(ids("2027-03-01")).toEqual(["planned-web*-almalinux-9", "planned-web*-almalinux-9-2"]);
  expect(ids("2027-04-01")).toEqual(ids("2027-03-01"));
});
