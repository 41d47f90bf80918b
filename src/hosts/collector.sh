#!/bin/sh
# Ferry's collector: tells what a host is, and changes nothing on it.
#
#   sh -s -- NONCE < collector.sh
#
# One POSIX sh file that reads from standard input of any sh from CentOS 5's bash 3.2 to today's, as root or not. It writes to
# standard output only: no file, no temporary file, no network. The answers are those of src/facts/probes.ts. The stream:
#
#   NONCE ferry 1
#   NONCE begin ID [ID ...]                 the probes that answer next, usually one
#   1text of the first probe                each line of text behind the number of its probe
#   NONCE end STATE LINES:BYTES[+] [...] [REASON]
#   NONCE all FRAMES
#
# STATE is output, absent, unreadable or timeout; the counts are of each probe's text, + where a size limit cut it. NONCE is a
# random word of the asker's, so that no greeting or log line of the host can be mistaken for a part of the stream.
#
# Gentleness: lowest CPU and idle I/O priority, one `rpm -qa` for all three questions about packages, a time limit per probe.
# rpm makes and locks __db files in a BerkeleyDB database when root asks; `private` (rpm 4.4-4.14 lib/backend/db3.c) avoids both,
# and makes it refuse while a transaction holds the write lock. A sqlite database is read beside writers without blocking them.
# rpm opens the -wal and -shm files that lie beside it, and as root makes them where they are missing, like any query does.

frames=0

# The text of one probe, from its raw lines and the marks between them: numbers the lines, counts them and keeps to the limit.
# The mark of an end comes behind a newline of its own, so the last line is held back to see whether the text ended with one.
# shellcheck disable=SC2016
frame='
function emit(text,   i) {
  i = 1
  if (probes > 1) { i = substr(text, 1, 1) + 0; text = substr(text, 2); if (i < 1 || i > probes) return }
  if (cut[i] || length(text) > 1000000 || bytes[i] + length(text) + 1 > limit) { cut[i] = 1; return }
  bytes[i] += length(text) + 1; lines[i]++
  print i text
}
index($0, nonce " begin ") == 1 {
  limit = $3 + 0; probes = NF - 3; line = nonce " begin"
  for (i = 1; i <= probes; i++) { line = line " " $(i + 3); lines[i] = 0; bytes[i] = 0; cut[i] = 0 }
  print line; opened = 1; held = 0; next
}
index($0, nonce " end ") == 1 {
  if (!opened) next
  if (held && last != "") emit(last)
  line = nonce " end " $3
  for (i = 1; i <= probes; i++) line = line " " lines[i] ":" bytes[i] (cut[i] ? "+" : "")
  reason = ""
  for (i = 4; i <= NF; i++) reason = reason " " $i
  gsub(/[^ -~]/, "?", reason)
  print line substr(reason, 1, 300); fflush()
  opened = 0; held = 0; next
}
index($0, nonce " ") == 1 { print; fflush(); if ($2 == "all") exit; next }
opened { if (held) emit(last); last = $0; held = 1 }
'

# Some processes and all below them, the deepest too, by what /proc says of parents: in $family.
tree_of() {
  family=" $* "
  grown=yes
  while [ "$grown" = yes ]; do
    grown=no
    for stat in /proc/[0-9]*/stat; do
      read -r line < "$stat" || continue
      child=${line%% *}
      line=${line##*") "}
      line=${line#* }
      case $family in *" $child "*) continue ;; esac
      case $family in *" ${line%% *} "*) family="$family$child " grown=yes ;; esac
    done 2>/dev/null
  done
}

# As tree_of, with all of them stopped, so that none starts another one unseen.
freeze() {
  family=" $* "
  while :; do
    seen=$family
    # shellcheck disable=SC2086
    kill -STOP $seen
    # shellcheck disable=SC2086
    tree_of $seen
    [ "$family" != "$seen" ] || return 0
  done
}

# run SECONDS BYTES FUNCTION ID...: one probe, or several that one command answers, each line then behind its number.
run() {
  seconds=$1 max=$2 probe=$3
  shift 3
  frames=$((frames + 1))
  printf '%s begin %s %s\n' "$nonce" "$max" "$*" || exit 1
  (
    state=output reason=
    "$probe"
    printf '\n%s end %s %s\n' "$nonce" "$state" "$reason"
  ) </dev/null 2>/dev/null &
  job=$!
  (
    # It looks whether the probe still runs instead of being told: ksh and mksh may lose a signal sent to a shell that waits.
    left=$seconds
    while [ "$left" -gt 0 ]; do
      sleep 1
      kill -0 "$job" || exit 0
      left=$((left - 1))
    done
    freeze "$job"
    # shellcheck disable=SC2086
    kill -TERM $family
    # shellcheck disable=SC2086
    kill -CONT $family
    sleep 1
    # shellcheck disable=SC2086
    freeze $family
    # shellcheck disable=SC2086
    kill -KILL $family
  ) </dev/null >/dev/null 2>&1 &
  dog=$!
  wait "$job" 2>/dev/null
  code=$?
  case $code in
    0) ;;
    137 | 143)
      wait "$dog" 2>/dev/null
      printf '\n%s end timeout no answer within %s seconds\n' "$nonce" "$seconds" || exit 1
      ;;
    *)
      printf '\n%s end unreadable the probe failed with status %s\n' "$nonce" "$code" || exit 1
      ;;
  esac
}

have() { command -v "$1" >/dev/null 2>&1; }

absent() { state=absent; }

unreadable() { state=unreadable reason=$1; }

# Whether a path that cannot be seen may still be there, below a directory this user may not enter.
hidden() {
  above=$1
  while [ -n "$above" ]; do
    above=${above%/*}
    if [ -d "${above:-/}" ]; then
      [ ! -x "${above:-/}" ]
      return
    fi
  done
  return 1
}

# Why there is nothing at a path.
missing() {
  if [ -e "$1" ]; then
    unreadable "permission denied: $1"
  elif hidden "$1"; then
    unreadable "permission denied: ${above:-/}"
  else
    absent
  fi
}

# Reads the first of some files that there is.
give() {
  for file in "$@"; do
    [ -e "$file" ] || continue
    [ -r "$file" ] || break
    head -c "$((max + 1))" "$file" || unreadable "cannot read $file"
    return
  done
  if [ ! -e "$file" ]; then file=$1; fi
  missing "$file"
}

filtered() { # filtered FILTER FILE
  if [ -r "$2" ]; then head -c "$((max + 1))" "$2" | "$1"; else missing "$2"; fi
}

# Reads each file behind a line with its path, through a filter for secrets. Files that are not there are passed over; one
# that may not be read makes the answer unreadable, for it would be incomplete.
sections() {
  filter=$1 seen=no
  shift
  for file in "$@"; do
    [ -f "$file" ] || continue
    if [ ! -r "$file" ]; then
      unreadable "permission denied: $file"
      return
    fi
    seen=yes
    printf '==> %s <==\n' "$file"
    head -c "$((max + 1))" "$file" | "$filter"
    echo
  done
  [ "$seen" = yes ] || absent
}

# A directory that may not be listed makes the answer unreadable.
listable() {
  for directory in "$@"; do
    if [ -d "$directory" ]; then
      if [ ! -r "$directory" ] || [ ! -x "$directory" ]; then
        unreadable "permission denied: $directory"
        return 1
      fi
    elif hidden "$directory"; then
      unreadable "permission denied: ${above:-/}"
      return 1
    fi
  done
}

plain() { cat; }

# Secrets stay on the host. Values of options that hold one are left out, also on the lines that continue them; comments,
# which may hold an old one, are emptied; a user name and password leave the URL they stand in.
without_secrets() {
  awk '
    function clean(text,   at, end, part) {
      gsub(/:\/\/[^\/@ \t,]*@/, "://", text)
      while (match(tolower(text), /[?&][a-z0-9_.-]*(token|secret|passw|sig|key|auth)[a-z0-9_.-]*=[^& \t]+/)) {
        at = RSTART; end = RSTART + RLENGTH; part = substr(text, at, RLENGTH)
        text = substr(text, 1, at - 1) substr(part, 1, index(part, "=")) substr(text, end)
      }
      return text
    }
    /^[ \t]*[#;]/ { print "#"; next }
    /^[ \t]*\[/ { private = ($0 ~ /-secrets\]/); secret = 0; print; next }
    {
      at = index($0, "="); name = tolower(at ? substr($0, 1, at - 1) : ""); gsub(/^[ \t]*(export[ \t]+)?|[ \t]+$/, "", name)
      if (name ~ /^[a-z0-9_.-]+$/) {
        secret = private || name ~ /pass|psk|secret|token|(^|[_-])(key|pin|cak)[0-9]*$|^(proxy_)?username$/
        print secret ? substr($0, 1, at) : clean($0)
      } else print (private || secret) ? "" : clean($0)
    }'
}

# NetworkManager profiles and ifcfg files: as above, and what is neither a section nor an option is dropped.
without_network_secrets() {
  without_secrets | awk '/^[ \t]*\[/ || /^[ \t]*(export[ \t]+)?[A-Za-z0-9_.-]+[ \t]*=/' | without_passwords
}

# Words of a line like password=…, as in mount options and on the kernel command line; and user and password of a URL.
without_passwords() {
  sed -e 's/\([Pp][Aa][Ss][Ss][A-Za-z0-9_.-]*\)=[^, 	]*/\1=/g' \
    -e 's/\([Ss][Ee][Cc][Rr][Ee][Tt][A-Za-z0-9_.-]*\)=[^, 	]*/\1=/g' \
    -e 's/\([Tt][Oo][Kk][Ee][Nn][A-Za-z0-9_.-]*\)=[^, 	]*/\1=/g' \
    -e 's/\(iscsi:\)[^@, 	]*@/\1@/g' \
    -e 's/\(:\/\/\)[^/@, 	]*@/\1/g'
}

p_collector() {
  printf 'uid: %s\nhost: %s\ntime: %s\n' "$(id -u)" "$(uname -n)" "$(date +%s)"
}

p_os_release() { give /etc/os-release /usr/lib/os-release; }
p_redhat_release() { give /etc/redhat-release; }
p_uname() { uname -m && uname -r; }
p_cmdline() { filtered without_passwords /proc/cmdline; }
p_fstab() { filtered without_passwords /etc/fstab; }
p_meminfo() { give /proc/meminfo; }
p_proc_modules() { give /proc/modules; }
p_proc_mounts() { give /proc/mounts; }
p_fips() { give /proc/sys/crypto/fips_enabled; }
p_crypto_policy() { give /etc/crypto-policies/state/current /etc/crypto-policies/config; }

p_cpuinfo() {
  [ -r /proc/cpuinfo ] || { missing /proc/cpuinfo; return; }
  awk '/^processor[ \t]*:/ { count++ } !past && /./ { print } /^$/ { past = 1 } END { print "processors: " count }' /proc/cpuinfo
}

# Only local file systems: asking a dead NFS server for its free space would hang.
p_df() {
  have df || { unreadable "df is not installed"; return; }
  where=-l
  # A df that knows no -l (busybox) prints nothing; one that may not look at some file system fails after the others.
  blocks=$(df -P -k -l)
  if [ -z "$blocks" ]; then
    where=
    blocks=$(df -P -k)
  fi
  printf '%s\n\n' "$blocks"
  # shellcheck disable=SC2086
  df -P -i $where
}

p_firmware() {
  if [ ! -d /sys/firmware/efi ]; then
    if [ -d /sys/firmware ]; then printf 'bios\nsecureboot: unsupported\n'; else unreadable "/sys/firmware is not there"; fi
    return
  fi
  secure=unknown
  for variable in /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c \
    /sys/firmware/efi/vars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c/data; do
    [ -r "$variable" ] || continue
    # The last byte is the value; efivarfs puts four bytes of attributes before it.
    case $(od -A n -t u1 "$variable" | awk '{ for (i = 1; i <= NF; i++) last = $i } END { print last }') in
      1) secure=enabled ;;
      0) secure=disabled ;;
    esac
    break
  done
  if [ "$secure" = unknown ]; then
    set -- /sys/firmware/efi/efivars/*-*
    if [ -e "$1" ] && [ ! -e /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c ]; then
      secure=unsupported
    fi
  fi
  printf 'uefi\nsecureboot: %s\n' "$secure"
}

p_boot() {
  [ -d /boot ] || { missing /boot; return; }
  have stat || { unreadable "stat is not installed"; return; }
  set --
  for file in /boot/* /boot/*/* /boot/*/*/* /boot/efi/*/*/*; do
    if [ -d "$file" ]; then
      listable "$file" || return
    elif [ -f "$file" ]; then
      # grub's modules and fonts say nothing, and there are hundreds.
      case $file in *.mod | *.pf2) ;; *) set -- "$@" "$file" ;; esac
    fi
  done
  listable /boot || return
  if [ $# -gt 0 ]; then stat -L -c '%s %n' "$@" || unreadable "stat failed in /boot"; fi
}

p_lsblk() {
  have lsblk || { unreadable "lsblk is not installed"; return; }
  # EL6's lsblk has no PKNAME.
  lsblk -b -P -o NAME,KNAME,PKNAME,TYPE,SIZE,FSTYPE,MOUNTPOINT || lsblk -b -P -o NAME,KNAME,TYPE,SIZE,FSTYPE,MOUNTPOINT ||
    unreadable "lsblk failed"
}

word() { # word FILE: its first line, in $word; - where there is none
  word=
  if [ -r "$1" ]; then read -r word < "$1"; fi
  word=${word:--}
}

target() { # target LINK: the last name of what it points to, in $word
  word=-
  if [ -d "$1" ]; then
    word=$(cd -P "$1" && pwd -P)
    word=${word##*/}
  fi
}

p_pci() {
  [ -d /sys/bus/pci/devices ] || { missing /sys/bus/pci/devices; return; }
  for device in /sys/bus/pci/devices/*; do
    [ -e "$device/vendor" ] || continue
    ids=
    for name in class vendor device subsystem_vendor subsystem_device; do
      word "$device/$name"
      ids="$ids ${word#0x}"
    done
    target "$device/driver"
    printf '%s%s %s\n' "${device##*/}" "$ids" "$word"
  done
}

p_network_devices() {
  [ -d /sys/class/net ] || { missing /sys/class/net; return; }
  for device in /sys/class/net/*; do
    [ -d "$device" ] || continue
    word "$device/address"
    mac=$word
    word "$device/operstate"
    operation=$word
    target "$device/device/driver"
    physical=virtual
    [ ! -e "$device/device" ] || physical=physical
    printf '%s %s %s %s %s\n' "${device##*/}" "$mac" "$word" "$physical" "$operation"
  done
}

p_network_profiles() {
  listable /etc/sysconfig/network-scripts /etc/NetworkManager/system-connections || return
  sections without_network_secrets /etc/sysconfig/network-scripts/ifcfg-* /etc/NetworkManager/system-connections/*
}

p_units() {
  have systemctl || { absent; return; }
  [ -d /run/systemd/system ] || { unreadable "systemd is not running"; return; }
  systemctl list-units --all --plain --no-legend --full --no-pager || { unreadable "systemctl list-units failed"; return; }
  echo
  # Of what runs or begins something: systemd looks at each file for its state, which takes it long, and most are targets.
  systemctl list-unit-files --no-legend --full --no-pager '*.service' '*.socket' '*.timer' '*.path' '*.mount' '*.automount' ||
    unreadable "systemctl list-unit-files failed"
}

p_sockets() {
  # Only root sees whose sockets they are; then the kernel's own tables say as much.
  if [ "$uid" = 0 ] && have ss && ss -H -t -l -n >/dev/null; then
    echo '==> ss <=='
    ss -H -tulpn || unreadable "ss failed"
    return
  fi
  seen=no
  for name in tcp tcp6 udp udp6; do
    [ -r "/proc/net/$name" ] || continue
    seen=yes
    printf '==> %s <==\n' "$name"
    cat "/proc/net/$name"
  done
  [ "$seen" = yes ] || missing /proc/net/tcp
}

p_virtualization() {
  container=none vm=none
  word /sys/class/dmi/id/sys_vendor
  vendor=$word
  word /sys/class/dmi/id/product_name
  product=$word
  if have systemd-detect-virt; then
    container=$(systemd-detect-virt -c)
    vm=$(systemd-detect-virt -v)
  else
    if [ -e /.dockerenv ]; then
      container=docker
    elif [ -e /run/.containerenv ]; then
      container=podman
    elif [ -r /run/systemd/container ]; then
      word /run/systemd/container
      container=$word
    elif [ -r /proc/1/environ ]; then
      container=$(tr '\0' '\n' < /proc/1/environ | sed -n 's/^container=//p')
    fi
    case "$vendor $product" in
      *VMware*) vm=vmware ;;
      *KVM* | QEMU*) vm=kvm ;;
      *'Microsoft Corporation Virtual Machine'*) vm=microsoft ;;
      *innotek* | *VirtualBox*) vm=oracle ;;
      *Amazon*) vm=amazon ;;
      *Xen*) vm=xen ;;
      *)
        if [ -r /sys/hypervisor/type ]; then
          word /sys/hypervisor/type
          vm=$word
        elif grep -q '^flags.* hypervisor' /proc/cpuinfo; then
          vm='vm-other'
        fi
        ;;
    esac
  fi
  printf 'container: %s\nvm: %s\n' "${container:-none}" "${vm:-none}"
  [ "$vendor" = - ] || printf 'vendor: %s\n' "$vendor"
  [ "$product" = - ] || printf 'product: %s\n' "$product"
  word /sys/class/dmi/id/bios_vendor
  [ "$word" = - ] || printf 'bios: %s\n' "$word"
  word /sys/class/dmi/id/chassis_asset_tag
  # Azure's tag is the same on every machine of it; other tags are somebody's inventory number.
  [ "$word" != 7783-7084-3265-9085-8269-3286-77 ] || printf 'cloud: azure\n'
}

p_selinux() {
  mode=disabled
  for file in /sys/fs/selinux/enforce /selinux/enforce; do
    [ -e "$file" ] || continue
    word "$file"
    case $word in
      1) mode=enforcing ;;
      0) mode=permissive ;;
      *) unreadable "cannot read $file"; return ;;
    esac
    break
  done
  printf 'mode: %s\n' "$mode"
  if [ -r /etc/selinux/config ]; then cat /etc/selinux/config; elif [ -e /etc/selinux/config ]; then missing /etc/selinux/config; fi
}

# A BerkeleyDB database of rpm opened without traces: see the head.
private='__dbi_cdb create private cdb mpool mp_mmapsize=16Mb mp_size=1Mb'

# Asks rpm without checking signatures (of what is installed already) and without leaving traces: see the head.
ask_rpm() {
  if [ "$uid" = 0 ] && [ -e "$database/Packages" ]; then
    rpm --define "$private" --nodigest --nosignature "$@"
  else
    rpm --nodigest --nosignature "$@"
  fi
}

tag() { # tag NAME: %{NAME}, or (none) where this rpm does not know it
  case " $tags " in *" $1 "*) printf '%%{%s}' "$1" ;; *) printf '(none)' ;; esac
}

relation() { # relation KIND TAG: the part of the format for one kind of dependency, each line behind a 2
  case " $tags " in *" ${2}NAME "*)
    # rpm writes "(none)" where a package has none; on a line of its own it is easily dropped.
    printf '[2%s\\t%%{%sNAME}\\t%%{%sFLAGS}\\t%%{%sVERSION}\\n]\\n' "$1" "$2" "$2" "$2"
    ;;
  esac
}

# One `rpm -qa` answers three probes: 1 packages, 2 dependencies, 3 files. Of the files only those are told that a repository's
# primary.xml would tell too (createrepo_c's rule), and those that a package on this host requires, asked for afterwards.
p_rpm() {
  have rpm || { absent; return; }
  database=$(rpm --eval '%{_dbpath}')
  if [ ! -e "$database/Packages" ] && [ ! -e "$database/rpmdb.sqlite" ] && [ ! -e "$database/Packages.db" ]; then
    missing "$database/Packages"
    return
  fi
  tags=$(rpm --querytags)
  # shellcheck disable=SC2086,SC2116
  tags=$(echo $tags)
  signature='(none)'
  for name in SIGGPG SIGPGP DSAHEADER RSAHEADER; do
    case " $tags " in *" $name "*) signature="%|$name?{%{$name:pgpsig}}:{$signature}|" ;; esac
  done
  case " $tags " in *" LONGSIZE "*) size=LONGSIZE ;; *) size=SIZE ;; esac
  nevra='%{NAME}-%{EPOCH}:%{VERSION}-%{RELEASE}.%{ARCH}'
  files="3P\\t$nevra\\n[3%{FILENAMES}\\n]\\n"
  format="1%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{BUILDTIME}\\t%{BUILDHOST}\\t%{INSTALLTIME}"
  format="$format\\t%{$size}\\t%{SOURCERPM}\\t$(tag MODULARITYLABEL)\\t$signature\\n2P\\t$nevra\\n"
  format="$format$(relation provides PROVIDE)$(relation requires REQUIRE)$(relation conflicts CONFLICT)$(relation obsoletes OBSOLETE)"
  format="$format$(relation recommends RECOMMEND)$(relation suggests SUGGEST)$(relation supplements SUPPLEMENT)$(relation enhances ENHANCE)"
  exec 3>&1
  notes=$(
    {
      { ask_rpm -qa --qf "$format$files" 3>&- || echo "error: rpm ended with status $?" >&2; } | awk '
        function primary(path) { return path ~ /^\/etc\/|bin\/|^\/usr\/lib\/sendmail$/ }
        /^1/ { print; next }
        /^2/ {
          print
          if (substr($0, 1, 11) == "2requires\t/") {
            split($0, part, "\t")
            if (!primary(part[2])) wanted[part[2]] = 1
          }
          next
        }
        /^3P\t/ { owner = $0; next }
        /^3\// && primary(substr($0, 2)) { if (owner != "") print owner; owner = ""; print }
        END { for (path in wanted) print path | "cat 1>&2" }'
    } 2>&1 >&3 3>&-
  )
  error=$(printf '%s\n' "$notes" | sed -n '/^error:/{p;q;}')
  if [ -n "$error" ]; then
    unreadable "rpm -qa: ${error#error: }"
    return
  fi
  wanted=$(printf '%s\n' "$notes" | sed -n '/^\/[A-Za-z0-9_.+@:/-]*$/p' | head -n 1000)
  [ -n "$wanted" ] || return
  {
    printf '%s\n' "$wanted" | sed 's/^/4/'
    # shellcheck disable=SC2086
    ask_rpm -q --qf "$files" --whatprovides $wanted
  } | awk '
    /^4/ { wanted[substr($0, 2)] = 1; next }
    /^3P\t/ { owner = $0; next }
    /^3\// && (substr($0, 2) in wanted) { if (owner != "") print owner; owner = ""; print }'
}

# Reads dnf's history without a lock and without making a file beside it (immutable); where a -wal lies beside it, as a reader.
history_query="
import sys, os, sqlite3
path = '/var/lib/dnf/history.sqlite'
mode = 'mode=ro' if os.path.exists(path + '-wal') else 'immutable=1'
found = {}
for row in sqlite3.connect('file:' + path + '?' + mode, uri=True).execute(
    'SELECT i.name, i.version, i.release, i.arch, r.repoid FROM trans_item t JOIN rpm i ON i.item_id = t.item_id'
    ' JOIN repo r ON r.id = t.repo_id WHERE t.action IN (1, 2, 4, 6, 9) ORDER BY t.id'):
    found['%s-%s-%s.%s' % row[:4]] = row[4]
for name in found:
    sys.stdout.write('%s %s\n' % (name, found[name]))
"

p_package_origins() {
  if [ -e /var/lib/dnf/history.sqlite ]; then
    [ -r /var/lib/dnf/history.sqlite ] || { missing /var/lib/dnf/history.sqlite; return; }
    for python in /usr/libexec/platform-python /usr/bin/python3; do
      [ -x "$python" ] || continue
      "$python" -I -B -c "$history_query" || unreadable "cannot query /var/lib/dnf/history.sqlite"
      return
    done
    unreadable "no Python to query /var/lib/dnf/history.sqlite with"
  elif [ -d /var/lib/yum/yumdb ]; then
    listable /var/lib/yum/yumdb || return
    # HASH-NAME-VERSION-RELEASE-ARCH/from_repo
    for file in /var/lib/yum/yumdb/*/*/from_repo; do
      [ -r "$file" ] || continue
      name=${file%/from_repo}
      name=${name##*/}
      name=${name#*-}
      repository=
      read -r repository < "$file"
      printf '%s.%s %s\n' "${name%-*}" "${name##*-}" "$repository"
    done
  else
    missing /var/lib/yum/yumdb
  fi
}

p_dnf_conf() {
  for file in /etc/dnf/dnf.conf /etc/yum.conf; do
    [ -e "$file" ] || continue
    sections without_secrets "$file"
    return
  done
  missing /etc/dnf/dnf.conf
}

p_dnf_vars() {
  listable /etc/dnf/vars /etc/yum/vars || return
  seen=no
  for file in /etc/yum/vars/* /etc/dnf/vars/*; do
    [ -f "$file" ] || continue
    [ -r "$file" ] || { missing "$file"; return; }
    seen=yes
    word "$file"
    case $file in *[Pp][Aa][Ss][Ss]* | *[Ss][Ee][Cc][Rr][Ee][Tt]* | *[Tt][Oo][Kk][Ee][Nn]*) word= ;; esac
    printf '%s=%s\n' "${file##*/}" "${word#-}"
  done
  [ "$seen" = yes ] || absent
}

p_dnf_protected() {
  listable /etc/dnf/protected.d /etc/yum/protected.d || return
  seen=no
  for file in /etc/dnf/protected.d/*.conf /etc/yum/protected.d/*.conf; do
    [ -f "$file" ] || continue
    [ -r "$file" ] || { missing "$file"; return; }
    seen=yes
    cat "$file"
    echo
  done
  [ "$seen" = yes ] || absent
}

p_repos() {
  listable /etc/yum.repos.d || return
  sections without_secrets /etc/yum.repos.d/*.repo
}

p_dnf_modules() {
  listable /etc/dnf/modules.d || return
  sections plain /etc/dnf/modules.d/*.module
}

lock_line() { # lock_line PATH PID
  [ -d "/proc/$2" ] || return
  word "/proc/$2/comm"
  if [ "$word" = - ] && [ -r "/proc/$2/stat" ]; then
    read -r word < "/proc/$2/stat"
    word=${word#*\(}
    word=${word%\)*}
  fi
  printf '%s %s %s\n' "$1" "$2" "$word"
}

p_locks() {
  [ -d /proc/1 ] || { unreadable "processes of others are hidden"; return; }
  # dnf and yum write their process number to a file, which may outlive them.
  for file in /var/run/yum.pid /var/lib/dnf/rpmdb_lock.pid /var/cache/dnf/metadata_lock.pid /var/cache/dnf/download_lock.pid \
    /var/log/log_lock.pid; do
    [ -e "$file" ] || continue
    [ -r "$file" ] || { missing "$file"; return; }
    word "$file"
    case $word in - | *[!0-9]*) ;; *) lock_line "$file" "$word" ;; esac
  done
  # rpm holds an fcntl lock while it writes: /proc/locks names the process and the inode.
  [ -r /proc/locks ] || return
  have rpm || return
  database=$(rpm --eval '%{_dbpath}')
  for file in "$database/.rpm.lock" "$database/Packages"; do
    [ -e "$file" ] || continue
    inode=$(stat -L -c %i "$file") || continue
    awk -v inode="$inode" '$2 != "->" && $4 == "WRITE" { split($6, id, ":"); if (id[3] == inode) print $5 }' /proc/locks |
      while read -r holder; do lock_line "$file" "$holder"; done
  done
}

# in_time MOST COMMAND...: what the command tells until $deadline, and for MOST seconds, then "limit time"; or "limit failure" where it ends with another
# status than 0. The line that the end cut is dropped, for a part of a version would be another version.
in_time() {
  left=$((deadline - $(date +%s)))
  [ "$left" -le "$1" ] || left=$1
  shift
  {
    if [ "$left" -lt 1 ]; then (exit 124); elif have timeout; then timeout "$left" "$@"; else "$@"; fi
    case $? in 0) ;; 124) printf '\nlimit time\n' ;; *) printf '\nlimit failure\n' ;; esac
  } | awk '
    $0 == "limit time" { held = 0; print; next }
    { if (held) print line; line = $0; held = 1 }
    END { if (held) print line }'
}

# The folders for software outside rpm and what is mounted below them, as far as it is on a disk of this host: something else may
# hang, and is told as "limit mounts".
own_roots() {
  # shellcheck disable=SC2046
  set -- $(readlink -f /usr/local) $(readlink -f /opt) $(readlink -f /srv)
  awk -v roots="$*" '
    function is_local(type) { return type ~ /^(ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|overlay|aufs|tmpfs|vfat|vxfs|rootfs)$/ }
    { type[$2] = $3 }
    END {
      count = split(roots, root, " ")
      for (i = 1; i <= count; i++) {
        above = root[i]
        while (above != "" && !(above in type)) sub("/[^/]*$", "", above)
        if (above == "") above = "/"
        if (!(above in type) || is_local(type[above])) chosen[root[i]] = 1; else odd = 1
        for (point in type) if (index(point, root[i] "/") == 1) {
          if (is_local(type[point]) && point !~ /\\/) chosen[point] = 1; else odd = 1
        }
      }
      for (path in chosen) print path
      if (odd) print "limit mounts"
    }' /proc/mounts
}

# What may be software, "SIZE PATH" a line: programs, libraries, and the files that tell of an environment or a module.
own_candidates() {
  roots=$(own_roots)
  case $roots in *'limit mounts')
    echo 'limit mounts'
    roots=${roots%limit mounts}
    ;;
  esac
  set -f
  # shellcheck disable=SC2086
  set -- $roots
  set +f
  for item in /usr/local/lib*/python*/site-packages/*-info /usr/lib*/python*/site-packages/*-info /usr/local/lib/node_modules/* \
    /usr/lib/node_modules/* /usr/lib64/php/modules/*.so; do
    case $item in *[[:cntrl:]]*) ;; *) if [ -e "$item" ]; then printf '0 %s\n' "$item"; fi ;; esac
  done
  [ $# -gt 0 ] || return
  in_time 1 find "$@" -xdev \( -path '*[[:cntrl:]]*' -printf 'limit names\n' -o -name .git -o -name __pycache__ -o -name overlay \
    -o -name overlay2 \) -prune -o -type f -size +0 \( -name pyvenv.cfg -o -name activate_this.py -o -path '/usr/local/*/perl5/*/.packlist' \
    -o -name '*.so' -o -name '*.so.[0-9]*' -o -perm /111 -o -path '/usr/local/share/gems/specifications/*.gemspec' \) -printf '%s %p\n'
}

# Tells of each "SIZE PATH" on standard input what it is, by its name or its first bytes: "KIND SIZE PATH". The rest is dropped.
own_kinds() {
  list=$(cat)
  {
    printf '%s\n\n' "$list"
    printf '%s\n' "$list" | sed -n '/^0 /d;s/^[0-9][0-9]* //p' | tr '\n' '\0' | in_time 1 xargs -0 head -v -c 64
  } | tr -d '\000' | awk '
    function tell(kind) { print kind " " size[at] " " path[at]; at = 0 }
    /^limit [a-z]+$/ { print; next }
    !listed && /^$/ { listed = 1; next }
    !listed {
      at = ++count
      match($0, " "); size[at] = substr($0, 1, RSTART - 1) + 0; path[at] = substr($0, RSTART + 1); order[path[at]] = at
      if (path[at] ~ /\/(pyvenv\.cfg|activate_this\.py)$/) { if (size[at] <= 65536) tell("venv") }
      else if (size[at] == 0 || path[at] ~ /\/\.packlist$|\.gemspec$/) tell("module")
      at = 0
      next
    }
    # head names the files in their order: what a file says of one before it is not believed.
    /^==> .* <==$/ && order[substr($0, 5, length($0) - 8)] > last { at = last = order[substr($0, 5, length($0) - 8)]; next }
    at && substr($0, 1, 5) == "\177ELF\001" { tell("elf32"); next }
    at && substr($0, 1, 5) == "\177ELF\002" { tell("elf64"); next }
    at && sub(/^#![ \t]*\/(usr\/)?(local\/)?bin\/(env[ \t]+(-S[ \t]+)?)?python/, "") { match($0, /^[0-9.]*/); tell("script" substr($0, 1, RLENGTH)); next }
    { at = 0 }'
}

# Drops what rpm owns from "KIND SIZE PATH" on standard input.
own_unowned() {
  list=$(cat)
  have rpm || { printf '%s\n' "$list"; return; }
  set -- rpm --nodigest --nosignature
  database=$(rpm --eval '%{_dbpath}')
  [ -d "$database" ] || { printf '%s\n' "$list"; return; }
  if [ "$uid" = 0 ] && [ -e "$database/Packages" ]; then set -- "$@" --define "$private"; fi
  {
    printf '%s\n' "$list" | sed -n 's/^[a-z0-9.]* [0-9]* //p' | tr '\n' '\0' | in_time 2 xargs -0 "$@" -qf --qf 'owned\n'
    printf 'all:\n%s\n' "$list"
  } | awk '
    # xargs ends with a failure because rpm found no owner for one file at least.
    !listed && $0 == "limit failure" { next }
    !listed && $0 == "limit time" { answered = 1 }
    !listed && $0 == "owned" { answered = 1; next }
    !listed && /^file .* is not owned by any package$/ { answered = unowned[substr($0, 6, length($0) - 33)] = 1; next }
    !listed && $0 == "all:" { listed = 1; next }
    listed && !answered && !/^limit / { if (!told++) print "limit rpm"; next }
    /^limit / { print; next }
    { path = $0; sub(/^[a-z0-9.]* [0-9]* /, "", path); if (path in unowned) print }'
}

# What programs and libraries, "KIND SIZE PATH" on standard input, name of symbol versions and libraries: a line a file. Reads at
# most 128 MB, and nothing of a file of more than 32: that is then told as "unread".
own_needs() {
  list=$(awk '{ if ($2 > 33554432 || bytes + $2 > 134217728) sub(/^elf/, "unread"); else bytes += $2; print }')
  {
    printf '%s\n\n' "$list"
    printf '%s\n' "$list" | sed -n 's/^elf[0-9]* [0-9]* //p' | tr '\n' '\0' |
      in_time 2 xargs -0 grep -aoHE 'GLIBC_2\.[0-9.]+|lib[A-Za-z0-9_+-][A-Za-z0-9_+.-]*\.so\.[0-9][0-9.]*'
  } | awk '
    $0 == "limit time" { late = 1; print "limit\ttime"; next }
    $0 == "limit failure" { next }
    !listed && /^$/ { listed = 1; next }
    !listed { path = $0; sub(/^[a-z0-9]* [0-9]* /, "", path); kind[path] = $1; next }
    match($0, /:[^:]*$/) {
      path = substr($0, 1, RSTART - 1); need = substr($0, RSTART + 1)
      if (!(path in kind) || length(need) > 80 || ((path, need) in seen) || ++many[path] > 200) next
      seen[path, need] = 1; needs[path] = needs[path] " " need; last = path
    }
    END {
      # Of a file that grep had not come to, or was in, nothing is known.
      for (path in kind) if (late && (needs[path] == "" || path == last)) { sub(/^elf/, "unread", kind[path]); needs[path] = "" }
      for (path in kind) print kind[path] "\t" path "\t" substr(needs[path], 2)
    }'
}

# Where an environment of Python takes its interpreter from, and of which version it is, by pyvenv.cfg; an old virtualenv has none.
own_environment() {
  home=- version=-
  case $1 in
    */pyvenv.cfg)
      environment=${1%/*}
      while read -r key equals value; do
        [ "$equals" = = ] || continue
        case $key in home) home=$value ;; version | version_info) version=$value ;; esac
      done < "$1"
      ;;
    *)
      environment=${1%/bin/activate_this.py}
      if [ "$environment" = "$1" ] || [ -e "$environment/pyvenv.cfg" ]; then return; fi
      for folder in "$environment"/lib/python*; do version=${folder##*/python}; done
      ;;
  esac
  printf 'venv\t%s\t%s\t%s\n' "$environment" "$version" "$home"
}

# Software that rpm does not own below /usr/local, /opt and /srv, and modules beside those of the distribution. A line a thing,
# its fields by tab; "limit WHY" where not all was looked at; "end" behind all. Counts and seconds are limited rather than the
# folders, for a tree of a vendor may be of any size: what is left out is told.
p_own_software() {
  if [ "$(find / -maxdepth 0 -printf x)" != x ] || [ "$(echo xy | grep -ao x)" != x ] || ! have xargs || ! have readlink; then
    unreadable "GNU's find and grep, xargs and readlink are not all installed"
    return
  fi
  deadline=$(($(date +%s) + 3))
  found=$(own_candidates | awk '/^limit / || ++count <= 3000 { print; next } { print "limit entries"; exit }' | own_kinds | own_unowned)
  printf '%s\n' "$found" | sed -n 's/^limit failure$/limit permission/;s/^limit /limit	/p' | sort -u
  printf '%s\n' "$found" | sed -n '/^elf/p' | own_needs
  printf '%s\n' "$found" | sed -n 's/^\(script\)\([0-9.]*\) [0-9]* \(.*\)/\1	\3	\2/p; s/^module [0-9]* /module	/p'
  printf '%s\n' "$found" | sed -n 's/^venv [0-9]* //p' | head -n 200 | while IFS= read -r file; do own_environment "$file"; done
  echo end
}

collect() {
  printf '%s ferry 1\n' "$nonce" || exit 1
  run 10 4096 p_collector collector
  run 10 65536 p_os_release os-release
  run 10 4096 p_redhat_release redhat-release
  run 10 4096 p_uname uname
  run 10 65536 p_cmdline cmdline
  run 10 65536 p_cpuinfo cpuinfo
  run 10 65536 p_meminfo meminfo
  run 10 262144 p_proc_modules proc-modules
  run 10 4194304 p_proc_mounts proc-mounts
  run 15 4194304 p_df df
  run 10 1048576 p_fstab fstab
  run 10 4096 p_firmware firmware
  run 15 1048576 p_boot boot
  run 20 4194304 p_lsblk lsblk
  run 20 1048576 p_pci pci
  run 20 1048576 p_network_devices network-devices
  run 20 2097152 p_network_profiles network-profiles
  run 30 4194304 p_units units
  run 20 4194304 p_sockets sockets
  run 15 65536 p_virtualization virtualization
  run 10 65536 p_selinux selinux
  run 10 4096 p_fips fips
  run 10 4096 p_crypto_policy crypto-policy
  run 120 50331648 p_rpm rpm-packages rpm-dependencies rpm-files
  run 30 8388608 p_package_origins package-origins
  run 10 1048576 p_dnf_conf dnf-conf
  run 10 65536 p_dnf_vars dnf-vars
  run 10 1048576 p_dnf_protected dnf-protected
  run 20 4194304 p_repos repos
  run 10 1048576 p_dnf_modules dnf-modules
  run 15 4194304 p_own_software own-software
  run 20 65536 p_locks locks
  printf '%s all %s\n' "$nonce" "$frames"
}

main() {
  nonce=${1:-}
  case $nonce in '' | *[!0-9a-f]*)
    echo 'ferry collector: give the nonce, lower-case hex digits' >&2
    exit 64
    ;;
  esac
  LC_ALL=C
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  # Neither dnf, Python nor a shell started from here may be led elsewhere by the environment.
  unset ENV BASH_ENV CDPATH PYTHONPATH PYTHONHOME LANGUAGE IFS
  export LC_ALL PATH
  umask 077
  uid=$(id -u)
  renice -n 19 -p $$ >/dev/null 2>&1 || renice 19 -p $$ >/dev/null 2>&1
  if have ionice; then ionice -c 3 -p $$ >/dev/null 2>&1; fi
  if ! have awk; then
    printf '%s ferry 1\n%s all 0\n' "$nonce" "$nonce"
    echo 'ferry collector: awk is not installed' >&2
    exit 69
  fi
  collect | awk -v nonce="$nonce" "$frame"
}

# The last line: a script that was cut on the way does nothing.
main "$@"
