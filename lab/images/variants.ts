import { type LabRelease, sourceEdition } from "./releases.ts";

/** A host that is not as its image: one shell command that its root runs once it is up, before anything looks at it. */
export interface Variant {
  /** What such a host shows. */
  readonly title: string;
  command(release: LabRelease): string;
}

export const variantNames = [
  "vendor-kmod",
  "file-conflict",
  "restic",
  "broken-httpd",
  "linked-resolver",
  "excludes",
] as const;
export type VariantName = (typeof variantNames)[number];

/** The host's own mirrors have the packages; on CentOS Linux 8 only EPEL's and the vendor's answer. */
function install(name: string): string {
  return `dnf -y -q --disablerepo='*' --enablerepo=epel --enablerepo=examplevendor install ${name}`;
}

export const variants: Readonly<Record<VariantName, Variant>> = {
  "vendor-kmod": {
    title: "a vendor's driver that needs the kernel of CentOS: nothing may take that kernel away",
    command: (release) => install(`kmod-examplevendor-2.1-1.${sourceEdition(release).kernel.replaceAll("-", "_")}`),
  },
  "file-conflict": {
    title: "a package of EPEL with a file that AlmaLinux's nagios-plugins brings too: rpm refuses the transaction",
    command: () => install("nagios-plugins-site"),
  },
  restic: {
    title: "restic on the host, from EPEL",
    command: () => install("restic"),
  },
  "broken-httpd": {
    title: "a configuration that httpd's own test refuses: the service runs until it is started again",
    command: () => "printf 'ServerNmae www.example.test\\n' >/etc/httpd/conf.d/broken.conf",
  },
  "linked-resolver": {
    title: "/etc/resolv.conf is a link into /run, which a changed root does not have",
    command: () =>
      "mkdir -p /run/resolver && mv /etc/resolv.conf /run/resolver/ && ln -s /run/resolver/resolv.conf /etc/resolv.conf",
  },
  excludes: {
    title: "dnf.conf excludes the kernel, as an administrator left it",
    command: () => "printf 'exclude=kernel* grub2*\\n' >>/etc/dnf/dnf.conf",
  },
};
