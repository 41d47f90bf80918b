# Stops units and remembers which of them ran. POSIX sh, as a job. Its input: {"units": "NAME NAME", "optional": "NAME"};
# units have to be on the host, optional ones need not. The result: {"stopped": […]}, or {"absent": […]} when a unit is not
# there and nothing was done.
set -u
held=$FERRY_FOLDER/held
names=$(sed -n 's/.*"units":"\([^"]*\)".*/\1/p' "$FERRY_INPUT" | sed 's/\\\\/\\/g')
optional=$(sed -n 's/.*"optional":"\([^"]*\)".*/\1/p' "$FERRY_INPUT")

list() { # words as a JSON array; unit names hold no character that JSON would mind but the backslash
  separator=
  printf '['
  for word in "$@"; do
    printf '%s"%s"' "$separator" "$(printf '%s' "$word" | sed 's/\\/\\\\/g')"
    separator=,
  done
  printf ']'
}

is_there() {
  [ "$(systemctl show --property=LoadState --value -- "$1" 2>/dev/null)" != not-found ]
}

set -f
if [ -n "$names" ] && [ ! -d /run/systemd/system ]; then
  echo '{"absent":["systemd"]}' >"$FERRY_RESULT"
  exit 0
fi
absent=
for unit in $names; do
  is_there "$unit" || absent="$absent $unit"
done
if [ -n "$absent" ]; then
  # shellcheck disable=SC2086 # names without spaces, one word each
  printf '{"absent":%s}\n' "$(list $absent)" >"$FERRY_RESULT"
  exit 0
fi
[ -d /run/systemd/system ] || optional=
for unit in $names $optional; do
  systemctl is-active --quiet -- "$unit" || continue
  grep -q -x -F -- "$unit" "$held" 2>/dev/null || echo "$unit" >>"$held"
  sync
  systemctl stop -- "$unit" || exit 1
done
# shellcheck disable=SC2046 # names without spaces, one word each
printf '{"stopped":%s}\n' "$(list $(cat "$held" 2>/dev/null))" >"$FERRY_RESULT"
