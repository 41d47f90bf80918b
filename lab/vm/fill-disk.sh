#!/bin/sh
# fill-disk.sh: puts a host's tree into the file systems of a virtual machine's disk, in a mount namespace of its own.
# The tree is IMAGE with UPPER over it (WORK, TREE: empty folders); its boot entries, initramfs and grub.cfg are made anew by its
# own programs. DISK has the root at ROOT_OFFSET (bytes) with ROOT_SIZE (KiB), and /boot at BOOT_OFFSET with BOOT_SIZE
# where BOOT_OFFSET is not empty, and a thin pool's metadata, described in the file POOL, at POOL_OFFSET with POOL_SIZE (bytes)
# where POOL is not empty.
set -eu

mount -t overlay -o "lowerdir=$IMAGE,upperdir=$UPPER,workdir=$WORK" lab "$TREE"
mount -t proc proc "$TREE/proc"
mount -t tmpfs -o mode=755,size=64m dev "$TREE/dev"
mknod -m 666 "$TREE/dev/null" c 1 3
mknod -m 666 "$TREE/dev/zero" c 1 5
mknod -m 666 "$TREE/dev/urandom" c 1 9
ln -s /proc/self/fd "$TREE/dev/fd"
# The tree's programs look whether /boot is a file system of its own.
if [ -n "$BOOT_OFFSET" ]; then mount --bind "$TREE/boot" "$TREE/boot"; fi

env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$TREE" /bin/sh -eu <<'EOT'
: >/boot/grub2/grub.cfg
for kernel in /lib/modules/*/vmlinuz; do
  version=${kernel%/vmlinuz}
  version=${version##*/}
  depmod "$version"
  kernel-install add "$version" "$kernel"
done
grub2-mkconfig -o /boot/grub2/grub.cfg 2>/dev/null
EOT

if [ -n "$POOL" ]; then
  cp "$POOL" "$TREE/dev/pool.xml"
  truncate -s "$POOL_SIZE" "$TREE/dev/pool"
  chroot "$TREE" /usr/sbin/thin_restore -q -i /dev/pool.xml -o /dev/pool
  dd if="$TREE/dev/pool" of="$DISK" bs=1M oflag=seek_bytes seek="$POOL_OFFSET" conv=notrunc,sparse status=none
fi

if [ -n "$BOOT_OFFSET" ]; then umount "$TREE/boot"; fi
umount "$TREE/dev" "$TREE/proc"

# GRUB 2.06 reads no file system with these two features.
make_file_system() { # CONTENT LABEL OFFSET SIZE
  mkfs.ext4 -q -F -m 1 -L "$2" -O ^metadata_csum_seed,^orphan_file -E "offset=$3,lazy_itable_init=0" -d "$1" "$DISK" "${4}k"
}
if [ -n "$BOOT_OFFSET" ]; then
  make_file_system "$TREE/boot" boot "$BOOT_OFFSET" "$BOOT_SIZE"
  mount -t tmpfs empty "$TREE/boot"
fi
make_file_system "$TREE" root "$ROOT_OFFSET" "$ROOT_SIZE"
