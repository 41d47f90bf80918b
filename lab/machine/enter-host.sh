#!/bin/sh
# enter-host.sh CGROUP PID COMMAND: runs a shell command as root on the running host whose pid 1 is PID, as one does at
# its console: without its network, and without its sshd.
set -eu
cgroup=$1 init=$2
echo 0 >"$cgroup/cgroup.procs"
exec nsenter --target "$init" --mount --uts --ipc --net --pid --cgroup -- \
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM="${TERM:-dumb}" sh -c "$3"
