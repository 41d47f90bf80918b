#!/bin/sh
# host.sh boot|tree COMMAND...: pid 1 of a host's new namespaces. Mounts the host's disk, makes it the root and becomes the
# command: the host's init ("boot"), or a program that looks at the disk of a host that is off ("tree").
# The host is described by LAB_…: NAME, IMAGE, UPPER, WORK, BTRFS (a disk with / in its subvolume "root", instead of the three
# before it; or nothing), TREE (an empty folder to mount on), BOOT and DATA (a mounted file system or nothing), DATA_POINT,
# BOOT_ID, NETWORK (a file for `ip -batch`), SHARES (a file with lines "FOLDER OF THE MACHINE<tab>FOLDER OF THE HOST").
# Exit code 90: the host has no boot entry that can be booted.
set -eu
mode=$1
shift

if [ -n "$LAB_BTRFS" ]; then
  mount -t btrfs -o subvol=root "$LAB_BTRFS" "$LAB_TREE"
else
  mount -t overlay -o "lowerdir=$LAB_IMAGE,upperdir=$LAB_UPPER,workdir=$LAB_WORK" lab "$LAB_TREE"
fi
cd "$LAB_TREE"
if [ -n "$LAB_BOOT" ]; then
  mount --bind "$LAB_BOOT" boot
  mount -o remount,rw boot # the host may have made it read-only before its last end
fi
if [ -n "$LAB_DATA" ]; then
  mkdir -p "./$LAB_DATA_POINT"
  mount --bind "$LAB_DATA" "./$LAB_DATA_POINT"
  mount -o remount,rw "./$LAB_DATA_POINT"
fi

tab=$(printf '\t')
while IFS=$tab read -r from to; do
  mkdir -p "./$to"
  mount --bind "$from" "./$to"
  mount -o remount,bind,ro "./$to"
done <"$LAB_SHARES"

mount -t proc proc proc
mount --bind proc/sys proc/sys

mount -t tmpfs -o mode=755,size=2m dev dev
while read -r name major minor; do
  mknod -m 666 "dev/$name" c "$major" "$minor"
done <<EOT
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
EOT
mknod -m 600 dev/console c 1 3
mknod -m 660 dev/loop-control c 10 237
number=0
while [ "$number" -lt 64 ]; do
  mknod -m 660 "dev/loop$number" b 7 "$number"
  number=$((number + 1))
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

# Sets `kernel` to the version of the entry that GRUB would boot: the saved one, else the newest. A host without GRUB has none.
kernel=
choose_kernel() {
  [ -d boot/grub2 ] || return 0
  saved=$(sed -n 's/^saved_entry=//p' boot/grub2/grubenv 2>/dev/null | head -n 1)
  entry=boot/loader/entries/$saved.conf
  if [ -z "$saved" ] || [ ! -f "$entry" ]; then
    entry=$(find boot/loader/entries -name '*.conf' 2>/dev/null | sort -V | tail -n 1)
  fi
  if [ -z "$entry" ]; then
    echo "does not boot: there is no entry in /boot/loader/entries"
    exit 90
  fi
  # shellcheck disable=SC2013 # the names have no blanks
  for file in $(sed -n 's/^\(linux\|initrd\)[ 	]*\([^ 	]*\).*/\2/p' "$entry"); do
    file=${file#/}
    if [ ! -s "boot/${file#boot/}" ]; then
      echo "does not boot: ${entry##*/} names /$file, which is not there or empty"
      exit 90
    fi
  done
  kernel=$(sed -n 's/^version[ 	]*//p' "$entry" | head -n 1)
}

if [ "$mode" = boot ]; then
  ip -batch "$LAB_NETWORK"
  choose_kernel
  echo "$LAB_NAME" >proc/sys/kernel/hostname
  mount -t sysfs -o ro sys sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755,size=20% run run
  mkdir -p run/lab run/lock run/sshd
  echo "$LAB_BOOT_ID" >run/lab/boot_id
  mount --bind run/lab/boot_id proc/sys/kernel/random/boot_id
  if [ -n "$kernel" ]; then
    echo "$kernel" >run/lab/osrelease
    mount --bind run/lab/osrelease proc/sys/kernel/osrelease
  fi
fi

# The kernel's settings are the machine's and those of all hosts; only the network's are the host's own.
mount -o remount,bind,ro proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,rw proc/sys/net
if [ -e proc/sysrq-trigger ]; then mount --bind dev/null proc/sysrq-trigger; fi

pivot_root . mnt
cd /
umount -l /mnt
# Without container=…: systemd sees that it is in a cgroup namespace and behaves as in a container (power-off by exit), but
# says so neither in /run/systemd/container nor in /proc/1/environ, as the host plays a machine with a kernel and a boot loader
# of its own. (systemd-detect-virt would see it too; that of the images says what they play.)
exec env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
