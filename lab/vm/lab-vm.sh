#!/bin/sh
# lab-vm.sh: what the firmware of a lab's virtual machine tells it: its name and address. Run once at each boot.
# It also does what udev would: mounts what /etc/fstab names, as no device units come up without udev.
set -eu
IFS=/ read -r name address </sys/class/dmi/id/product_serial
echo "$name" >/proc/sys/kernel/hostname
[ "$(cat /etc/hostname)" = "$name" ] || echo "$name" >/etc/hostname
ip link set lo up
ip addr replace "$address/16" dev eth0
ip link set eth0 up
mount -a
# The kernel is Debian's, so it looks for its drivers under Debian's name of it; the host has them under its own.
read -r _ _ real _ </proc/version
read -r release </proc/sys/kernel/osrelease
[ "$real" = "$release" ] || ln -sfn "$release" "/usr/lib/modules/$real"
