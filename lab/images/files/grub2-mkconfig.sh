#!/bin/bash
# grub2-mkconfig [-o FILE]: makes menu entries of the BLS entries, which plain GRUB 2.06 cannot read.
set -eu
out=/dev/stdout
if [ "${1:-}" = -o ]; then out=$(readlink -f "$2"); fi
prefix=/boot
if grep -q ' /boot ' /proc/self/mounts; then prefix=; fi

config() {
  local file name
  cat <<X
load_env -f $prefix/grub2/grubenv
set default="\${saved_entry}"
set timeout=1
serial --unit=0 --speed=115200
terminal_output serial
X
  for file in $(printf '%s\n' /boot/loader/entries/*.conf | sort -rV); do
    [ -e "$file" ] || continue
    name=${file##*/}
    echo "menuentry '$(sed -n 's/^title //p' "$file")' --id '${name%.conf}' {"
    echo "  linux $(sed -n 's/^linux //p' "$file") $(sed -n 's/^options //p' "$file")"
    echo "  initrd $(sed -n 's/^initrd //p' "$file")"
    echo '}'
  done
}

echo 'Generating grub configuration file ...' >&2
if [ "$out" = /dev/stdout ]; then config; else config >"$out.new"; mv "$out.new" "$out"; fi
echo 'done' >&2
