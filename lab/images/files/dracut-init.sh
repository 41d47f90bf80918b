#!/bin/busybox sh
# shellcheck shell=dash
# The first program of a lab host that boots by itself: loads the drivers, finds the root, and hands over to its systemd.
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sysfs /sys
$b mount -t devtmpfs devtmpfs /dev
while read -r driver; do $b insmod "$driver" 2>/dev/null; done </drivers

root='' release=''
for word in $($b cat /proc/cmdline); do
  case $word in
    root=*) root=${word#root=} ;;
    lab.osrelease=*) release=${word#*=} ;;
  esac
done

tries=0
while [ ! -b /dev/vda ] && [ $tries -lt 100 ]; do $b sleep 0.1; tries=$((tries + 1)); done
case $root in
  /dev/mapper/*)
    group=${root#/dev/mapper/}
    /usr/sbin/lvm vgchange -ay --sysinit --config 'activation{udev_sync=0 udev_rules=0 monitoring=0}' "${group%%-*}"
    /usr/sbin/lvm vgmknodes --config 'activation{udev_sync=0 udev_rules=0}' "${group%%-*}" ;;
esac
$b mount "$root" /sysroot || $b mount -t ext4 "$root" /sysroot || exec $b sh
$b mount --move /dev /sysroot/dev
$b mount --move /proc /sysroot/proc
$b umount /sys
# The kernel is Debian's; the host is told the release that its package carries.
if [ -n "$release" ]; then
  $b mount -t tmpfs -o mode=755 tmpfs /sysroot/run
  $b mkdir -p /sysroot/run/lab
  echo "$release" >/sysroot/run/lab/osrelease
  $b mount -o bind /sysroot/run/lab/osrelease /sysroot/proc/sys/kernel/osrelease
fi
exec $b switch_root /sysroot /usr/lib/systemd/systemd
