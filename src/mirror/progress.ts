/** What a download tells while it goes on. `total` is undefined where nobody declares it; bytes are of the file as sent. */
export type MirrorProgress =
  | { readonly kind: "started"; readonly repository: string; readonly file: string; readonly total: number | undefined }
  | {
      readonly kind: "received";
      readonly repository: string;
      readonly file: string;
      readonly bytes: number;
      readonly total: number | undefined;
    }
  | { readonly kind: "finished"; readonly repository: string; readonly file: string; readonly bytes: number }
  | { readonly kind: "mirror-failed"; readonly repository: string; readonly file: string; readonly reason: string };

export type ReportProgress = (event: MirrorProgress) => void;
