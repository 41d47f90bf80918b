import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What dnf and Ferry look at in a root besides the database. */
export function writeReleaseFiles(root: string): void {
  mkdirSync(join(root, "etc/dnf"), { recursive: true });
  mkdirSync(join(root, "etc/yum.repos.d"), { recursive: true });
  writeFileSync(join(root, "etc/redhat-release"), "CentOS Stream release 9\n");
  writeFileSync(
    join(root, "etc/os-release"),
    `NAME="CentOS Stream"
VERSION="9"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="9"
PLATFORM_ID="platform:el9"
PRETTY_NAME="CentOS Stream 9"
CPE_NAME="cpe:/o:centos:centos:9"
`,
  );
}
