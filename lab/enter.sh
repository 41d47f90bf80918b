#!/bin/sh
# enter.sh CGROUP PID COMMAND...: runs a program in the network and the mounts of the lab whose daemon is PID, in a cgroup
# of that lab, so that it ends with the lab.
set -eu
cgroup=$1 daemon=$2
shift 2
echo 0 >"$cgroup/cgroup.procs"
exec nsenter --target "$daemon" --net --mount --wdns="$PWD" -- "$@"
