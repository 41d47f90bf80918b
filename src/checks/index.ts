import { bootLoader } from "./boot/boot-loader.ts";
import { bootSpace } from "./boot/boot-space.ts";
import { runningKernel } from "./boot/running-kernel.ts";
import { secureBoot } from "./boot/secure-boot.ts";
import type { Check } from "./check.ts";
import { foreignModules } from "./hardware/foreign-modules.ts";
import { removedDrivers } from "./hardware/removed-drivers.ts";
import { interfaceNames } from "./network/interface-names.ts";
import { legacyProfiles } from "./network/legacy-profiles.ts";
import { downgrades } from "./packages/downgrades.ts";
import { duplicates } from "./packages/duplicates.ts";
import { essentialPackages } from "./packages/essential.ts";
import { excludes } from "./packages/excludes.ts";
import { fileConflicts } from "./packages/file-conflicts.ts";
import { known } from "./packages/known.ts";
import { leftBehind } from "./packages/left-behind.ts";
import { libraries } from "./packages/libraries.ts";
import { lock } from "./packages/lock.ts";
import { outsideRpm } from "./packages/outside-rpm.ts";
import { thirdParty } from "./packages/third-party.ts";
import { unsigned } from "./packages/unsigned.ts";
import { baseSystem } from "./repositories/base-system.ts";
import { moduleStreams } from "./repositories/module-streams.ts";
import { retiredMirrors } from "./repositories/retired-mirrors.ts";
import { signatureKeys } from "./repositories/signature-keys.ts";
import { targetMajor } from "./repositories/target-major.ts";
import { withoutTwin } from "./repositories/without-twin.ts";
import { cryptoPolicy } from "./security/crypto-policy.ts";
import { fips } from "./security/fips.ts";
import { selinux } from "./security/selinux.ts";
import { fileSystems } from "./storage/file-systems.ts";
import { fstab } from "./storage/fstab.ts";
import { inodes } from "./storage/inodes.ts";
import { networkMounts } from "./storage/network-mounts.ts";
import { packageSpace } from "./storage/package-space.ts";
import { rehearsalSpace } from "./storage/rehearsal-space.ts";
import { architecture } from "./system/architecture.ts";
import { container } from "./system/container.ts";
import { cpuLevel } from "./system/cpu-level.ts";
import { imageMode } from "./system/image-mode.ts";
import { inPlaceRoute } from "./system/in-place-route.ts";
import { memory } from "./system/memory.ts";
import { minimumMinor } from "./system/minimum-minor.ts";
import { supportEnded } from "./system/support-ended.ts";

/** Every check, in the order of their numbers. */
export const checks: readonly Check[] = [
  supportEnded,
  inPlaceRoute,
  architecture,
  cpuLevel,
  memory,
  container,
  minimumMinor,
  imageMode,
  runningKernel,
  bootLoader,
  secureBoot,
  bootSpace,
  removedDrivers,
  foreignModules,
  interfaceNames,
  legacyProfiles,
  selinux,
  fips,
  cryptoPolicy,
  fstab,
  networkMounts,
  fileSystems,
  packageSpace,
  inodes,
  rehearsalSpace,
  known,
  duplicates,
  unsigned,
  thirdParty,
  excludes,
  lock,
  leftBehind,
  essentialPackages,
  downgrades,
  fileConflicts,
  withoutTwin,
  retiredMirrors,
  moduleStreams,
  signatureKeys,
  libraries,
  outsideRpm,
  targetMajor,
  baseSystem,
];
