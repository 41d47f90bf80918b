import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { ImageParts } from "./assemble-image.ts";
import { runInRoot } from "./in-root.ts";
import { mirrorAddress, mirrorHosts } from "./keys.ts";
import { sourceEdition } from "./releases.ts";
import { enabledStream } from "./universe/modules.ts";

/** What the installer, the administrator and the users of a host have left on it: nothing of it is a package's. */
export async function provisionImage(root: string, parts: ImageParts): Promise<void> {
  const put = (path: string, contents: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), contents);
    chmodSync(join(root, path), mode);
  };
  installed(root, put, parts);
  configured(root, put);
  mkdirSync(join(root, "srv/archive"), { recursive: true });
  for (const { path, contents, mode } of ownFiles) put(path, contents, mode);
  await populate(root, parts);
}

type Put = (path: string, contents: string, mode?: number) => void;

/** As an installer leaves a machine that is on the lab's network. */
function installed(root: string, put: Put, { keys, release }: ImageParts): void {
  put("etc/hostname", "lab\n");
  put("etc/fstab", "# Created by the installer\n");
  put("etc/hosts", `${readFileSync(join(root, "etc/hosts"), "utf8")}${mirrorAddress} ${mirrorHosts.join(" ")}\n`);
  put("etc/resolv.conf", "# The lab has no name server: see /etc/hosts\n");
  symlinkSync("../usr/share/zoneinfo/UTC", join(root, "etc/localtime"));
  mkdirSync(join(root, "root/.ssh"), { mode: 0o700 });
  put("root/.ssh/authorized_keys", readFileSync(join(keys, "id_ed25519.pub"), "utf8"), 0o600);
  copyFileSync(join(keys, "ca.crt"), join(root, "etc/pki/ca-trust/source/anchors/lab.pem"));
  const stream = enabledStream(sourceEdition(release));
  if (stream !== undefined) {
    put(
      `etc/dnf/modules.d/${stream.name}.module`,
      `[${stream.name}]\nname=${stream.name}\nstream=${stream.stream}\nprofiles=\nstate=enabled\n`,
    );
  }
  put("boot/grub2/device.map", "(hd0) /dev/vda\n");
}

/** Edited files of packages, one of each kind, so that rpm leaves an .rpmnew and an .rpmsave behind. */
function configured(root: string, put: Put): void {
  const edit = (path: string, line: string): void => appendFileSync(join(root, path), line);
  edit("etc/httpd/conf/httpd.conf", "ServerAdmin webmaster@example.test\n");
  edit("etc/vsftpd/vsftpd.conf", "# changed by the administrator\nlocal_umask=027\n");
  edit("etc/screenrc", "defscrollback 5000\n");
  edit("opt/examplevendor/etc/agent.conf", "licence = 7F3A-19C2\n");
  put(
    "etc/httpd/conf.d/site.conf",
    'ServerName www.example.test\n<Directory "/var/www/html">\n  Require all granted\n</Directory>\n',
  );
  put("etc/nginx/conf.d/site.conf", "server {\n  listen 8080;\n  root /srv/site;\n}\n");
  put("etc/sssd/sssd.conf", "[sssd]\ndomains = example.test\n[domain/example.test]\nid_provider = ldap\n", 0o600);
  put("etc/sudoers.d/deploy", "deploy ALL=(ALL) NOPASSWD: ALL\n", 0o440);
  put("etc/cron.d/site-report", "17 4 * * 0 deploy /usr/local/bin/site-report\n");
  put("etc/sysctl.d/90-site.conf", "vm.swappiness = 10\n");
}

/** Data and programs that are no package's. */
const ownFiles: readonly { readonly path: string; readonly contents: string; readonly mode?: number }[] = [
  { path: "var/www/html/index.html", contents: "<!doctype html><title>Shop</title><p>Open.</p>\n" },
  { path: "srv/site/index.html", contents: "<!doctype html><title>Site</title>\n" },
  {
    path: "srv/archive/2025.csv",
    contents: Array.from({ length: 2000 }, (_, row) => `${row},invoice-${row},${(row * 37) % 991}\n`).join(""),
  },
  {
    path: "opt/tools/bin/rotate",
    contents: "#!/bin/sh\nexec find /srv/archive -name '*.csv' -mtime +400\n",
    mode: 0o755,
  },
  {
    path: "usr/local/bin/site-report",
    contents: '#!/bin/sh\necho "$(date -u +%FT%TZ) $(ls /srv/archive | wc -l)" >>/home/deploy/site-report.log\n',
    mode: 0o755,
  },
  { path: "usr/local/etc/site.conf", contents: "archive=/srv/archive\n" },
  { path: "usr/local/share/site/readme.txt", contents: "Kept by hand.\n" },
];

/** Two users with passwords and files, rows in the database, the units that the administrator switched on. */
async function populate(root: string, { release, keys }: ImageParts): Promise<void> {
  // A program that no package knows.
  copyFileSync(join(root, "usr/bin/cpio"), join(root, "usr/local/bin/legacy-import"));
  const publicKey = readFileSync(join(keys, "id_ed25519.pub"), "utf8").trim();
  const population = readFileSync(join(import.meta.dirname, "files/populate-image.sh"), "utf8");
  const output = await runInRoot(root, ["/bin/bash", "--norc", "-euc", population, "populate", publicKey]);
  if (!output.includes("populated")) throw new Error(`Cannot fill the image of ${release}: it said "${output}"`);
  for (const path of ["var/log/wtmp", "var/log/btmp", "var/log/lastlog"]) writeFileSync(join(root, path), "");
  chownSync(join(root, "var/log/btmp"), 0, 0);
  chmodSync(join(root, "var/log/btmp"), 0o600);
}
