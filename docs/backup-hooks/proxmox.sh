#!/bin/sh
# Snapshots of Proxmox VE machines. PROXMOX_NODE is the node to log in to as root. Names there have at most 40 characters.
set -eu
action=$1 machine=$2
name=$(printf %s "$3" | tr -c 'A-Za-z0-9_-' _ | cut -c 1-40)
node=${PROXMOX_NODE:?set PROXMOX_NODE to the node to log in to}

on_node() {
  ssh -o BatchMode=yes "root@$node" "$@"
}

# The number of a machine from its name: the second column of qm list.
id=$(on_node qm list | awk -v name="$machine" '$2 == name { print $1 }')
case $id in
  '') echo "there is no machine $machine on $node" >&2; exit 1 ;;
  *[!0-9]*) echo "more than one machine on $node has the name $machine" >&2; exit 1 ;;
esac
case $action in
  create) on_node qm snapshot "$id" "$name" --description made-by-Ferry ;;
  restore)
    on_node qm rollback "$id" "$name"
    on_node "qm status $id | grep -q running || qm start $id"
    ;;
  remove) on_node qm delsnapshot "$id" "$name" ;;
  exists) on_node qm listsnapshot "$id" | awk -v name="$name" '$2 == name { found = 1 } END { exit !found }' ;;
  *) echo "there is no action $action" >&2; exit 64 ;;
esac
