#!/bin/bash
# kernel-install add|remove VERSION: what EL's does for a boot loader that reads /boot/loader/entries (BLS).
set -eu
operation=${1:-} version=${2:-}
[ -n "$version" ] || { echo "usage: kernel-install add|remove VERSION" >&2; exit 1; }
id=$(cat /etc/machine-id)
entry=/boot/loader/entries/$id-$version.conf

add() {
  # shellcheck source=/dev/null
  . /etc/os-release
  local title prefix=/boot default=yes
  mkdir -p /boot/loader/entries /boot/grub2
  cp "/lib/modules/$version/vmlinuz" "/boot/vmlinuz-$version"
  dracut --force "/boot/initramfs-$version.img" "$version"
  # On a file system of its own, /boot is the root that the boot loader sees.
  if grep -q ' /boot ' /proc/self/mounts; then prefix=; fi
  title="$NAME ($version) ${VERSION:-$VERSION_ID}"
  cat >"$entry" <<X
title $title
version $version
linux $prefix/vmlinuz-$version
initrd $prefix/initramfs-$version.img
options $(cat /etc/kernel/cmdline 2>/dev/null || echo root=/dev/vda1 ro console=ttyS0) lab.osrelease=$version
grub_users \$grub_users
grub_arg --unrestricted
grub_class $ID
X
  # shellcheck source=/dev/null
  [ ! -e /etc/sysconfig/kernel ] || default=$(. /etc/sysconfig/kernel; echo "${UPDATEDEFAULT:-yes}")
  if [ "$default" = yes ]; then grub2-editenv - set "saved_entry=$id-$version"; fi
}

case $operation in
  add) add ;;
  remove) rm -f "/boot/vmlinuz-$version" "/boot/initramfs-$version.img" /boot/loader/entries/*-"$version.conf" ;;
  *) echo "kernel-install: unknown command '$operation'" >&2; exit 1 ;;
esac
if [ -e /boot/grub2/grub.cfg ]; then grub2-mkconfig -o /boot/grub2/grub.cfg 2>/dev/null; fi
