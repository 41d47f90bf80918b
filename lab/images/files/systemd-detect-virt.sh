#!/bin/sh
# systemd-detect-virt of the lab: its hosts share a kernel, but stand for machines with one of their own.
quiet='' what=any
for word; do
  case $word in
    -q | --quiet) quiet=yes ;;
    -c | --container | -r | --chroot) what=none ;;
    -v | --vm) what=any ;;
    --version) echo "systemd @VERSION@ (@VERSION@-@RELEASE@)"; exit 0 ;;
    *) what=none ;;
  esac
done
if [ $what = none ]; then
  [ -n "$quiet" ] || echo none
  exit 1
fi
[ -n "$quiet" ] || echo kvm
