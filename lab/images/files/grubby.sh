#!/bin/bash
# grubby: what EL's tells and sets of the boot entries in /boot/loader/entries.
entries=/boot/loader/entries
saved=$(grub2-editenv - list 2>/dev/null | sed -n 's/^saved_entry=//p')

names() {
  local file
  for file in "$entries"/*.conf; do
    [ -e "$file" ] || continue
    file=${file##*/}
    echo "${file%.conf}"
  done | sort -rV
}

field() { sed -n "s/^$2 //p" "$entries/$1.conf"; }
kernel_of() { local path; path=$(field "$1" linux); echo "/boot${path#/boot}"; }

info() {
  local index=0 name
  while read -r name; do
    if [ "$1" = ALL ] || [ "$1" = "$(kernel_of "$name")" ] || { [ "$1" = DEFAULT ] && [ "$name" = "$saved" ]; }; then
      printf 'index=%s\nkernel="%s"\nargs="%s"\nroot="%s"\ninitrd="/boot/initramfs-%s.img"\ntitle="%s"\nid="%s"\n' "$index" "$(kernel_of "$name")" \
        "$(field "$name" options | sed 's/root=[^ ]* *//')" "$(field "$name" options | sed -n 's/.*root=\([^ ]*\).*/\1/p')" \
        "$(field "$name" version)" "$(field "$name" title)" "$name"
    fi
    index=$((index + 1))
  done < <(names)
}

set_default() {
  local name
  while read -r name; do
    if [ "$(kernel_of "$name")" = "$1" ]; then
      grub2-editenv - set "saved_entry=$name"
      echo "The default is $entries/$name.conf with index $(names | grep -n -x -F -- "$name" | cut -d: -f1 | awk '{ print $1 - 1 }') and kernel $1"
      return
    fi
  done < <(names)
  echo "The param $1 is incorrect" >&2
  exit 1
}

case ${1:-} in
  --default-kernel) kernel_of "$saved" ;;
  --default-title) field "$saved" title ;;
  --default-index) names | grep -n -x -F -- "$saved" | cut -d: -f1 | awk '{ print $1 - 1 }' ;;
  --info=*) info "${1#--info=}" ;;
  --info) info "${2:-}" ;;
  --set-default=*) set_default "${1#--set-default=}" ;;
  --set-default) set_default "${2:-}" ;;
  *) echo "grubby: the lab's grubby does not know: $*" >&2; exit 1 ;;
esac
