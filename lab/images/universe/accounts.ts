import { accountFile, type FileTree } from "../lab-package.ts";

/** The accounts of a fresh EL host, with those that Debian's D-Bus and systemd name. Packages add their own. */
const users = `root:0:0:root:/root:/bin/bash
bin:1:1:bin:/bin:/sbin/nologin
daemon:2:2:daemon:/sbin:/sbin/nologin
adm:3:4:adm:/var/adm:/sbin/nologin
lp:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:5:0:sync:/sbin:/bin/sync
shutdown:6:0:shutdown:/sbin:/sbin/shutdown
halt:7:0:halt:/sbin:/sbin/halt
mail:8:12:mail:/var/spool/mail:/sbin/nologin
operator:11:0:operator:/root:/sbin/nologin
games:12:100:games:/usr/games:/sbin/nologin
ftp:14:50:FTP User:/var/ftp:/sbin/nologin
nobody:65534:65534:Kernel Overflow User:/:/sbin/nologin
sshd:74:74:Privilege-separated SSH:/usr/share/empty.sshd:/sbin/nologin
messagebus:81:81:System message bus:/:/sbin/nologin
systemd-network:192:192:systemd Network Management:/:/sbin/nologin`.split("\n");

const groups =
  "root:0 bin:1 daemon:2 sys:3 adm:4 tty:5 disk:6 lp:7 mem:8 kmem:9 wheel:10 cdrom:11 mail:12 man:15 dialout:18 floppy:19 games:20 " +
  "utmp:22 tape:33 video:39 ftp:50 lock:54 audio:63 sshd:74 messagebus:81 users:100 systemd-journal:190 systemd-network:192 input:999 " +
  "kvm:36 render:998 sgx:997 nobody:65534";

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

const names = groups.split(" ");

/** /etc/passwd and its like, as the setup package has them. */
export const accounts: FileTree = {
  "/etc/passwd": accountFile(lines(users.map((user) => user.replace(":", ":x:")))),
  "/etc/shadow": accountFile(lines(users.map((user) => `${user.split(":")[0]}:*:19700:0:99999:7:::`)), 0o000),
  "/etc/group": accountFile(lines(names.map((name) => `${name.replace(":", ":x:")}:`))),
  "/etc/gshadow": accountFile(lines(names.map((name) => `${name.split(":")[0]}:::`)), 0o000),
  "/etc/subuid": accountFile(""),
  "/etc/subgid": accountFile(""),
};
