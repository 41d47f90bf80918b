#!/bin/sh
# Ferry's runner: does jobs on a host for a controller that may go away, and keeps the journal of one run.
#
#   stage RUN BYTES SHA256                  makes the run's folder and puts this file there (from standard input)
#   start ID LANGUAGE SECONDS …             starts a job, or finds that it is there already
#   work ID ATTEMPT LANGUAGE SECONDS        does a job; the runner calls this itself
#   state ID ATTEMPT OFFSET WAIT [follow]   what became of a job, and its progress from OFFSET on
#   journal                                 the journal
#   remove                                  removes the run's folder
#
# POSIX sh, with flock, timeout and sha256sum of the host. The folder of a run:
#   runner  journal  lock  spare  room      spare and room: kept free on a full disk for the journal, and for one more job
#   jobs/ID/{script,input,want,attempt,lock,log,progress,result}      of the last attempt; earlier ones end in .1, .2, …
# A job runs while somebody holds its lock. A begin without an end and without a holder is an interrupted job.
set -u
umask 077
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
home=/var/lib/ferry
folder=$(dirname "$0")

die() {
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

is_id() {
  case $1 in '' | -* | *[!A-Za-z0-9-]*) return 1 ;; esac
  [ "${#1}" -le 80 ]
}

flush() {
  sync "$1" 2>/dev/null || sync
}

boot_id() {
  cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown
}

has_systemd() {
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1
}

# Takes BYTES bytes from standard input into FILE. A line that was cut gives fewer.
take() { # FILE BYTES SHA256
  dd of="$1" bs="$2" count=1 iflag=fullblock 2>/dev/null || return 1
  [ "$(sha256sum <"$1" | cut -c 1-64)" = "$3" ] && flush "$1"
}

# Adds a line to the journal. On a full disk the spare room makes place for it.
note() { # ID ATTEMPT EVENT STATUS
  line=$(printf '{"at":"%s","boot":"%s","job":"%s","attempt":%s,"event":"%s","status":%s}' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(boot_id)" "$1" "$2" "$3" "$4")
  append "$line" && return 0
  rm -f "$folder/spare"
  append "$line"
}

append() {
  # A line that a power cut has torn stays alone on its line.
  if [ -s "$folder/journal" ] && [ "$(tail -c 1 "$folder/journal" | tr -c '\n' x)" = x ]; then
    echo >>"$folder/journal" || return 1
  fi
  printf '%s\n' "$1" >>"$folder/journal" && flush "$folder/journal"
}

# The last thing the journal knows of a job: BOOT ATTEMPT EVENT STATUS; nothing when it knows nothing.
last() { # ID
  [ -f "$folder/journal" ] || return 0
  sed -n "s/^{\"at\":\"[^\"]*\",\"boot\":\"\([^\"]*\)\",\"job\":\"$1\",\"attempt\":\([0-9]*\),\"event\":\"\([a-z]*\)\",\"status\":\([0-9]*\)}\$/\1 \2 \3 \4/p" \
    "$folder/journal" | tail -n 1
}

is_held() { # LOCK
  [ -e "$1" ] && ! flock -s -n "$1" true
}

# Sets kind, attempt, status and same_boot. The lock is asked before and after the journal, which only its holder writes.
look() { # ID
  kind=absent attempt=0 status=0 same_boot=yes
  if is_held "$folder/jobs/$1/lock"; then
    kind=running
    attempt=$(cat "$folder/jobs/$1/attempt" 2>/dev/null || echo 0)
    return
  fi
  read_last "$1"
  [ "$kind" = interrupted ] || return 0
  if is_held "$folder/jobs/$1/lock"; then
    kind=running
  else
    read_last "$1"
  fi
}

read_last() {
  # shellcheck disable=SC2046 # four words, none with a space
  set -- $(last "$1")
  [ $# -eq 4 ] || return 0
  attempt=$2 status=$4
  if [ "$3" = begin ]; then
    kind=interrupted
    [ "$1" = "$(boot_id)" ] || same_boot=no
  elif [ "$4" -eq 0 ]; then
    kind="done"
  else
    kind=failed
  fi
}

bytes_of() {
  if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi
}

stage() { # RUN BYTES SHA256
  is_id "$1" || die "not the id of a run: $1"
  for path in /var/lib "$home" "$home/runs" "$home/runs/$1"; do
    [ ! -L "$path" ] || [ "$path" = /var/lib ] || die "$path is a symbolic link: Ferry does not follow it"
  done
  folder=$home/runs/$1
  mkdir -p "$folder/jobs" || die "cannot make $folder"
  chmod 700 "$home" "$home/runs" "$folder"
  if ! take "$folder/runner.new" "$2" "$3"; then
    rm -f "$folder/runner.new"
    die "$folder/runner could not be written whole: is $home full or read-only?"
  fi
  mv -f "$folder/runner.new" "$folder/runner"
  spare
  [ -s "$folder/journal" ] || note - 0 staged 0 || die "cannot write $folder/journal"
  flush "$folder"
}

spare() {
  keep_free "$folder/spare" 16
  keep_free "$folder/room" 240
}

keep_free() { # FILE PIECES-OF-64-KIB
  [ -e "$1" ] || dd if=/dev/zero of="$1" bs=65536 count="$2" 2>/dev/null || rm -f "$1"
}

# On a disk that is all but full a job still has to be told what to do: look, and say where the host stands.
make_room() {
  free=$(df -Pk "$folder" | tail -n 1 | { read -r _ _ _ free _ && echo "$free"; })
  if [ "${free:-0}" -lt 8192 ]; then rm -f "$folder/room"; elif [ "$free" -gt 65536 ]; then spare; fi
}

# Answers "started N", "running N", "done N" or "busy RUN ID". Script and input come on standard input. A job that is done
# is started again when that was in its attempt AGAIN or an earlier one. With WAIT it goes on as "state … follow" does.
start() { # ID LANGUAGE SECONDS AGAIN SCRIPT-BYTES SCRIPT-SHA256 INPUT-BYTES INPUT-SHA256 [WAIT]
  is_id "$1" || die "not the id of a job: $1"
  id=$1 language=$2 seconds=$3
  job=$folder/jobs/$id
  want="$language $6 $8"
  make_room
  mkdir -p "$job" || die "cannot make $job"
  if ! take "$job/script.$$" "$5" "$6" || ! take "$job/input.$$" "$7" "$8"; then
    rm -f "$job/script.$$" "$job/input.$$"
    die "the job $id could not be written whole: is $home full or read-only?"
  fi
  exec 7>>"$folder/lock"
  flock -w 60 7 || die "another start in $folder does not end"
  look "$id"
  same=no
  [ "$(cat "$job/want" 2>/dev/null)" = "$want" ] && same=yes
  [ "$kind" != "done" ] || [ "$attempt" -gt "$4" ] || same=again
  case $kind-$same in
    running-yes | done-yes)
      rm -f "$job/script.$$" "$job/input.$$"
      begun "$kind" "$attempt" 0 "${9:-}"
      return
      ;;
  esac
  if is_held "$home/lock"; then
    rm -f "$job/script.$$" "$job/input.$$"
    echo "ferry-start busy $(head -n 1 "$home/lock")"
    return
  fi
  before=$(cat "$job/attempt" 2>/dev/null || echo 0)
  # An attempt that was launched, but never began, is launched again under its number.
  if [ "$before" -eq "$attempt" ] || [ "$same" != yes ]; then
    for file in log progress result; do
      [ ! -e "$job/$file" ] || mv -f "$job/$file" "$job/$file.$before"
    done
    before=$((before + 1))
  fi
  mv -f "$job/script.$$" "$job/script"
  mv -f "$job/input.$$" "$job/input"
  if ! { echo "$want" >"$job/want" && echo "$before" >"$job/attempt"; }; then die "cannot write $job: is $home full?"; fi
  flush "$job/attempt"
  said=$(launch "$id" "$before" "$language" "$seconds" 2>&1 7>&-)
  tries=0
  while [ "$tries" -lt 300 ]; do
    case $(last "$id") in *" $before "*)
      begun started "$before" "$before" "${9:-}"
      return
      ;;
    esac
    if [ "$tries" -lt 20 ]; then pause=0.02; else pause=0.1; fi
    sleep "$pause" 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  die "the job $id did not begin: ${said:-$(tail -n 3 "$job/log" 2>/dev/null)}"
}

begun() { # KIND ATTEMPT KNOWN-ATTEMPT WAIT
  echo "ferry-start $1 $2"
  # Other starts need not wait while this one is followed.
  exec 7>&-
  [ -z "$4" ] || state "$id" "$3" 0 "$4" follow
}

launch() { # ID ATTEMPT LANGUAGE SECONDS
  if has_systemd; then
    # A stop (of the host, say) asks the runner only, which waits for the job: scriptlets are not shot in the middle.
    systemd-run --quiet --collect --unit="ferry-${folder##*/}-$1-$2" --description="Ferry: $1" \
      -p KillMode=mixed -p TimeoutStopSec=14400 -p OOMScoreAdjust=-900 -p TasksMax=infinity \
      -p StandardInput=null -p StandardOutput=null -p StandardError=null \
      /bin/sh "$0" work "$@" </dev/null
  else
    setsid /bin/sh "$0" work "$@" </dev/null >/dev/null 2>&1 &
  fi
}

# The Python that the host's dnf runs on.
python_of_dnf() {
  for program in /usr/bin/dnf-3 /usr/bin/dnf /usr/bin/yum; do
    [ -f "$program" ] || continue
    found=$(sed -n '1s/^#! *\([^ ]*\).*/\1/p' "$program")
    case $found in */env) continue ;; */*python*) [ -x "$found" ] && echo "$found" && return ;; esac
  done
  for found in /usr/libexec/platform-python /usr/bin/python3; do
    [ -x "$found" ] && echo "$found" && return
  done
  return 1
}

work() { # ID ATTEMPT LANGUAGE SECONDS
  job=$folder/jobs/$1
  exec 9>>"$job/lock" 8>>"$home/lock"
  flock -w 10 9 || exit 75
  [ "$(cat "$job/attempt")" = "$2" ] || exit 0
  case $(last "$1") in *" $2 "*) exit 0 ;; esac
  exec >>"$job/log" 2>&1
  flock -w 10 8 || die "another job runs on this host: $(head -n 1 "$home/lock")" 75
  echo "${folder##*/} $1 $2" >"$home/lock"
  note "$1" "$2" begin 0 || die "cannot write the journal" 74
  # The runner outlives what would end it; the job it started takes no notice of that.
  trap : TERM HUP INT
  FERRY_INPUT=$job/input FERRY_RESULT=$job/result FERRY_PROGRESS=$job/progress FERRY_FOLDER=$folder
  HOME=/root LC_ALL=C.UTF-8
  export FERRY_INPUT FERRY_RESULT FERRY_PROGRESS FERRY_FOLDER HOME LC_ALL
  cd / || exit 1
  : >>"$job/progress"
  if [ "$3" = sh ]; then
    timeout -k 60 "$4" /bin/sh "$job/script" </dev/null &
  elif interpreter=$(python_of_dnf); then
    timeout -k 60 "$4" "$interpreter" -IB "$job/script" </dev/null &
  else
    (
      echo "this host has no Python for its dnf"
      exit 127
    ) &
  fi
  child=$!
  while :; do
    wait "$child"
    ended=$?
    kill -0 "$child" 2>/dev/null || break
  done
  [ ! -e "$job/result" ] || flush "$job/result"
  note "$1" "$2" end "$ended"
}

# A header line, then the new progress, then the result of a job that is done, or the end of the log of one that is not.
# With WAIT it answers at once when the job ends, within half a second of something new, or when WAIT tenths are over.
# With "follow" it goes on with one answer after another until WAIT is over or the job has ended and all is told.
state() { # ID ATTEMPT OFFSET WAIT [follow]
  is_id "$1" || die "not the id of a job: $1"
  job=$folder/jobs/$1
  known=$2 offset=$3 waited=0
  while :; do
    asked=$waited
    while :; do
      look "$1"
      if [ "$kind" != running ] || [ "$attempt" -ne "$known" ] || [ "$waited" -ge "$4" ]; then break; fi
      [ "$waited" -eq "$asked" ] || [ "$(bytes_of "$job/progress")" -le "$offset" ] || break
      # The lock is free when the job has ended. A flock that takes no fractions says so with another status than "not free".
      flock -s -w 0.5 "$job/lock" true 2>/dev/null
      [ $? -le 1 ] || sleep 1
      waited=$((waited + 5))
    done
    [ "$attempt" -eq "$known" ] || offset=0
    answer "$job" "$offset" "${5:-}" || return
    known=$attempt offset=$((offset + more))
    [ "${5:-}" = follow ] || return 0
    [ "$more" -ge "$most" ] || { [ "$kind" = running ] && [ "$waited" -lt "$4" ]; } || return 0
  done
}

answer() { # JOB-FOLDER OFFSET follow
  most=262144
  more=$(($(bytes_of "$1/progress") - $2))
  [ "$more" -ge 0 ] || more=0
  [ "$more" -le "$most" ] || more=$most
  rest=0
  case $kind in
    done) rest=$(bytes_of "$1/result") ;;
    failed | interrupted)
      rest=$(bytes_of "$1/log")
      [ "$rest" -le 16384 ] || rest=16384
      ;;
  esac
  # It comes with the last answer.
  if [ "$3" = follow ] && [ "$more" -ge "$most" ]; then rest=0; fi
  echo "ferry-state $kind $attempt $status $same_boot $more $rest" || return
  [ "$more" -eq 0 ] || tail -c +$(($2 + 1)) "$1/progress" | head -c "$more"
  [ "$rest" -ne 0 ] || return 0
  if [ "$kind" = "done" ]; then cat "$1/result"; else tail -c "$rest" "$1/log"; fi
}

remove() {
  is_id "${folder##*/}" || die "not a run's folder: $folder"
  exec 7>>"$folder/lock"
  flock -w 60 7 || die "a start in $folder does not end"
  for lock in "$folder"/jobs/*/lock; do
    if is_held "$lock"; then die "a job of this run is running: ${lock%/lock}" 3; fi
  done
  if grep -q -F " $folder/" /proc/self/mountinfo; then
    die "something is mounted below $folder: unmount it first" 4
  fi
  rm -rf "$folder"
  rmdir "$home/runs" 2>/dev/null && rm -f "$home/lock" && rmdir "$home" 2>/dev/null
  return 0
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  stage) stage "$@" ;;
  start) start "$@" ;;
  work) work "$@" ;;
  state) state "$@" ;;
  journal) [ ! -f "$folder/journal" ] || cat "$folder/journal" ;;
  remove) remove ;;
  *) die "usage: stage|start|work|state|journal|remove" 2 ;;
esac
