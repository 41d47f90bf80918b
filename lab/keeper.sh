#!/bin/sh
# keeper.sh LABS ID CGROUP COMMAND...: runs the daemon of lab ID and, however it ends, clears away what the lab had:
# its processes, its cgroup, its folder LABS/ID. Its namespaces and mounts go with the last process.
# CGROUP ends in ID. Labs whose keeper was killed are cleared away by the next one. Exit code 75: lab ID is up already.
set -u
labs=$1 id=$2 cgroup=$3
shift 3
# The daemon is what is to be told to end; the keeper ends after it.
trap : HUP INT TERM

# clear_away FOLDER CGROUP
clear_away() {
  if [ -d "$2" ]; then
    tries=0
    while grep -q '^populated 1$' "$2/cgroup.events" && [ "$tries" -lt 1000 ]; do
      echo 1 >"$2/cgroup.kill"
      sleep 0.02
      tries=$((tries + 1))
    done
    find "$2" -depth -type d -exec rmdir {} +
  fi
  rm -rf --one-file-system "$1"
}

umask 022 # the hosts' own files are made under it
mkdir -p "$labs" && chmod 700 "$labs" || exit 1
for lock in "$labs"/*.lock; do
  name=${lock##*/}
  name=${name%.lock}
  { [ -e "$lock" ] && [ "$name" != "$id" ]; } || continue
  (
    exec 8<"$lock" && flock -n 8 || exit 0
    clear_away "$labs/$name" "${cgroup%"$id"}$name"
    rm -f "$lock"
  ) 2>/dev/null
done

lock=$labs/$id.lock
exec 9>>"$lock"
flock -n 9 || exit 75
# Locked, but a keeper that was just ending may have removed the file meanwhile.
[ "$(stat -L -c %i "$lock" 2>/dev/null)" = "$(stat -L -c %i /proc/self/fd/9)" ] || exit 75
clear_away "$labs/$id" "$cgroup"

mkdir "$labs/$id" && mkdir -p "$cgroup/daemon" || exit 1
(
  exec 9>&-
  echo 0 >"$cgroup/daemon/cgroup.procs" && exec "$@" 2>"$labs/$id/daemon.log"
)
status=$?
[ "$status" = 0 ] || tail -n 20 "$labs/$id/daemon.log" >&2
clear_away "$labs/$id" "$cgroup"
rm -f "$lock"
exit "$status"
