import type { Release } from "../catalog/release.ts";

/** An enabled stream of a host. */
interface EnabledStream {
  readonly name: string;
  readonly stream: string;
}

/** What becomes of an enabled stream when the host is converted. */
export type ModuleMove = EnabledStream &
  (
    | { readonly kind: "kept" }
    /** Another vendor's name for the same stream: reset before the move, and enabled after it under its new name. */
    | { readonly kind: "renamed"; readonly to: string }
    /** The target has no such stream; `others` are those it has of the module. */
    | { readonly kind: "missing"; readonly others: readonly string[] }
  );

/**
 * Compares the enabled streams with those of the target (module → streams). Oracle calls some streams "ol" and "ol8" that all
 * others call "rhel" and "rhel8": almalinux-deploy resets and enables those.
 */
export function moduleMoves(
  enabled: readonly EnabledStream[],
  from: Pick<Release, "vendor">,
  streams: ReadonlyMap<string, readonly string[]>,
): readonly ModuleMove[] {
  return enabled.map(({ name, stream }): ModuleMove => {
    const others = streams.get(name) ?? [];
    if (others.includes(stream)) return { name, stream, kind: "kept" };
    const renamed = from.vendor === "oracle" ? stream.replace(/^ol(\d*)$/, "rhel$1") : stream;
    return renamed !== stream && others.includes(renamed)
      ? { name, stream, kind: "renamed", to: renamed }
      : { name, stream, kind: "missing", others };
  });
}
