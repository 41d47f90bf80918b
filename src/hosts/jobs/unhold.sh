# Starts the units that hold.sh stopped, the last first. POSIX sh, as a job. Its input: {"units": "NAME NAME"}, those that the
# controller knows of; a restored host has forgotten them. The result: {"failed": […]}.
set -u
set -f
held=$FERRY_FOLDER/held
failed=
backwards=
for unit in $(sed -n 's/.*"units":"\([^"]*\)".*/\1/p' "$FERRY_INPUT" | sed 's/\\\\/\\/g') $(cat "$held" 2>/dev/null); do
  case " $backwards " in *" $unit "*) ;; *) backwards="$unit $backwards" ;; esac
done
[ -d /run/systemd/system ] || backwards=
for unit in $backwards; do
  # A unit that the new packages do not have any more is not missed here: the comparison of before and after tells it.
  [ "$(systemctl show --property=LoadState --value -- "$unit" 2>/dev/null)" != not-found ] || continue
  systemctl start -- "$unit" || failed="$failed $unit"
done
[ -n "$failed" ] || rm -f "$held"
separator=
{
  printf '{"failed":['
  for unit in $failed; do
    printf '%s"%s"' "$separator" "$(printf '%s' "$unit" | sed 's/\\/\\\\/g')"
    separator=,
  done
  printf ']}\n'
} >"$FERRY_RESULT"
