#!/bin/bash
# grub2-editenv FILE create|list|set|unset: the environment block of GRUB, 1024 bytes filled up with #.
set -eu
file=${1:-}
[ "$file" != - ] || file=/boot/grub2/grubenv
command=${2:-}
shift 2 || { echo "usage: grub2-editenv FILE COMMAND" >&2; exit 1; }
head='# GRUB Environment Block'

variables() { [ ! -f "$file" ] || tr '\0' '\n' <"$file" | grep -v '^#' || :; }

write() {
  local text
  text=$(printf '%s\n%s' "$head" "$1")
  mkdir -p "${file%/*}"
  {
    printf '%s\n' "$text"
    head -c $((1023 - ${#text})) /dev/zero | tr '\0' '#'
  } >"$file.new"
  mv "$file.new" "$file"
}

case $command in
  create) write '' ;;
  list) variables ;;
  set)
    all=$(variables)
    for pair; do all=$(grep -v -- "^${pair%%=*}=" <<<"$all" || :; printf '%s\n' "$pair"); done
    write "$(grep . <<<"$all")" ;;
  unset)
    all=$(variables)
    for name; do all=$(grep -v -- "^$name=" <<<"$all" || :); done
    write "$(grep . <<<"$all" || :)" ;;
  *) echo "grub2-editenv: unknown command '$command'" >&2; exit 1 ;;
esac
