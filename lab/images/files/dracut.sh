#!/bin/bash
# dracut [--force] [IMAGE [VERSION]]: makes an initramfs from busybox and the drivers of the root disk, by the kernel's own files.
set -eu
force='' words=()
for word; do
  case $word in
    -f | --force) force=yes ;;
    --kver=*) kver=${word#--kver=} ;;
    --version) echo "dracut @VERSION@-@RELEASE@"; exit 0 ;;
    -*) ;;
    *) words+=("$word") ;;
  esac
done
version=${words[1]:-${kver:-$(uname -r)}}
image=${words[0]:-/boot/initramfs-$version.img}
modules=/usr/lib/modules/$version
[ -d "$modules/kernel" ] || { echo "dracut: /lib/modules/$version does not exist" >&2; exit 1; }
[ -n "$force" ] || [ ! -e "$image" ] || { echo "dracut: Will not override existing initramfs ($image) without --force" >&2; exit 1; }

# In the order in which they are loaded.
drivers=(crc16 crc32c_generic libcrc32c mbcache jbd2 ext4 xfs virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci
  virtio_blk failover net_failover virtio_net dax dm-mod dm-bufio dm-snapshot dm-bio-prison dm-persistent-data dm-thin-pool overlay loop)
work=$(mktemp -d /var/tmp/dracut.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{bin,dev,proc,sys,run,tmp,sysroot,etc/lvm,usr/lib/modules/"$version"}
cp /usr/bin/busybox "$work/bin/"
for driver in "${drivers[@]}"; do
  file=$(find "$modules/kernel" -name "$driver.ko" -print -quit)
  [ -n "$file" ] || continue
  mkdir -p "$work${file%/*}"
  cp "$file" "$work$file"
  echo "$file" >>"$work/drivers"
done
# A root on a logical volume needs lvm and the libraries it runs with.
if grep -qs /dev/mapper/ /etc/kernel/cmdline; then
  for file in /usr/sbin/lvm $(ldd /usr/sbin/lvm | grep -o '/[^ )]*'); do
    mkdir -p "$work${file%/*}"
    cp -L "$file" "$work$file"
  done
fi
cp /usr/lib/dracut/init.sh "$work/init"
(cd "$work" && find . | cpio -o -H newc --quiet | gzip -1) >"$image.new"
chmod 600 "$image.new"
mv "$image.new" "$image"
