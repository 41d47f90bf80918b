import { expect, test } from "vitest";
import { isStoreLost } from "./is-store-lost.ts";

function failure(message: string, code?: string): Error {
  return code === undefined ? new Error(message) : Object.assign(new Error(message), { code });
}

test.each([
  [failure("terminating connection due to unexpected postmaster exit", "57P02"), true],
  [failure("the database system is starting up", "57P03"), true],
  [failure("connect ENOENT /s/.s.PGSQL.5432", "ENOENT"), true],
  [failure("Connection terminated unexpectedly"), true],
  [failure("Client has encountered a connection error and is not queryable"), true],
  [failure("duplicate key value violates unique constraint", "23505"), false],
  [failure("could not extend file: No space left on device", "53100"), false],
  [failure("Cannot find run r1"), false],
  ["a text", false],
])("%s means that the database is lost: %s", (error, lost) => {
  expect(isStoreLost(error)).toBe(lost);
});
