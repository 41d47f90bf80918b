#!/bin/bash
# lsinitrd [IMAGE] [-f FILE]: lists an initramfs, or prints one file of it.
set -eu
image='' file=''
while [ $# -gt 0 ]; do
  case $1 in
    -f | --file) file=${2:-}; shift ;;
    -k | --kver) image=/boot/initramfs-${2:-}.img; shift ;;
    -*) ;;
    *) image=$1 ;;
  esac
  shift
done
image=${image:-/boot/initramfs-$(uname -r).img}
[ -f "$image" ] || { echo "No <initramfs file> specified and the default image '$image' cannot be accessed!" >&2; exit 1; }
if [ -n "$file" ]; then
  gzip -dc "$image" | cpio -i --quiet --to-stdout "${file#/}" "./${file#/}"
  exit
fi
echo "Image: $image: $(($(stat -c %s "$image") / 1024))K"
echo ========================================================================
gzip -dc "$image" | cpio -tv --quiet
echo ========================================================================
