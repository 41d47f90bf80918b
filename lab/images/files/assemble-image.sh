#!/bin/sh
# assemble-image.sh ROOT PACKAGES KEYS: installs packages (a file with one path a line) into an empty root by rpm, with their
# scriptlets, as an installer does. Runs in a mount namespace of its own.
set -eu
root=$1 packages=$2 keys=$3

mkdir -p "$root/proc" "$root/sys" "$root/dev" "$root/run" "$root/tmp" "$root/var/lib/rpm" "$root/etc"
chmod 1777 "$root/tmp"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755,size=1m dev "$root/dev"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 666 "$root/dev/zero" c 1 5
mknod -m 666 "$root/dev/urandom" c 1 9
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=755 run "$root/run"

rpm_in_root() {
  rpm --root "$root" --dbpath /var/lib/rpm --define '_db_backend sqlite' "$@"
}

for key in "$keys"/centos.asc "$keys"/epel.asc "$keys"/vendor.asc; do rpm_in_root --import "$key"; done
# shellcheck disable=SC2046 # one path a line, without blanks
rpm_in_root --force-debian --upgrade --quiet $(cat "$packages")
umount "$root/run" "$root/dev" "$root/proc"
