#!/bin/sh
# Makes a host of the lab look as if UEFI firmware had started it from a mirrored ESP: partition 12 of two NVMe disks, as an md
# device. The firmware's entries are kept by a stand-in of efibootmgr. POSIX sh.
set -eu
mount -t tmpfs none /sys/firmware
mkdir -p /sys/firmware/efi /run/fake
mount -t tmpfs none /sys/class/block
mkdir -p /sys/class/block/md127/slaves
for disk in nvme0n1 nvme1n1; do
  mkdir -p "/run/fake/$disk/${disk}p12"
  echo 12 >"/run/fake/$disk/${disk}p12/partition"
  ln -s "/run/fake/$disk/${disk}p12" "/sys/class/block/${disk}p12"
  ln -s "/run/fake/$disk/${disk}p12" "/sys/class/block/md127/slaves/${disk}p12"
done
: >/dev/md127
[ -s /boot/efi/EFI/almalinux/grubx64.efi ] || echo grub >/boot/efi/EFI/almalinux/grubx64.efi

cat >/usr/local/sbin/findmnt <<'X'
#!/bin/sh
case "$*" in
  *SOURCE*) echo /dev/md127 ;;
  *UUID*) echo 1111-2222 ;;
  *FSTYPE*) echo overlay ;;
esac
X
cat >/usr/local/sbin/lsblk <<'X'
#!/bin/sh
for word; do :; done
echo "guid-${word##*/}"
X
cat >/usr/local/sbin/efibootmgr <<'X'
#!/bin/sh
if [ "$1" = -v ]; then
  cat /run/fake/entries 2>/dev/null || :
  exit 0
fi
printf '%s\n' "$*" >>/run/fake/calls
printf 'Boot0001* %s HD(%s,GPT,guid-%sp%s)/File(%s)\n' "$7" "$5" "${3##*/}" "$5" "$9" >>/run/fake/entries
X
chmod 755 /usr/local/sbin/findmnt /usr/local/sbin/lsblk /usr/local/sbin/efibootmgr
