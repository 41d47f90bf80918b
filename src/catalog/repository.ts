import { z } from "zod";
import { record } from "./source.ts";

/**
 * A repository of a target. URLs hold dnf's $releasever and $basearch. `enabled` without being asked for; `replaces` are
 * the ids (or patterns of them) of the repositories of other systems whose content it has: a host with one of them enabled
 * needs this one.
 */
export const Repository = z.strictObject({
  ...record,
  release: z.string(),
  repository: z.string(),
  title: z.string(),
  enabled: z.boolean(),
  mirrorList: z.string().nullable(),
  baseUrl: z.string(),
  /** File name of the key below /etc/pki/rpm-gpg and https://repo.almalinux.org/almalinux/. */
  key: z.string(),
  replaces: z.array(z.string()),
});
export type Repository = z.infer<typeof Repository>;
