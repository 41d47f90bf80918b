import type { HostSurvey } from "./host-survey.ts";

/** Where a file copy will go, and how it is packed there. */
export type PlaceChoice =
  | { readonly kind: "controller" | "host"; readonly pack: "zstd" | "gzip"; readonly notes: readonly string[] }
  | { readonly kind: "restic"; readonly notes: readonly string[] }
  | { readonly kind: "stopped"; readonly reason: string; readonly fix: string };

/**
 * restic where the host has it and a repository is named, else a tar archive: in the folder that is named, else with the
 * controller.
 * @param bytes the most the copy can need
 */
export function choosePlace(survey: HostSurvey, repository: string | undefined, bytes: number): PlaceChoice {
  const { tools } = survey;
  const remote = repository !== undefined && !repository.startsWith("/");
  if (remote && !/^(?:sftp|s3|rest|b2|azure|gs|swift|rclone):/.test(repository)) {
    return {
      kind: "stopped",
      reason: `"${repository}" names no repository of backups`,
      fix: "name a path on the host that begins with /, or sftp:…, s3:… or rest:… for restic",
    };
  }
  if (remote && tools.restic === null) {
    return {
      kind: "stopped",
      reason: `the repository ${withoutLogin(repository)} needs restic, which the host does not have`,
      fix: "install restic on the host (EPEL has it), or name a path on the host, or leave the repository out: the copy then goes to the controller",
    };
  }
  if (remote) return { kind: "restic", notes: [] };
  const notes = repository === undefined ? [] : sameDiskNotes(survey, repository);
  if (repository !== undefined && tools.restic !== null) return { kind: "restic", notes };
  if (tools.zstd === null && tools.gzip === null) {
    return { kind: "stopped", reason: "the host has neither zstd nor gzip", fix: "install zstd on the host" };
  }
  const free = survey.repository?.free ?? Number.MAX_SAFE_INTEGER;
  if (repository !== undefined && free < bytes) {
    return {
      kind: "stopped",
      reason: `${repository} has ${megabytes(free)} MB free, and the copy may need ${megabytes(bytes)} MB`,
      fix: "free space there, name another place, or leave the repository out: the copy then goes to the controller",
    };
  }
  const pack = tools.zstd === null ? "gzip" : "zstd";
  return { kind: repository === undefined ? "controller" : "host", pack, notes };
}

function sameDiskNotes(survey: HostSurvey, repository: string): readonly string[] {
  const root = survey.mounts.find(({ path }) => path === "/");
  if (root === undefined || survey.repository?.device !== root.device) return [];
  return [`${repository} lies on the file system of /: the copy is lost when that is`];
}

/** A repository as it may be shown: without a password in its address. */
export function withoutLogin(repository: string): string {
  return repository.replace(/\/\/[^/@]*@/, "//");
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
