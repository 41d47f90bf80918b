import {
  CLEAN_DEPENDENCIES,
  ESSENTIAL,
  FORCE_BEST,
  NO_AUTOSET,
  NOT_BY_USER,
  OR_UPDATE,
  SET_ARCH,
  SET_EV,
  SET_EVR,
  SET_NAME,
  SET_REPOSITORY,
  SET_VENDOR,
  TARGETED,
  WEAK,
} from "../jobs.ts";

/** The flags of a job as a testcase writes them. Source: libsolv 0.7.39, ext/testcase.c, jobflags2str. */
export const jobFlagNames: readonly (readonly [number, string])[] = [
  [WEAK, "weak"],
  [ESSENTIAL, "essential"],
  [CLEAN_DEPENDENCIES, "cleandeps"],
  [OR_UPDATE, "orupdate"],
  [FORCE_BEST, "forcebest"],
  [TARGETED, "targeted"],
  [NOT_BY_USER, "notbyuser"],
  [SET_EV, "setev"],
  [SET_EVR, "setevr"],
  [SET_ARCH, "setarch"],
  [SET_VENDOR, "setvendor"],
  [SET_REPOSITORY, "setrepo"],
  [SET_NAME, "setname"],
  [NO_AUTOSET, "noautoset"],
];
