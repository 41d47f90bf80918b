/** What one archive may cost. The largest of our 13 samples has 1,220 entries and 5 MB; sos reports have some 15,000 and 500 MB. */
export interface ArchiveLimits {
  /** Files, folders and links. */
  readonly entries: number;
  /** All content, wanted or not, in bytes. */
  readonly totalBytes: number;
  /** Of one wanted file; what is beyond is cut, and the file then known as cut. */
  readonly fileBytes: number;
  /** Of all wanted files together. */
  readonly keptBytes: number;
}

export const defaultArchiveLimits: ArchiveLimits = {
  entries: 250_000,
  totalBytes: 4 * 1024 ** 3,
  fileBytes: 16 * 1024 ** 2,
  keptBytes: 128 * 1024 ** 2,
};
