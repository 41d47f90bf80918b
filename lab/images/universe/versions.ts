import { crc32 } from "node:zlib";
import type { Edition, Major } from "../releases.ts";

/** `[epoch:]version-release` without the major's mark, as Stream, CentOS Linux (8 only) and AlmaLinux have it. */
export interface Versions {
  readonly stream: string;
  readonly linux?: string;
  readonly alma: string;
}

/** What the well-known packages of each major are called. Close to the real ones; the bytes are Debian's. */
const known: Readonly<Record<Major, Readonly<Record<string, Versions>>>> = {
  8: {
    setup: both("2.12.2-9", "2.12.2-6"),
    filesystem: both("3.8-6"),
    basesystem: both("11-5"),
    bash: { stream: "4.4.20-5", linux: "4.4.20-2", alma: "4.4.20-6" },
    coreutils: both("8.30-15", "8.30-12"),
    glibc: { stream: "2.28-251_10.1", linux: "2.28-164", alma: "2.28-251_10.27" },
    "glibc-common": { stream: "2.28-251_10.1", linux: "2.28-164", alma: "2.28-251_10.27" },
    systemd: { stream: "239-82", linux: "239-51_5.2", alma: "239-82_10.15" },
    "systemd-libs": { stream: "239-82", linux: "239-51_5.2", alma: "239-82_10.15" },
    openssl: { stream: "1:1.1.1k-12", linux: "1:1.1.1k-5_5", alma: "1:1.1.1k-14_10" },
    "openssl-libs": { stream: "1:1.1.1k-12", linux: "1:1.1.1k-5_5", alma: "1:1.1.1k-14_10" },
    openssh: { stream: "8.0p1-25", linux: "8.0p1-10", alma: "8.0p1-26_10" },
    "openssh-server": { stream: "8.0p1-25", linux: "8.0p1-10", alma: "8.0p1-26_10" },
    "openssh-clients": { stream: "8.0p1-25", linux: "8.0p1-10", alma: "8.0p1-26_10" },
    dnf: { stream: "4.7.0-21", linux: "4.7.0-4", alma: "4.7.0-21_10.alma.1" },
    "python3-dnf": { stream: "4.7.0-21", linux: "4.7.0-4", alma: "4.7.0-21_10.alma.1" },
    "dnf-data": { stream: "4.7.0-21", linux: "4.7.0-4", alma: "4.7.0-21_10.alma.1" },
    "dnf-plugins-core": both("4.0.21-25", "4.0.21-3"),
    rpm: both("4.14.3-32_10", "4.14.3-19_5.2"),
    "rpm-libs": both("4.14.3-32_10", "4.14.3-19_5.2"),
    python3: { stream: "3.6.8-62", linux: "3.6.8-41", alma: "3.6.8-73_10.alma.1" },
    "python3-libs": { stream: "3.6.8-62", linux: "3.6.8-41", alma: "3.6.8-73_10.alma.1" },
    sudo: { stream: "1.9.5p2-1", linux: "1.8.29-7_5.1", alma: "1.9.5p2-1_10.3" },
    "util-linux": both("2.32.1-46", "2.32.1-28"),
    httpd: { stream: "2.4.37-65", linux: "2.4.37-43", alma: "2.4.37-65_10.6" },
    mariadb: { stream: "3:10.3.39-1", linux: "3:10.3.28-1", alma: "3:10.3.39-2" },
    php: { stream: "7.2.24-1", linux: "7.2.24-1", alma: "7.2.24-2" },
    sssd: { stream: "2.9.5-1", linux: "2.5.2-2", alma: "2.9.4-5_10.3" },
    nginx: both("1:1.14.1-9"),
    grub2: { stream: "1:2.02-157", linux: "1:2.02-106", alma: "1:2.02-169_10.alma.1" },
    shim: { stream: "15.8-2", linux: "15.4-2", alma: "15.8-4.alma.1" },
  },
  9: {
    setup: both("2.13.7-10"),
    filesystem: both("3.16-5"),
    basesystem: both("11-13"),
    bash: both("5.1.8-9"),
    coreutils: both("8.32-39"),
    glibc: { stream: "2.34-232", alma: "2.34-231_8.2" },
    "glibc-common": { stream: "2.34-232", alma: "2.34-231_8.2" },
    systemd: { stream: "252-64", alma: "252-59_8.2.alma.1" },
    "systemd-libs": { stream: "252-64", alma: "252-59_8.2.alma.1" },
    openssl: { stream: "1:3.5.1-7", alma: "1:3.5.1-6_8.1" },
    "openssl-libs": { stream: "1:3.5.1-7", alma: "1:3.5.1-6_8.1" },
    openssh: { stream: "9.9p1-4", alma: "9.9p1-5_8.alma.1" },
    "openssh-server": { stream: "9.9p1-4", alma: "9.9p1-5_8.alma.1" },
    "openssh-clients": { stream: "9.9p1-4", alma: "9.9p1-5_8.alma.1" },
    dnf: { stream: "4.14.0-31", alma: "4.14.0-31.alma.1" },
    "python3-dnf": { stream: "4.14.0-31", alma: "4.14.0-31.alma.1" },
    "dnf-data": { stream: "4.14.0-31", alma: "4.14.0-31.alma.1" },
    "dnf-plugins-core": both("4.3.0-25"),
    rpm: both("4.16.1.3-40"),
    "rpm-libs": both("4.16.1.3-40"),
    python3: { stream: "3.9.25-3", alma: "3.9.25-2_8.1" },
    "python3-libs": { stream: "3.9.25-3", alma: "3.9.25-2_8.1" },
    sudo: { stream: "1.9.5p2-14", alma: "1.9.5p2-13_8.1" },
    "util-linux": both("2.37.4-25"),
    httpd: { stream: "2.4.62-11", alma: "2.4.62-10_8.alma.1" },
    mariadb: { stream: "3:10.5.29-3", alma: "3:10.5.29-3_8.1" },
    php: { stream: "8.0.30-5", alma: "8.0.30-4_8" },
    sssd: { stream: "2.9.9-1", alma: "2.9.8-1_8.1" },
    nginx: both("2:1.20.1-26"),
    grub2: { stream: "1:2.06-120", alma: "1:2.06-120.alma.1" },
    shim: { stream: "15.8-2", alma: "15.8-4.alma.1" },
  },
  10: {
    setup: both("2.14.5-7"),
    filesystem: both("3.18-17"),
    basesystem: both("11-22"),
    bash: both("5.2.26-6"),
    coreutils: both("9.5-7"),
    glibc: { stream: "2.39-65", alma: "2.39-58_10.2" },
    "glibc-common": { stream: "2.39-65", alma: "2.39-58_10.2" },
    systemd: { stream: "257-21", alma: "257-18_10.2.alma.1" },
    "systemd-libs": { stream: "257-21", alma: "257-18_10.2.alma.1" },
    openssl: { stream: "1:3.5.1-8", alma: "1:3.5.1-7_10.2" },
    "openssl-libs": { stream: "1:3.5.1-8", alma: "1:3.5.1-7_10.2" },
    openssh: { stream: "9.9p1-13", alma: "9.9p1-14_10.alma.1" },
    "openssh-server": { stream: "9.9p1-13", alma: "9.9p1-14_10.alma.1" },
    "openssh-clients": { stream: "9.9p1-13", alma: "9.9p1-14_10.alma.1" },
    dnf: { stream: "4.20.0-19", alma: "4.20.0-19.alma.1" },
    "python3-dnf": { stream: "4.20.0-19", alma: "4.20.0-19.alma.1" },
    "dnf-data": { stream: "4.20.0-19", alma: "4.20.0-19.alma.1" },
    "dnf-plugins-core": both("4.7.0-10"),
    rpm: both("4.19.1.1-21"),
    "rpm-libs": both("4.19.1.1-21"),
    python3: { stream: "3.12.12-3", alma: "3.12.12-2_10.1" },
    "python3-libs": { stream: "3.12.12-3", alma: "3.12.12-2_10.1" },
    sudo: { stream: "1.9.17-2", alma: "1.9.15-8_10.2" },
    "util-linux": both("2.40.2-14"),
    httpd: { stream: "2.4.63-12", alma: "2.4.63-11_10.alma.1" },
    mariadb: { stream: "3:10.11.15-2", alma: "3:10.11.15-2_10.1" },
    php: { stream: "8.3.29-2", alma: "8.3.29-1_10" },
    sssd: { stream: "2.12.1-1", alma: "2.12.0-1_10.1" },
    nginx: both("2:1.26.3-6"),
    grub2: { stream: "1:2.12-39", alma: "1:2.12-39.alma.1" },
    shim: { stream: "15.8-6", alma: "15.8-6.alma.1" },
  },
};

function both(same: string, linux?: string): Versions {
  return { stream: same, alma: same, ...(linux === undefined ? {} : { linux }) };
}

/** `[epoch:]version-release` of a well-known package, without the major's mark. */
export function knownVersion(edition: Edition, name: string): string | undefined {
  const versions = known[edition.major][name];
  return versions === undefined ? undefined : pick(edition, versions);
}

/**
 * The same of any other, from the version that Debian has. A hash of its name says how AlmaLinux differs from Stream: three in
 * ten not at all, two by a build of AlmaLinux's own, three are newer, two older. CentOS Linux 8 stopped earlier, so it is behind.
 */
export function inventedVersion(edition: Edition, name: string, upstream: string): string {
  const lot = crc32(name) % 10;
  const release = 3 + (crc32(`${name} release`) % 5);
  const stream = `${upstream}-${release}`;
  const minor = edition.kind === "alma" ? edition.versionId.split(".")[1] : "";
  const newer = `${upstream}-${release + 1}_${minor}`;
  const older = `${upstream}-${release - 1}_${minor}`;
  if (lot < 3) return stream;
  if (edition.kind === "linux") return `${upstream}-${release - 2}`;
  if (edition.kind === "stream") return stream;
  return lot < 5 ? `${stream}.alma.1` : lot < 8 ? newer : older;
}

export function pick(edition: Edition, versions: Versions): string {
  if (edition.kind === "linux") return versions.linux ?? versions.stream;
  return versions[edition.kind];
}
