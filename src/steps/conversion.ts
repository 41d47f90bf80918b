/**
 * What the host's dnf is to do, exactly: made by the preflight from the solver's answer, followed by every later step.
 * One JSON document on the host (`conversion.json`), so it holds data only.
 */
export interface Conversion {
  readonly schema: "ferry/conversion/1";
  /** Ids of releases, such as `centos-stream-9` and `almalinux-9`. */
  readonly from: string;
  readonly to: string;
  /** `$releasever` and the module platform of the target, such as `9` and `platform:el9`. */
  readonly releasever: string;
  readonly platform: string;
  /** Every repository dnf may take packages from, and no other. */
  readonly repositories: readonly ConversionRepository[];
  readonly keys: readonly PinnedKey[];
  /** Names of packages the same transaction erases and installs: the release packages and the branding. */
  readonly erase: readonly string[];
  readonly install: readonly string[];
  /** Packages may go that are not in `erase`: `leaving` lists them all the same. */
  readonly allowErasing: boolean;
  readonly arriving: readonly ArrivingPackage[];
  /** NEVRAs (epoch left out when 0, as rpm writes them) of installed packages that will not be there afterwards. */
  readonly leaving: readonly string[];
  /** The NEVRAs that will be installed afterwards, sorted; gpg-pubkey entries left out. */
  readonly after: readonly string[];
  readonly downloadBytes: number;
  readonly growthBytes: number;
}

export interface ConversionRepository {
  readonly id: string;
  readonly name: string;
  /** Lines of its section in a .repo file, without `[id]`; third parties' are the host's own. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * `own`: one of the target's, which brings its own .repo file for it. `named`: the user named this place for it, which
   * has to stay its place afterwards. `other`: a third party's, configured on the host as it is.
   * The packages of `own` and `named` are signed with the conversion's pinned keys; those of `other` with the keys that its
   * settings name.
   */
  readonly kind: "own" | "named" | "other";
}

export interface PinnedKey {
  /** File name, such as RPM-GPG-KEY-AlmaLinux-9. */
  readonly name: string;
  /** 40 or 64 hex digits, upper case. */
  readonly fingerprint: string;
  readonly armored: string;
}

export interface ArrivingPackage {
  readonly nevra: string;
  readonly repository: string;
  /** As the repository's verified metadata tells it. */
  readonly checksum: { readonly algorithm: string; readonly hex: string };
  readonly downloadBytes: number;
}
