import { z } from "zod";
import { MirrorFault } from "./mirror/mirror-fault.ts";

/** A name that becomes a file name, a host name and a word of `ip`'s. */
const HostName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/);
/** As truncate(1) takes it: 600M, 4G. */
const Size = z.string().regex(/^[1-9][0-9]{0,5}[MG]$/);

/** A folder, absolute, without characters that mean something to mount or to a line of text. */
const Folder = z.string().regex(/^(?:\/[A-Za-z0-9@+._-]*[A-Za-z0-9@+_-])+$/);

/** A host of the lab before its first boot. */
export const HostSpecification = z.strictObject({
  name: HostName,
  /** One of the lab's releases, such as centos-stream-9. */
  release: z.string().max(100),
  /** Room for all that the host writes: an ext4 of this size. Without it the machine's own disk is the limit. */
  disk: Size.optional(),
  /** / as the subvolume `root` of a btrfs of its own, of `disk`'s size (4 GB without), with a copy of the image in it. */
  root: z.literal("btrfs").optional(),
  /** /boot as a file system (ext4) of its own of this size. */
  boot: Size.optional(),
  /** One more file system of the host. */
  data: z
    .strictObject({
      fileSystem: z.enum(["ext4", "xfs", "btrfs"]),
      size: Size,
      mountPoint: Folder,
    })
    .optional(),
  /** Folders of this machine that the host sees, read-only. */
  share: z.array(z.strictObject({ from: Folder, to: Folder })).optional(),
  /** Its pid 1: systemd, or nothing but sshd (a host that costs little, for large fleets). The default is systemd. */
  init: z.enum(["systemd", "sshd"]).optional(),
  /** Seconds between the end of the host and its next boot, as a server's firmware takes them. */
  bootDelaySeconds: z.number().min(0).max(86_400).optional(),
});
export type HostSpecification = z.infer<typeof HostSpecification>;

/** What a client of the daemon asks; one JSON document a line. */
export const LabRequest = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("describe") }),
  z.strictObject({ do: z.literal("add-hosts"), hosts: z.array(HostSpecification).min(1) }),
  z.strictObject({ do: z.literal("remove-host"), host: HostName }),
  z.strictObject({ do: z.literal("power"), host: HostName, power: z.enum(["on", "off", "crash"]) }),
  z.strictObject({
    do: z.literal("firmware"),
    host: HostName,
    bootDelaySeconds: z.number().min(0).max(86_400).optional(),
    comesBack: z.boolean().optional(),
  }),
  z.strictObject({ do: z.literal("line"), host: HostName, line: z.enum(["cut", "restored"]) }),
  z.strictObject({ do: z.literal("wait"), host: HostName, bootIdNot: z.string().optional(), seconds: z.number() }),
  z.strictObject({ do: z.literal("save-disk"), host: HostName, snapshot: HostName }),
  z.strictObject({ do: z.literal("load-disk"), host: HostName, snapshot: HostName }),
  z.strictObject({ do: z.literal("plug-in-guest"), guest: HostName, hostKey: z.string().max(1000) }),
  z.strictObject({ do: z.literal("unplug-guest"), guest: HostName }),
  z.strictObject({ do: z.literal("mirror-faults"), faults: z.array(MirrorFault) }),
  z.strictObject({ do: z.literal("mirror-requests") }),
  z.strictObject({ do: z.literal("end") }),
]);
export type LabRequest = z.infer<typeof LabRequest>;

/**
 * What a host is doing. "waiting": between its end and its next boot. "absent": it ended and its firmware was told not to come
 * back. "failed": the last boot came to nothing, `why` says for what reason.
 */
export type HostPower =
  | { readonly kind: "off" }
  | { readonly kind: "waiting" }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly why: string }
  /** `init` is the id of the host's pid 1 on the machine. */
  | { readonly kind: "on"; readonly bootId: string; readonly init: number };

export interface HostDescription {
  readonly name: string;
  readonly release: string;
  readonly address: string;
  /** Its disk, its console's text. */
  readonly folder: string;
  readonly cgroup: string;
  readonly power: HostPower;
  /** How often it was booted. */
  readonly boots: number;
  readonly line: "cut" | "restored";
  /** What host.sh must know to mount the host's disk. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The wire of a guest: a machine that the daemon does not run itself, such as a virtual one. */
export interface GuestWire {
  readonly address: string;
  readonly mac: string;
  /** The machine's end: a tap device in the lab's network. */
  readonly device: string;
  /** For the guest's files; it goes with the lab. */
  readonly folder: string;
}

export interface LabDescription {
  readonly id: string;
  /** The daemon's process: its namespaces are the lab's. */
  readonly daemon: number;
  readonly cgroup: string;
  readonly files: string;
  readonly hosts: readonly HostDescription[];
}

/** One request that the mirror got, and what became of it. */
export interface MirrorRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly client: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** The answer's code; 0 when the connection was closed or left hanging instead. */
  readonly status: number;
  /** Bytes of the body that were sent. */
  readonly bytes: number;
  /** The kinds of faults that were played. */
  readonly faults: readonly string[];
}

export type LabReply = { readonly ok: unknown } | { readonly error: string };
