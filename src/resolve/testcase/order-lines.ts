import { isInstalled } from "../../pool/pool.ts";
import { orderTransaction } from "../order/order-transaction.ts";
import type { Prerequisites } from "../order/prerequisites.ts";
import type { Resolver } from "../resolver.ts";
import { packageText } from "./package-text.ts";

/** The steps of the transaction, numbered (libsolv, ext/testcase.c, testcase_solverresult). */
export function orderLines(resolver: Resolver, prerequisites: Prerequisites): string[] {
  const { pool } = resolver;
  return orderTransaction(resolver, prerequisites).steps.map((id, index) => {
    const number = `${index + 1}`.padStart(4);
    return `order ${number} ${isInstalled(pool, id) ? "erase" : "install"} ${packageText(pool, id)}`;
  });
}

/** What was to come before what, and why: the reasons are a number in base 16 (order-graph.ts). */
export function orderEdgeLines(resolver: Resolver, prerequisites: Prerequisites): string[] {
  const { pool } = resolver;
  return orderTransaction(resolver, prerequisites).edges.map(
    ({ after, before, kind }) =>
      `orderedge ${packageText(pool, after)} -${kind.toString(16)}-> ${packageText(pool, before)}`,
  );
}
