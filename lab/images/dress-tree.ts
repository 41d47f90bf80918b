import {
  appendFileSync,
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { readDpkgStatus } from "./dpkg-status.ts";

/** What becomes of a Debian tree: who owns which path. */
export interface DressedTree {
  readonly payload: Readonly<Record<string, readonly string[]>>;
  readonly configs: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  readonly requires: Readonly<Record<string, readonly string[]>>;
}

/**
 * Paths that no host has: Debian's own machinery, what the lab's packages bring themselves, and units that have nothing to
 * do on a host that shares its kernel.
 */
const unwanted: readonly RegExp[] = [
  /^\/(bin|sbin|lib|lib32|lib64|libx32)$/,
  /^\/(dev|proc|sys|run|tmp|boot|home|root|media|mnt|opt|srv)\//,
  /^\/var\/(lib\/(apt|dpkg|ucf|pam|python|shells\.state|systemd)|cache|backups|log|spool\/mail|mail|run|lock|local|tmp|opt)(\/|$)/,
  /^\/etc\/(apt|dpkg|debian_version|debconf\.conf|adduser\.conf|deluser\.conf|ucf\.conf|rc.\.d|init\.d|runit|sv|kernel|update-motd\.d)(\/|$)/,
  /^\/etc\/(passwd|shadow|group|gshadow)-?$/,
  /^\/etc\/(subuid|subgid|hostname|hosts|hosts\.(allow|deny)|machine-id|resolv\.conf|fstab|mtab|localtime|timezone|os-release)$/,
  /^\/etc\/(issue|issue\.net|motd|profile|bash\.bashrc|environment|inputrc|modules|networks|nsswitch\.conf|shells|\.pwd\.lock|ld\.so\.cache)$/,
  /^\/etc\/(ssl\/certs\/|alternatives\/|ca-certificates|ssh\/(sshd_config$|ssh_host_)|python3\/debian_config|logcheck|logrotate\.d\/(apt|dpkg|alternatives))/,
  /^\/etc\/(X11|ufw|dnf\/dnf\.conf|dnf\/plugins\/local\.conf|crontab|cron\.(daily|weekly|monthly|yearly)\/(apt-compat|dpkg|\.placeholder))/,
  /^\/etc\/systemd\/(system|user)\/.*\.wants\/|^\/etc\/systemd\/system\/(sshd\.service|dbus-org|.*\.requires)/,
  /^\/etc\/default\/(locale|useradd|cron|ssh|keyboard)/,
  /^\/usr\/(include|games|local|lib\/(apt|dpkg|os-release|kernel|mime|locale|init|tmpfiles\.d\/(debian|static-nodes-permissions)|apt-listchanges))(\/|$)/,
  /^\/usr\/(lib32|libx32)(\/|$)/,
  /^\/usr\/share\/(doc|man|info|locale|lintian|bug|doc-base|debconf|dpkg|perl|perl5|python3\/(runtime|debpython|py3versions)|base-files|base-passwd|polkit-1|initramfs-tools|bash-completion|zsh|gnupg|debianutils|icons|common-licenses|keyrings|pixmaps|menu|applications|binfmts)(\/|$)/,
  /^\/usr\/lib\/x86_64-linux-gnu\/perl\/|^\/usr\/lib\/python3\/dist-packages\/dnf-plugins\/(__pycache__\/)?local\./,
  /^\/usr\/bin\/(deb-systemd|kernel-install|py3compile|py3clean|pydoc|editor|pager|savelog|which\.debianutils|ischroot|tempfile)/,
  /^\/usr\/sbin\/(add-shell|remove-shell|update-ca-certificates|policy-rc\.d|rmt|installkernel|update-shells|update-passwd|pam-auth-update|pam_getenv)$/,
  /^\/usr\/bin\/uname$/,
  /^\/usr\/lib\/systemd\/(system\/(ssh|ssh@|rescue-ssh|cron|apt-daily|dpkg-db-backup|e2scrub|fstrim|getty|console-getty|container-getty|serial-getty|sysinit\.target\.wants\/(?!$|systemd-(journald|tmpfiles-setup)\.service$)|rc-local|debug-shell|kmod|hwclock|cryptdisks|x11-common|rc\.|rcS|sudo\.|autovt@|lvm2-lvmpolld|dm-event|blk-availability|rsync|nftables|systemd-(firstboot|machine-id-commit|pstore|hwdb|journal-flush|random-seed|sysusers|update-utmp|timesyncd|networkd-wait|network-generator|binfmt|boot-|pcr|sysext|time-wait|repart|growfs|modules-load|udev|tmpfiles-setup-dev|remount-fs|ask-password|initctl|fsck)))/,
  /^\/usr\/lib\/systemd\/system\/(dev-hugepages|dev-mqueue|sys-kernel|sys-fs|proc-sys-fs|tmp)[^/]*$/,
  /^\/usr\/lib\/systemd\/system\/[^/]+\.wants\/(systemd-(update-utmp|ask-password|pcr|udev|sysusers|hwdb|journal-flush|machine-id|binfmt|firstboot|random|repart|tmpfiles-setup-dev|sysext|modules-load|boot-|pstore|tmpfiles-clean)|getty|sys-|dev-|proc-|tmp\.)/,
  /^\/usr\/lib\/systemd\/system\/systemd-tmpfiles-clean/,
  /^\/usr\/lib\/systemd\/system-generators\/(?!systemd-fstab-generator$)/,
  /^\/usr\/lib\/systemd\/system-preset\//,
  /^\/usr\/lib\/(udev|modprobe\.d|sysusers\.d)\//,
];

/** Paths that no Debian package lists, because an installation script makes them. */
const taken: readonly (readonly [RegExp, string])[] = [
  [/^\/etc\/pam\.d\//, "pam"],
  [/^\/etc\/security\//, "pam"],
  [/^\/usr\/bin\/update-alternatives$/, "chkconfig"],
  [/^\/usr\/sbin\/crond$/, "cronie"],
  [/^\/usr\/lib\/x86_64-linux-gnu\/gconv\//, "glibc-common"],
];

/** Takes a tree apart and leaves in it only what a package owns; makes the tree of AlmaLinux's builds beside it. */
export async function dressTree(tree: string, almaTree: string): Promise<DressedTree> {
  const { owners, configs, versions, requires } = readDpkgStatus(tree);
  const payload = new Map<string, string[]>();
  const own = (name: string, path: string): void => {
    const paths = payload.get(name);
    if (paths === undefined) payload.set(name, [path]);
    else paths.push(path);
  };
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(tree, path))) {
      const child = `${path}/${entry}`;
      const stat = lstatSync(join(tree, child));
      if (unwanted.some((pattern) => pattern.test(child) || (stat.isDirectory() && pattern.test(`${child}/`)))) {
        rmSync(join(tree, child), { recursive: true });
        continue;
      }
      if (stat.isDirectory()) {
        walk(child);
        const name = owners.get(child);
        if (readdirSync(join(tree, child)).length > 0) continue;
        if (name === undefined) rmSync(join(tree, child), { recursive: true });
        else own(name, child);
        continue;
      }
      if (stat.isSymbolicLink()) straighten(tree, child);
      const name = ownerOf(child, owners, tree);
      if (name === undefined) rmSync(join(tree, child));
      else own(name, child);
    }
  };
  renameSync(join(tree, "usr/sbin/cron"), join(tree, "usr/sbin/crond"));
  skipAlternatives(tree);
  walk("");
  own("ca-certificates", bundleAuthorities(tree, payload));
  own("bash", "/usr/bin/sh");
  symlinkSync("bash", join(tree, "/usr/bin/sh"));
  settlePermissions(tree);
  setDatabasePath(tree);
  rebuildElfFiles(tree, almaTree, [...payload.values()].flat());
  const sorted = [...payload].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return {
    payload: Object.fromEntries(sorted.map(([name, paths]) => [name, paths.toSorted()])),
    configs,
    versions,
    requires,
  };
}

function ownerOf(path: string, owners: ReadonlyMap<string, string>, tree: string): string | undefined {
  const listed = owners.get(path) ?? taken.find(([pattern]) => pattern.test(path))?.[1];
  if (listed !== undefined) return listed;
  // Python's compiled files belong to the package of their source.
  const compiled = /^(.*)\/__pycache__\/([^/]+)\.cpython-\d+(?:\.opt-\d)?\.pyc$/.exec(path);
  if (compiled !== null) return owners.get(`${compiled[1]}/${compiled[2]}.py`);
  // A link that update-alternatives made belongs to the package it points at.
  if (!lstatSync(join(tree, path)).isSymbolicLink()) return undefined;
  const target = join(dirname(path), readlinkSync(join(tree, path)));
  return existsSync(join(tree, target)) ? owners.get(target) : undefined;
}

/** A program that Debian chooses among several (`awk`) is one link, not a link to a link in /etc/alternatives. */
function skipAlternatives(tree: string): void {
  for (const folder of ["/usr/bin", "/usr/sbin"]) {
    for (const name of readdirSync(join(tree, folder))) {
      const path = join(tree, folder, name);
      const choice = linkTarget(path);
      if (choice === undefined || !choice.startsWith("/etc/alternatives/")) continue;
      rmSync(path);
      const target = linkTarget(join(tree, choice));
      if (target !== undefined) symlinkSync(relative(folder, target), path);
    }
  }
}

/** Makes an absolute link into /usr a relative one. */
function straighten(tree: string, path: string): void {
  const target = linkTarget(join(tree, path));
  if (target === undefined || !target.startsWith("/usr/")) return;
  rmSync(join(tree, path));
  symlinkSync(relative(dirname(path), target), join(tree, path));
}

function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
}

/** EL has no groups of their own for these programs: root's rights instead of Debian's groups. */
function settlePermissions(tree: string): void {
  const rootPrograms = [
    "/usr/sbin/unix_chkpwd",
    "/usr/bin/crontab",
    "/usr/bin/chage",
    "/usr/lib/dbus-1.0/dbus-daemon-launch-helper",
  ];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      const { uid, gid, mode } = lstatSync(child);
      if (uid !== 0 || gid !== 0) lchownSync(child, 0, 0);
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile() && (mode & 0o2000) !== 0) chmodSync(child, mode & 0o1777);
      else if (entry.isFile() && (mode & 0o4000) !== 0 && uid + gid !== 0) chmodSync(child, mode & 0o7777);
    }
  };
  walk(tree);
  for (const program of rootPrograms) if (existsSync(join(tree, program))) chmodSync(join(tree, program), 0o4755);
}

/** EL has Mozilla's authorities in one file, from which update-ca-trust makes the bundles that programs read. */
function bundleAuthorities(tree: string, payload: Map<string, string[]>): string {
  const folder = join(tree, "usr/share/ca-certificates");
  const authorities = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const path = "/usr/share/pki/ca-trust-source/ca-bundle.pem";
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(
    join(tree, path),
    authorities
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .toSorted()
      .join(""),
  );
  rmSync(folder, { recursive: true });
  const rest = (payload.get("ca-certificates") ?? []).filter((each) => !each.startsWith("/usr/share/ca-certificates"));
  payload.set("ca-certificates", rest);
  return path;
}

/** Debian's rpm keeps its database in root's home; EL's in /var/lib/rpm. */
function setDatabasePath(tree: string): void {
  const path = join(tree, "usr/lib/rpm/macros");
  const macros = readFileSync(path, "utf8");
  const set = macros
    .replace(/^%_dbpath\s.*$/m, "%_dbpath\t\t/var/lib/rpm")
    .replace(/^%_db_backend\s.*$/m, "%_db_backend\t\tsqlite");
  if (set === macros) throw new Error(`Cannot set the path of the RPM database: "${path}" has no line %_dbpath`);
  rmSync(path);
  writeFileSync(path, set);
}

/**
 * Another vendor's build of the same program has other bytes. A line behind an ELF file changes its hash and nothing else:
 * the loader reads what the headers name.
 */
function rebuildElfFiles(tree: string, almaTree: string, paths: readonly string[]): void {
  const head = Buffer.alloc(4);
  for (const path of paths) {
    const from = join(tree, path);
    const to = join(almaTree, path);
    mkdirSync(dirname(to), { recursive: true });
    const stat = lstatSync(from);
    if (stat.isDirectory()) {
      mkdirSync(to, { recursive: true, mode: stat.mode & 0o7777 });
      chmodSync(to, stat.mode & 0o7777);
    } else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else if (isElf(from, head)) {
      cpSync(from, to, { preserveTimestamps: true });
      appendFileSync(to, "built for AlmaLinux\n");
      chmodSync(to, stat.mode & 0o7777);
    } else linkSync(from, to);
  }
}

function isElf(path: string, head: Buffer): boolean {
  const file = openSync(path, "r");
  try {
    return readSync(file, head, 0, 4, 0) === 4 && head.readUInt32BE(0) === 0x7f454c46;
  } finally {
    closeSync(file);
  }
}
