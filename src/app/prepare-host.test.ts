import { expect, test } from "vitest";
import { factsOf } from "../facts/read-facts.ts";
import { distroSyncOptions } from "./prepare-host.ts";

test("what a host's repositories exclude and include is asked of the solver as of its dnf", () => {
  const repositories = [
    { id: "baseos", excludes: [], includes: [] },
    { id: "shop", excludes: ["shop-beta*"], includes: ["shop-*"] },
  ];
  const options = distroSyncOptions(factsOf(new Map()), repositories, { swap: [], drop: [] });
  expect(options.repositoryExcludes).toEqual({ baseos: [], shop: ["shop-beta*"] });
  expect(options.repositoryIncludes).toEqual({ baseos: [], shop: ["shop-*"] });
});
