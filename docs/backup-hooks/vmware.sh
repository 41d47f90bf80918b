#!/bin/sh
# Snapshots of vSphere machines by govc, which reads GOVC_URL, GOVC_USERNAME and GOVC_PASSWORD.
set -eu
action=$1 machine=$2 name=$3
case $action in
  create) govc snapshot.create -vm "$machine" -m=false -q=true -d "made by Ferry" "$name" ;;
  restore)
    govc snapshot.revert -vm "$machine" "$name"
    # A snapshot without memory leaves the machine off.
    govc vm.power -on=true "$machine" >/dev/null 2>&1 || govc vm.info "$machine" | grep -q poweredOn
    ;;
  remove) govc snapshot.remove -vm "$machine" "$name" ;;
  exists) govc snapshot.tree -vm "$machine" | grep -Fqw -- "$name" ;;
  *) echo "there is no action $action" >&2; exit 64 ;;
esac
