# Tells the processes of a job, for who wonders what it is at. POSIX sh; changes nothing. $1: the run, $2: the job.
# The first line: seconds since the boot, and clock ticks a second. Then a process a line: PID PARENT START COMMAND, START in
# ticks since the boot (proc(5), /proc/pid/stat). What a rehearsal starts has its progress at a place of the copy.
set -u
echo "$(cut -d ' ' -f 1 /proc/uptime) $(getconf CLK_TCK 2>/dev/null || echo 100)"
own=FERRY_PROGRESS=/var/lib/ferry/runs/$1/jobs/$2/progress
# shellcheck disable=SC2013 # paths below /proc, without spaces
for environment in $(grep -l -F -e "$own" -e FERRY_PROGRESS=/run/ferry/progress /proc/[0-9]*/environ 2>/dev/null); do
  process=${environment%/environ}
  place=$(sed 's/^.*) //' "$process/stat" 2>/dev/null | cut -d ' ' -f 2,20)
  command=$(tr '\0\n' '  ' <"$process/cmdline" 2>/dev/null | cut -c 1-200)
  [ -z "$place" ] || echo "${process#/proc/} $place $command"
done
