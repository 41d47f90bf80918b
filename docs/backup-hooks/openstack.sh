#!/bin/sh
# Snapshots of the volumes of an OpenStack server, by the openstack client and its usual OS_ variables.
# restore stops the server, sets each volume back to its snapshot (which has to be the volume's latest) and starts it.
set -eu
action=$1 machine=$2 name=$3

volumes() {
  openstack server volume list "$machine" -f value -c 'Volume ID'
}

state_becomes() {
  for _ in $(seq 120); do
    [ "$(openstack server show "$machine" -f value -c status)" = "$1" ] && return 0
    sleep 5
  done
  echo "$machine did not become $1 in 10 minutes" >&2
  return 1
}

case $action in
  create)
    for volume in $(volumes); do
      openstack volume snapshot create --force --volume "$volume" --description "made by Ferry" "$name-$volume"
    done
    ;;
  restore)
    [ "$(openstack server show "$machine" -f value -c status)" = SHUTOFF ] || openstack server stop "$machine"
    state_becomes SHUTOFF
    for volume in $(volumes); do
      openstack --os-volume-api-version 3.40 volume revert "$name-$volume"
    done
    openstack server start "$machine"
    state_becomes ACTIVE
    ;;
  remove) for volume in $(volumes); do openstack volume snapshot delete "$name-$volume"; done ;;
  exists) for volume in $(volumes); do openstack volume snapshot show "$name-$volume" >/dev/null 2>&1 || exit 1; done ;;
  *) echo "there is no action $action" >&2; exit 64 ;;
esac
