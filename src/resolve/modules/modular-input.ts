import type { HostModule, ModuleIndex } from "../../package/module-index.ts";

/**
 * How libdnf tells builds of a stream apart. 0.69 (EL9) asks for a stream, and takes all builds of one context, or of the
 * same requirements where contexts are not static; 0.63 as EL8 ships it asks for every version of a stream, in any context.
 */
export type ModuleRules = "by-context" | "by-version";

/** All that decides which streams are active. */
export interface ModularInput {
  /** What the repositories that have modules say, in the order of their configuration. */
  readonly indexes: readonly ModuleIndex[];
  readonly host: readonly HostModule[];
  /** The stream of the module "platform": "el9", of the target. */
  readonly platform: string;
  /** The machine's architecture. */
  readonly architecture: string;
  /** What dnf kept of enabled streams (/var/lib/dnf/modulefailsafe), for those that no repository has any more. */
  readonly failSafe?: ModuleIndex;
  readonly rules: ModuleRules;
}
