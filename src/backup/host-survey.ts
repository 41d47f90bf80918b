import { z } from "zod";

const Mount = z.object({
  path: z.string(),
  type: z.string(),
  source: z.string(),
  bytes: z.number(),
  used: z.number(),
  free: z.number(),
  device: z.number(),
});

const Volume = z.object({
  lv_path: z.string(),
  lv_dm_path: z.string(),
  vg_name: z.string(),
  lv_name: z.string(),
  lv_size: z.coerce.number(),
  lv_attr: z.string(),
  pool_lv: z.string(),
  origin: z.string(),
  data_percent: z.string(),
});

const Place = z.object({ device: z.number(), free: z.number() });

/** What src/hosts/backup/survey.py answers. Bytes, and seconds since 1970 by the host's clock. */
export const HostSurvey = z.object({
  now: z.number(),
  machineId: z.string(),
  release: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  /** NEVRA, vendor, SIGMD5 (or the header's SHA-256 where there is none); keys left out; sorted. */
  packages: z.array(z.tuple([z.string(), z.string(), z.string()])),
  packagesSha256: z.string(),
  /** The folder of the rpm database. */
  database: z.string(),
  mounts: z.array(Mount),
  swapFiles: z.array(z.string()),
  tools: z.object({ restic: z.string().nullable(), zstd: z.string().nullable(), gzip: z.string().nullable() }),
  databases: z.array(z.object({ kind: z.enum(["postgresql", "mysql"]), folder: z.string(), process: z.number() })),
  lvm: z.object({
    volumes: z.array(Volume),
    groups: z.array(z.object({ vg_name: z.string(), vg_free: z.coerce.number(), vg_extent_size: z.coerce.number() })),
  }),
  btrfs: z
    .object({
      device: z.string(),
      default: z.string(),
      root: z.string(),
      options: z.string(),
      /** Subvolumes within the root's that hold something: a snapshot of / does not hold them. */
      inner: z.array(z.string()),
    })
    .nullable(),
  zfs: z.array(z.string()),
  /** The file systems that Ferry's folder and the named repository lie on. */
  state: Place,
  repository: Place.nullable(),
});

export type HostSurvey = z.infer<typeof HostSurvey>;
export type SurveyedMount = HostSurvey["mounts"][number];
