import { z } from "zod";

/** What the programs of this folder answer. Bytes and seconds. */
export const CopyAnswer = z.object({
  files: z.number(),
  bytes: z.number(),
  busy: z.number(),
  vanished: z.number(),
  sockets: z.number(),
  manifestSha256: z.string(),
  seconds: z.number(),
  archiveSha256: z.string().optional(),
  archiveBytes: z.number().optional(),
});

export type CopyAnswer = z.infer<typeof CopyAnswer>;

export const ResticAnswer = z.object({ snapshot: z.string(), busy: z.number(), manifestSha256: z.string() });

export const TablesAnswer = z.object({ saved: z.array(z.string()) });

export const DumpsAnswer = z.object({
  dumps: z.array(
    z.object({
      kind: z.enum(["postgresql", "mysql"]),
      file: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      databases: z.array(z.string()),
      tables: z.number(),
    }),
  ),
});

export const PackagesAnswer = z.object({
  kept: z.number(),
  bytes: z.number(),
  missing: z.array(z.object({ nevra: z.string(), why: z.string() })),
});

export const StageAnswer = z.object({
  objects: z.number(),
  bytes: z.number(),
  damaged: z.array(z.string()),
  missing: z.array(z.string()),
  damagedCount: z.number(),
  missingCount: z.number(),
});

export const PlanAnswer = z.object({
  compared: z.number(),
  operations: z.record(z.string(), z.number()),
  different: z.array(z.tuple([z.string(), z.string()])),
  contentBytes: z.number(),
  lost: z.object({
    files: z.number(),
    bytes: z.number(),
    newest: z.array(
      z.object({ modified: z.number(), path: z.string(), bytes: z.number(), what: z.enum(["changed", "new"]) }),
    ),
  }),
});

export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const RestoreAnswer = z.object({
  operations: z.number(),
  leftFolders: z.number(),
  problems: z.array(z.string()),
  problemCount: z.number(),
});

export const ScratchAnswer = z.object({ packages: z.number(), dumps: z.array(z.string()) });

export const SnapshotAnswer = z.object({ words: z.string() });
