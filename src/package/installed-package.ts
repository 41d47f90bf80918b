import type { Dependency, DependencyKind } from "./dependency.ts";
import type { Nevra } from "./nevra.ts";

/** One installed package as a host reports it. Times are seconds since 1970, sizes bytes. */
export interface InstalledPackage extends Nevra {
  readonly vendor?: string;
  readonly buildTime?: number;
  readonly buildHost?: string;
  readonly installTime?: number;
  readonly size?: number;
  readonly sourceRpm?: string;
  /** The modularity label `name:stream:version:context`. */
  readonly module?: string;
  /** Long key id (16 lower-case hex digits) of the signature; "" when the package is known to be unsigned. */
  readonly signer?: string;
  /** Id of the repository that dnf or yum installed it from, without the leading "@". */
  readonly origin?: string;
  /** Left out as a whole where the source (an archive with `rpm -qa` only) does not tell dependencies. */
  readonly dependencies?: Readonly<Partial<Record<DependencyKind, readonly Dependency[]>>>;
  /** Paths the package owns; left out where the source does not tell. */
  readonly files?: readonly string[];
}
