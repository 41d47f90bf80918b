import type { PackageId } from "../pool/pool.ts";
import { obsoletes, type Resolver } from "./resolver.ts";

/**
 * Drops packages that others of the list, of another name, obsolete. Those that obsolete each other in a ring all stay.
 * Source: libsolv, src/policy.c, prune_obsoleted; the rings are strongly connected components after Tarjan, "Depth-first
 * search and linear graph algorithms", 1972.
 */
export function pruneObsoleted(resolver: Resolver, list: PackageId[]): void {
  const count = list.length;
  const { offsets } = resolver.pool.dependencies.obsoletes;
  if (list.every((id) => offsets[id] === offsets[id + 1])) return;
  const successors = list.map((id, node) => obsoletedNodes(resolver, list, id, node));
  if (successors.every((nodes) => nodes.length === 0)) return;
  const component = components(successors);
  const obsoleted = new Uint8Array(count);
  for (let node = 0; node < count; node++)
    for (const other of successors[node]!) if (component[other] !== component[node]) obsoleted[component[other]!] = 1;
  let kept = 0;
  for (let node = 0; node < count; node++) if (obsoleted[component[node]!] === 0) list[kept++] = list[node]!;
  list.length = kept;
}

function obsoletedNodes(resolver: Resolver, list: readonly PackageId[], id: PackageId, self: number): number[] {
  const { pool } = resolver;
  const { offsets, ids } = pool.dependencies.obsoletes;
  const nodes: number[] = [];
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    let at = pool.providers.of(ids[i]!);
    const { lists } = pool.providers;
    for (let other = lists[at]!; other !== 0; other = lists[++at]!) {
      if (pool.names[other] === pool.names[id] || !obsoletes(resolver, id, ids[i]!, other)) continue;
      const node = list.indexOf(other);
      if (node >= 0 && node !== self) nodes.push(node);
    }
  }
  return nodes;
}

/** Number of the strongly connected component per node; iterative, so that no list is too long for the stack. */
function components(successors: readonly (readonly number[])[]): Int32Array {
  const count = successors.length;
  const index = new Int32Array(count);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const open: number[] = [];
  let next = 1;
  for (let root = 0; root < count; root++) {
    if (index[root] !== 0) continue;
    const path: { readonly node: number; edge: number }[] = [{ node: root, edge: 0 }];
    index[root] = low[root] = next++;
    open.push(root);
    while (path.length > 0) {
      const step = path[path.length - 1]!;
      const { node } = step;
      const other = successors[node]![step.edge++];
      if (other !== undefined) {
        if (index[other] === 0) {
          index[other] = low[other] = next++;
          open.push(other);
          path.push({ node: other, edge: 0 });
        } else if (component[other] === -1) low[node] = Math.min(low[node]!, index[other]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1]?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== index[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open.pop()!;
        component[member] = node;
      }
    }
  }
  return component;
}
