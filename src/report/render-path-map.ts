import type { PathHop } from "../compare/path-map.ts";
import { labelled, printable } from "./layout.ts";
import type { Style } from "./style.ts";

interface RenderOptions {
  readonly width: number;
  readonly style: Style;
}

/** What each kind of way is. */
export const wayWords = { convert: "convert in place, same major", upgrade: "upgrade in place, next major" };

/** Every way in place: from where to where, how, on which machines, and who says that it is supported. */
export function renderPathMap(hops: readonly PathHop[], { width, style }: RenderOptions): string {
  const lines = (isFerrys: boolean): readonly string[] =>
    hops
      .filter((hop) => hop.isFerrys === isFerrys)
      .flatMap(({ from, to, kind, tool, architectures, minimumMinor, supportedBy }) => {
        const minor = minimumMinor === null ? "" : `, from ${from.major}.${minimumMinor}`;
        return [
          style.strong(printable(`${from.title} → ${to.title}`)),
          ...labelled("how", `${wayWords[kind]} (${tool})${minor}`, 2, 10, width),
          ...labelled("machines", architectures.join(", "), 2, 10, width),
          ...labelled("by", supportedBy.join("; "), 2, 10, width),
        ];
      });
  const others = lines(false);
  return [
    ...lines(true),
    ...(others.length === 0 ? [] : ["", style.strong("WAYS OF OTHERS, which Ferry does not go"), ...others]),
    "",
  ].join("\n");
}
