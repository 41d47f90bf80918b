#!/bin/sh
# Makes a machine ready for `npm test`, `npm run demo` or the lab: npm's packages, the program built from the source, and
# Debian's packages where root may install them.
# Usage: setup.sh test|demo|lab. Does nothing, in a moment, when all is there.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-}
case $purpose in
  test | demo | lab) ;;
  *) echo "usage: setup.sh test|demo|lab" >&2; exit 64 ;;
esac

# A node_modules that is a link belongs to another checkout, which looks after it.
installed=node_modules/.package-lock.json
if [ ! -L node_modules ] && { [ ! -e $installed ] || [ -n "$(find package-lock.json -newer $installed)" ]; }; then
  echo "setup: npm ci" >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
fi

# Without it everything works, only slower: bin/ferry runs the source then.
if [ ! -e dist/built ] || [ -n "$(find src scripts/build.ts package-lock.json -cnewer dist/built -print -quit)" ]; then
  npm run --silent build >&2
fi

# One line each: Debian package, a file or command it brings, who uses it, and what is left out without it.
needs='
rpm                  rpm                                         test,demo,lab  made hosts and packages
createrepo-c         createrepo_c                                test,demo,lab  made repositories
gpg                  gpg                                         test,demo,lab  signed repositories
gpg-agent            gpg-agent                                   test,demo,lab  signed repositories
dnf                  dnf                                         test           the comparison with dnf
libsolv-tools        rpmmd2solv                                  test           the comparison with libsolv
python3-solv         /usr/lib/python3/dist-packages/solv.py      test           the comparison with libsolv
python3-createrepo-c /usr/lib/python3/dist-packages/createrepo_c test           the comparison with createrepo_c
libsolv-dev          /usr/include/solv/solver.h                  test           bench peers in C
libsolvext-dev       /usr/include/solv/repo_rpmmd.h              test           bench peers in C
gcc                  gcc                                         test           bench peers in C
libc6-dev            /usr/include/stdlib.h                       test           bench peers in C
openssh-server       /usr/sbin/sshd                              test           hosts over SSH
openssh-client       ssh                                         test,demo,lab  hosts over SSH
busybox              busybox                                     test           the collector in other shells
strace               strace                                      test           the proof that inspect only reads
shellcheck           shellcheck                                  test           the check of shell scripts
chromium             chromium                                    test           pages in a browser
openssl              openssl                                     test,demo,lab  mirrors over TLS
sqlite3              sqlite3                                     test,demo,lab  made RPM databases
zstd                 zstd                                        test,demo,lab  compressed metadata
xz-utils             xz                                          test,lab       compressed metadata
bzip2                bzip2                                       test           compressed metadata
postgresql           /usr/lib/postgresql                         test,lab       PostgreSQL of the distribution
mmdebstrap           mmdebstrap                                  test,demo,lab  images of hosts
iproute2             ip                                          test,demo,lab  hosts of the lab
e2fsprogs            /usr/sbin/mkfs.ext4                         test,demo,lab  disks of hosts
xfsprogs             /usr/sbin/mkfs.xfs                          lab            disks of hosts
btrfs-progs          /usr/sbin/mkfs.btrfs                        lab            disks of hosts
rclone               rclone                                      lab            a REST server for restic
qemu-system-x86      qemu-system-x86_64                          lab            virtual machines
qemu-utils           qemu-img                                    lab            virtual machines
grub-common          grub-mkimage                                lab            virtual machines
grub-pc-bin          /usr/lib/grub/i386-pc/boot.img              lab            virtual machines
fdisk                sfdisk                                      lab            virtual machines
cpio                 cpio                                        lab            virtual machines
'

is_there() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

missing='' left_out=''
while read -r package proof users what; do
  [ -n "$package" ] || continue
  case ,$users, in *,"$purpose",*) ;; *) continue ;; esac
  is_there "$proof" && continue
  missing="$missing $package"
  case "; $left_out;" in *"; $what;"*) ;; *) left_out="${left_out:+$left_out; }$what" ;; esac
done <<EOT
$needs
EOT
[ -n "$missing" ] || exit 0

tell_what_is_missing() {
  echo "setup: $1, so these Debian packages stay missing:$missing. Left out: $left_out." >&2
}

if ! command -v apt-get >/dev/null 2>&1; then
  tell_what_is_missing "there is no apt-get here"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  tell_what_is_missing "not root"
  exit 0
fi

# RUNLEVEL=1 keeps Debian from starting the services of what it installs (sshd); PostgreSQL is not to make a cluster.
install() {
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends $missing </dev/null
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "setup: apt-get install$missing" >&2
if ! install >"$log" 2>&1; then
  if ! { apt-get update -qq && install; } >"$log" 2>&1; then
    cat "$log" >&2
    tell_what_is_missing "apt-get failed (see above)"
  fi
fi
