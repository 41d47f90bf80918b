/** The four kinds of host that the lab makes: what Ferry's "crossing" starts from. */
export const labReleases = ["centos-stream-9", "centos-stream-8", "centos-stream-10", "centos-linux-8"] as const;
export type LabRelease = (typeof labReleases)[number];

export type Major = 8 | 9 | 10;

/** Which of the lab's OpenPGP keys signs; the rogue key signs what no host may accept. */
export type KeyName = "centos" | "alma" | "epel" | "vendor" | "rogue";

/** One distribution at one major, as the lab makes its packages. */
export interface Edition {
  readonly id: string;
  readonly kind: "stream" | "linux" | "alma";
  readonly major: Major;
  /** The VENDOR tag of its packages. */
  readonly vendor: "CentOS" | "AlmaLinux";
  readonly key: KeyName;
  /** VERSION_ID of /etc/os-release. */
  readonly versionId: string;
  /** Behind the version in PRETTY_NAME, with its brackets; "" for none. */
  readonly codename: string;
  /** `uname -r` of its kernel, without the architecture. */
  readonly kernel: string;
}

const centos = { vendor: "CentOS", key: "centos" } as const;
const alma = { vendor: "AlmaLinux", key: "alma", kind: "alma" } as const;

const editions: Readonly<Record<string, Edition>> = {
  "centos-stream-8": stream(8, "4.18.0-553.6.1.el8"),
  "centos-stream-9": stream(9, "5.14.0-700.el9"),
  "centos-stream-10": stream(10, "6.12.0-221.el10"),
  "centos-linux-8": {
    ...centos,
    id: "centos-linux-8",
    kind: "linux",
    major: 8,
    versionId: "8",
    codename: "",
    kernel: "4.18.0-348.7.1.el8_5",
  },
  "almalinux-8": almaLinux(8, "8.10", "(Cerulean Leopard)", "4.18.0-553.111.1.el8_10"),
  "almalinux-9": almaLinux(9, "9.8", "(Olive Jaguar)", "5.14.0-687.10.1.el9_8"),
  "almalinux-10": almaLinux(10, "10.2", "(Lavender Lion)", "6.12.0-211.7.1.el10_2"),
};

function stream(major: Major, kernel: string): Edition {
  const id = `centos-stream-${major}`;
  return { ...centos, id, kind: "stream", major, versionId: `${major}`, codename: "", kernel };
}

function almaLinux(major: Major, versionId: string, codename: string, kernel: string): Edition {
  return { ...alma, id: `almalinux-${major}`, major, versionId, codename, kernel };
}

/** What a host of this release runs. */
export function sourceEdition(release: LabRelease): Edition {
  return editionOf(release);
}

/** What a host of this release becomes. */
export function targetEdition(release: LabRelease): Edition {
  return editionOf(`almalinux-${sourceEdition(release).major}`);
}

function editionOf(id: string): Edition {
  const edition = editions[id];
  if (edition === undefined)
    throw new Error(`Cannot find the edition "${id}": it is none of ${Object.keys(editions).join(", ")}`);
  return edition;
}

export function isLabRelease(text: string): text is LabRelease {
  return labReleases.some((release) => release === text);
}
