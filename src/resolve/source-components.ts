/**
 * Which nodes of a graph are only reached from nodes that they reach themselves: the members of the strongly connected
 * components that no edge leads into. Tarjan, "Depth-first search and linear graph algorithms", 1972, without recursion.
 *
 * @param edges per node, the nodes it points to
 */
export function sourceMembers(edges: readonly (readonly number[])[]): readonly boolean[] {
  const component = componentsOf(edges);
  const isEntered = new Set<number>();
  edges.forEach((targets, node) => {
    for (const target of targets) if (component[target] !== component[node]) isEntered.add(component[target]!);
  });
  return edges.map((_, node) => !isEntered.has(component[node]!));
}

/** The number of each node's component. */
function componentsOf(edges: readonly (readonly number[])[]): Int32Array {
  const component = new Int32Array(edges.length).fill(-1);
  const found = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const next = new Int32Array(edges.length);
  const open: number[] = [];
  let count = 0;
  let components = 0;
  for (let root = 0; root < edges.length; root++) {
    if (found[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      if (found[node] === -1) {
        found[node] = low[node] = count++;
        open.push(node);
      }
      const target = edges[node]![next[node]!++];
      if (target !== undefined) {
        if (found[target] === -1) path.push(target);
        else if (component[target] === -1) low[node] = Math.min(low[node]!, found[target]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== found[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open.pop()!;
        component[member] = components;
      }
      components++;
    }
  }
  return component;
}
