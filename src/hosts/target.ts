import type { SshOptions } from "./ssh-command.ts";

/** Where facts are taken from. `become`: read as root through `sudo -n`. */
export type Target =
  | { readonly kind: "ssh"; readonly host: string; readonly ssh: SshOptions; readonly become: boolean }
  | { readonly kind: "local"; readonly become: boolean }
  | { readonly kind: "root"; readonly directory: string }
  | { readonly kind: "recorded"; readonly directory: string };

/** The name a target has in documents and on screens. */
export function targetName(target: Target): string {
  if (target.kind === "ssh") return target.host;
  return target.kind === "local" ? "localhost" : target.directory;
}
