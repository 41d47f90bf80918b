#!/bin/sh
# Snapshots of libvirt domains with qcow2 disks. LIBVIRT_DEFAULT_URI names the hypervisor.
set -eu
action=$1 machine=$2 name=$3
case $action in
  create) virsh snapshot-create-as "$machine" "$name" --description "made by Ferry" --atomic ;;
  restore) virsh snapshot-revert "$machine" "$name" --running ;;
  remove) virsh snapshot-delete "$machine" "$name" ;;
  exists) virsh snapshot-info "$machine" "$name" >/dev/null 2>&1 ;;
  *) echo "there is no action $action" >&2; exit 64 ;;
esac
