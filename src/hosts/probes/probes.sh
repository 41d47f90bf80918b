#!/bin/sh
# Ferry's probes: what a host does and holds, to be compared before and after a change. It changes nothing: its only file is a
# private folder in /run (or /tmp) that it removes.
#
#   sh -c "$(cat probes.sh)" ferry NONCE GROUP < QUESTIONS
#
# GROUP is quick (all but the slow ones), configuration (the services' own tests of their configuration only), files (the
# user's data), rpm (rpm -Va and other slow questions about packages) or update (whether dnf can bring more). QUESTIONS are
# lines `KIND TEXT`, the text with printf's %b escapes: url URL, header NAME URL, sql postgresql|mysql QUERY, file PATH,
# sample PATH, lookup NAME; the line `again` says that samples were chosen before. The stream it answers with
# (src/probes/parse-probe-answer.ts reads it):
#
#   NONCE ferry-probes 1
#   NONCE begin FAMILY
#   |VALUE<TAB>KEY                          one item a line; the key is the rest of the line
#   NONCE end known|absent|unreadable [REASON]
#   NONCE all FAMILIES
#
# Every command has a time limit and every family a size limit; a family that meets one is unreadable, never shorter.

tab=$(printf '\t')
families=0

have() { command -v "$1" >/dev/null 2>&1; }
within() { # within SECONDS COMMAND...
  seconds=$1
  shift
  timeout -k 1 "$seconds" "$@" </dev/null
}
absent() { state=absent; }
unreadable() { state=unreadable reason=$1; }

family() { # family NAME FUNCTION
  families=$((families + 1))
  printf '%s begin %s\n' "$nonce" "$1" || exit 1
  (
    state=known reason=
    "$2"
    printf '\n%s end %s %s\n' "$nonce" "$state" "$reason"
  ) </dev/null 2>/dev/null || printf '\n%s end unreadable the probe failed\n' "$nonce"
}

# shellcheck disable=SC2016
frame='
index($0, nonce " ") == 1 {
  if ($2 == "begin") { bytes = 0; cut = 0 }
  if ($2 == "end" && cut) { print nonce " end unreadable the answer is longer than " limit " bytes"; next }
  gsub(/[^ -~]/, "?"); print; next
}
$0 == "" || cut { next }
{ bytes += length($0) + 1; if (bytes > limit) { cut = 1; next } print "|" $0 }
'

# Questions of one kind, a line each, escapes undone.
asked() {
  sed -n "s/^$1 //p" "$work/questions" | while IFS= read -r text; do
    printf '%b\n' "$text"
  done
}

# The same, as they came.
asked_raw() { sed -n "s/^$1 //p" "$work/questions"; }

# Names with a line break or a backslash: tools write them in ways that differ, so they are counted instead.
# shellcheck disable=SC1003
plain_names() { grep -v '\\' || true; }

# Paths, a line each → 'PACKAGE<TAB>PATH' of those that packages own.
owners() {
  sed 's|^/lib/|/usr/lib/|' > "$work/owned-paths"
  [ -s "$work/owned-paths" ] || return 0
  have rpm || return 0
  # A path without an owner is answered with a sentence, which holds blanks; names of packages do not.
  tr '\n' '\0' < "$work/owned-paths" | timeout -k 1 20 xargs -0 rpm -qf --qf '%{NAME}\n' 2>/dev/null | grep -v ' ' | sort -u > "$work/owned-names"
  [ -s "$work/owned-names" ] || return 0
  timeout -k 1 20 xargs rpm -q --qf '[%{=NAME}\t%{FILENAMES}\n]' < "$work/owned-names" 2>/dev/null |
    awk -F '\t' 'NR == FNR { wanted[$0] = 1; next } ($2 in wanted) && !(($1, $2) in seen) { seen[$1, $2] = 1; print }' "$work/owned-paths" -
}

# Paths of regular files, a line each → 'SHA256 MODE UID:GID SIZE<TAB>PATH'.
digests() {
  plain_names > "$work/digest-paths"
  [ -s "$work/digest-paths" ] || return 0
  tr '\n' '\0' < "$work/digest-paths" | xargs -0 stat -c "s %a %u:%g %s$tab%n" > "$work/digest-stat" 2>/dev/null
  tr '\n' '\0' < "$work/digest-paths" | timeout -k 1 "${1:-20}" xargs -0 sha256sum 2>/dev/null |
    awk -v tab="$tab" 'NR == FNR { at = index($0, tab); stat[substr($0, at + 1)] = substr($0, 3, at - 3); next }
      { path = substr($0, 67); if (path in stat) print substr($0, 1, 64) " " stat[path] tab path }' "$work/digest-stat" -
}

p_release() {
  if [ ! -r /etc/os-release ]; then absent; return; fi
  awk -F = '/^(ID|VERSION_ID|NAME|PRETTY_NAME)=/ { gsub(/"/, "", $2); print $2 "\t" $1 }' /etc/os-release
}

p_kernel() {
  printf '%s\trunning\n' "$(uname -r)"
  if have grubby; then
    kernel=$(within 10 grubby --default-kernel 2>/dev/null)
    kernel=${kernel##*/vmlinuz-}
  fi
  if [ -z "${kernel:-}" ] && [ -r /boot/grub2/grubenv ]; then
    entry=$(sed -n 's/^saved_entry=//p' /boot/grub2/grubenv | head -n 1)
    case $entry in */* | '') ;; *) kernel=$(sed -n 's/^version //p' "/boot/loader/entries/$entry.conf" 2>/dev/null | head -n 1) ;; esac
  fi
  [ -z "${kernel:-}" ] || printf '%s\tdefault entry\n' "$kernel"
  # Names of images change with the kernel; secrets stay on the host.
  tr ' ' '\n' < /proc/cmdline | sed -e 's/\([Pp][Aa][Ss][Ss][A-Za-z0-9_.-]*\|[A-Za-z0-9_.-]*[Ss][Ee][Cc][Rr][Ee][Tt][A-Za-z0-9_.-]*\)=.*/\1=/' \
    -e 's|\(://\)[^/@]*@|\1|' | awk -v kernel="$(uname -r)" '/./ && !/^(BOOT_IMAGE|initrd)=/ && !index($0, kernel) { print "given\targument " $0 }'
}

p_packages() {
  have rpm || { absent; return; }
  timeout -k 1 60 rpm -qa --qf '%{NAME}\t%{VENDOR}\t%{RSAHEADER:pgpsig}\t%{SIGPGP:pgpsig}\t%{DSAHEADER:pgpsig}\t%{NAME}-%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}.%{ARCH}\n' > "$work/packages" ||
    { unreadable 'rpm -qa failed'; return; }
  awk -F '\t' '
    $1 == "gpg-pubkey" { sub(/\.\(none\)$/, "", $6); print "trusted\t" $6; next }
    {
      # An epoch of 0 is left out, as rpm does.
      at = length($1) + 2
      if (substr($6, at, 2) == "0:") $6 = substr($6, 1, at - 1) substr($6, at + 2)
      key = "none"
      for (i = 3; i <= 5; i++) if (match($i, /Key ID [0-9a-f]+/)) { key = substr($i, RSTART + 7, RLENGTH - 7); break }
      vendor = $2; sub(/^\(none\)$/, "no vendor", vendor)
      print vendor ", key " key "\t" $6
    }' "$work/packages"
}

p_units() {
  have systemctl || { absent; return; }
  [ -d /run/systemd/system ] || { unreadable 'systemd is not running'; return; }
  within 20 systemctl show --all -p Id,Type,ActiveState,SubState,LoadState,UnitFileState,TriggeredBy,FragmentPath '*.service' '*.socket' '*.timer' '*.path' > "$work/units" ||
    { unreadable 'systemctl show failed'; return; }
  # By names: systemd looks at each file for its state, and leaves others out (--type has it look at all of them).
  within 20 systemctl list-unit-files --no-legend --no-pager '*.service' '*.socket' '*.timer' '*.path' > "$work/unit-files" ||
    { unreadable 'systemctl list-unit-files failed'; return; }
  awk '
    function out() {
      if (of["Id"] == "") return
      seen[of["Id"]] = 1
      if (of["LoadState"] == "not-found" && of["ActiveState"] == "inactive") return
      print word("ActiveState") " " word("SubState") " " word("UnitFileState") " " word("Type") " " (of["TriggeredBy"] == "" ? "-" : "triggered") "\t" of["Id"]
    }
    function word(name) { return of[name] == "" ? "-" : of[name] }
    FNR == 1 { if (NR > 1) { out(); delete of } file++ }
    file == 1 && /^$/ { out(); delete of; next }
    file == 1 { at = index($0, "="); of[substr($0, 1, at - 1)] = substr($0, at + 1); next }
    { if ($1 !~ /^[^ ]+\.[a-z]+$/) { $1 = ""; $0 = $0 } if (!($1 in seen) && $2 ~ /^(enabled|masked)$/) print "inactive unloaded " $2 " - -\t" $1 }
  ' "$work/units" "$work/unit-files"
}

# Which package owns a unit or a cron file: it explains why one is gone.
p_owners() {
  {
    [ ! -s "$work/units" ] || sed -n 's/^FragmentPath=\(\/.*\)/\1/p' "$work/units"
    cron_files
  } | sort -u | owners
}

p_ports() {
  if ! have ss; then unreadable 'ss is not installed'; return; fi
  within 10 ss -H -tulpn > "$work/ports" || { unreadable 'ss failed'; return; }
  awk '
    $1 != "tcp" && $1 != "udp" { next }
    {
      names = ""; rest = $0; delete seen
      while (match(rest, /\("[^"]*",/)) {
        name = substr(rest, RSTART + 2, RLENGTH - 4); rest = substr(rest, RSTART + RLENGTH)
        if (!(name in seen)) { seen[name] = 1; names = names (names == "" ? "" : ",") name }
      }
      address = $5; sub(/%[^]:]*/, "", address)
      print (names == "" ? "the kernel" : names) "\t" $1 " " address
    }' "$work/ports" | sort -u
  # Ports that the system picks itself lie between these.
  awk '{ print $1 "-" $2 "\tpicked by the system" }' /proc/sys/net/ipv4/ip_local_port_range
}

# URL → one item: status and digests of the body. A first look asks twice, to see what changes by itself. Few programs are
# started, as this runs for each of the web servers.
# shellcheck disable=SC2016
ask_url='
url=$1 work=$2 header=$3 key=$4 again=$5
base=$work/http.$$
# A longer body is cut, and curl told so by an error instead of by SIGXFSZ.
trap "" 25
ulimit -f 16384
ask() {
  : > "$base.body"
  status=$(curl -g -s -k -D "$base.head" -o "$base.body" -w "%{http_code}" --max-time 4 --noproxy "*" --max-redirs 0 -A ferry-probe --url "$url" </dev/null 2>/dev/null)
  if [ "$status" = 000 ]; then status=; fi
  digest=$(sha256sum < "$base.body")
  digest=${digest%% *}
}
ask
if [ -z "$status" ] && [ "$key" = port ]; then url=https${url#http} ask; fi
if [ -z "$status" ]; then value="no answer"
elif [ -n "$header" ]; then
  value="$status $(awk -v name="$header" "BEGIN { name = tolower(name) \":\" } /^HTTP\// { value = \"\" } index(tolower(\$0), name) == 1 { value = substr(\$0, length(name) + 1); gsub(/^ +|[^ -~]/, \"\", value) } END { print substr(value, 1, 300) }" "$base.head")"
else
  plain=$(tr -d "\000" < "$base.body" | LC_ALL=C sed -E -e "s/(CentOS|AlmaLinux|Red Hat Enterprise|Rocky|Oracle)( Stream| Linux| OS)*/@/g" -e "s/[0-9]+([.][0-9]+)+[A-Za-z0-9_.~-]*/#/g" | sha256sum)
  value="$status $digest ${plain%% *}" was="$status $digest"
  if [ "$again" = no ]; then
    ask
    if [ "$status $digest" != "$was" ]; then value="${was% *} varies"; fi
  fi
fi
rm -f "$base.head" "$base.body"
if [ "$value" = "no answer" ] && [ "$key" = port ]; then exit 0; fi
printf "%s\t%s%s\n" "$value" "$url" "${header:+ $header}"
'

# Ports where a web server is likely: by its name, or by the custom of the port. Others are left alone: a database would count
# a question in HTTP as an attack.
web_urls() {
  [ -s "$work/ports" ] || return 0
  awk '
    $1 != "tcp" { next }
    {
      port = $5; sub(/^.*:/, "", port); address = substr($5, 1, length($5) - length(port) - 1); sub(/%.*/, "", address)
      web = $0 ~ /\(\("(httpd|apache2|nginx|caddy|lighttpd|haproxy|varnishd|envoy|traefik|java|node|gunicorn|uwsgi|php|puma|python3?|httpd\.worker|cockpit-tls|hitch|grafana|grafana-server|prometheus|node_exporter|docker-proxy)"/
      if (!web && port !~ /^(80|443|591|3000|5000|8000|8008|8080|8081|8443|8888|9000|9090|9443)$/) next
      if (address ~ /^(0\.0\.0\.0|\*|\[::\]|::)$/) address = address ~ /:/ ? "[::1]" : "127.0.0.1"
      # A port of both families is asked once.
      if (port in seen) next
      seen[port] = 1
      if (++count > 40) exit
      print (port ~ /443$/ ? "https" : "http") "://" address ":" port "/"
    }' "$work/ports"
}

p_http() {
  {
    asked url | sed 's/^/url /'
    asked header | sed 's/^/header /'
    web_urls | sed 's/^/port /'
  } > "$work/urls"
  [ -s "$work/urls" ] || { absent; return; }
  have curl || { unreadable 'curl is not installed'; return; }
  again=no
  if grep -q '^again' "$work/questions"; then again=yes; fi
  # Each URL is an argument of its own: no shell reads it.
  while IFS= read -r line; do
    header=''
    case $line in
      'header '*) line=${line#header } header=${line%% *} url=${line#* } key=url ;;
      *) key=${line%% *} url=${line#* } ;;
    esac
    printf '%s\0%s\0%s\0%s\0%s\0' "$url" "$work" "$header" "$key" "$again"
  done < "$work/urls" | timeout -k 1 40 xargs -0 -n 5 -P 8 sh -c "$ask_url" ferry || unreadable 'the web servers did not answer in time'
}

sql() { # sql DATABASE: runs standard input as the database's administrator, reading only
  case $1 in
    postgresql)
      [ -d /proc/1 ] && cd / && timeout -k 1 30 runuser -u postgres -- env PGCONNECT_TIMEOUT=3 PGOPTIONS='-c default_transaction_read_only=on -c statement_timeout=20000' \
        psql -X -A -t -q -v ON_ERROR_STOP=1 -d "${2:-postgres}" -f - ;;
    mysql)
      client=mysql
      have mysql || client=mariadb
      { echo 'SET SESSION TRANSACTION READ ONLY;'; cat; } | HOME=/root timeout -k 1 30 "$client" --connect-timeout=3 --batch --skip-column-names ;;
  esac
}

p_sql() {
  asked_raw sql > "$work/sql"
  [ -s "$work/sql" ] || { absent; return; }
  while IFS= read -r line; do
    database=${line%% *}
    query=$(printf '%b' "${line#* }")
    printf '%s\n' "$query" | sql "$database" > "$work/rows" 2> "$work/sql-error"
    status=$?
    label=$(printf '%s' "$query" | tr '\n\t' '  ' | cut -c 1-300)
    if [ "$status" -ne 0 ]; then
      printf 'failed: %s\t%s: %s\n' "$(grep . "$work/sql-error" | tail -n 1 | tr '\t' ' ' | cut -c 1-200)" "$database" "$label"
    elif [ "$(wc -l < "$work/rows")" -le 1 ] && [ "$(wc -c < "$work/rows")" -le 80 ]; then
      printf '%s\t%s: %s\n' "$(tr '\t\n' '  ' < "$work/rows" | sed 's/ *$//')" "$database" "$label"
    else
      printf '%s rows, sha256 %s\t%s: %s\n' "$(wc -l < "$work/rows" | tr -d ' ')" "$(sha256sum < "$work/rows" | cut -c 1-64)" "$database" "$label"
    fi
  done < "$work/sql"
}

p_databases() {
  found=no
  if have psql && grep -q '"\(postgres\|postmaster\)"' "$work/ports" 2>/dev/null; then
    found=yes
    echo 'SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1' | sql postgresql > "$work/rows" 2>/dev/null &&
      printf 'answers\tpostgresql\n' || printf 'does not answer\tpostgresql\n'
    sed -n "s/^..*/there${tab}postgresql database &/p" "$work/rows"
  fi
  if { have mysql || have mariadb; } && grep -q '"\(mysqld\|mariadbd\)"' "$work/ports" 2>/dev/null; then
    found=yes
    echo 'SHOW DATABASES' | sql mysql > "$work/rows" 2>/dev/null && printf 'answers\tmysql\n' || printf 'does not answer\tmysql\n'
    sed -n "s/^..*/there${tab}mysql database &/p" "$work/rows"
  fi
  [ "$found" = yes ] || absent
}

p_samples() {
  if grep -q '^again' "$work/questions"; then
    asked sample > "$work/sampled"
  else
    set --
    for directory in /srv /opt /usr/local /home; do [ ! -d "$directory" ] || set -- "$@" "$directory"; done
    [ $# -gt 0 ] || { absent; return; }
    # Files that were not written to in the last ten minutes, none of them large: what is not written to should stay as it is.
    timeout -k 1 4 find "$@" -xdev -type f -mmin +10 -size -2049 -print 2>/dev/null | head -n 20000 | plain_names | sort > "$work/candidates"
    awk '{ path[NR] = $0 } END { step = NR > 800 ? NR / 800 : 1; for (i = 1; i <= NR; i += step) print path[int(i)] }' "$work/candidates" > "$work/some"
    owners < "$work/some" > "$work/some-owned"
    awk -F '\t' 'FILENAME == ARGV[1] { owned[$2] = 1; next } !($0 in owned) && ++count <= 400' "$work/some-owned" "$work/some" > "$work/sampled"
  fi
  [ -s "$work/sampled" ] || { absent; return; }
  digests 20 < "$work/sampled"
}

# Only digests of what are digests themselves leave the host.
p_accounts() {
  mkdir -p "$work/shadow"
  # One file a user, for one call of sha256sum.
  awk -F : -v folder="$work/shadow" '$1 ~ /^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/ && ++count <= 2000 { file = folder "/" $1; print > file; close(file) }' /etc/shadow
  (cd "$work/shadow" && find . -type f -print0 | xargs -0 sha256sum) > "$work/passwords"
  awk -v tab="$tab" '
    FILENAME == ARGV[1] { password[substr($0, 69)] = substr($1, 1, 16); next }
    { n = split($0, f, ":"); if (n >= 7) print f[3] ":" f[4] " " f[6] " " f[7] " password " (f[1] in password ? password[f[1]] : "-") tab "user " f[1] }
  ' "$work/passwords" /etc/passwd
  rm -rf "$work/shadow"
  awk -F : '{ print $3 " " ($4 == "" ? "no members" : $4) "\tgroup " $1 }' /etc/group
}

p_logins() {
  awk -F : '($3 == 0 || $3 >= 1000) && $7 !~ /(nologin|false|sync|halt|shutdown)$/ && $7 ~ /^\// { print $7 }' /etc/passwd | sort -u | head -n 20 |
    while IFS= read -r shell; do
      if within 3 "$shell" -c 'exit 0' >/dev/null 2>&1; then echo "works${tab}shell $shell"; else echo "does not start${tab}shell $shell"; fi
    done
  # Owners of homes that no file of this host names: a directory service does.
  for home in /home/*; do
    [ -d "$home" ] || continue
    uid=$(stat -c %u "$home" 2>/dev/null) || continue
    awk -F : -v uid="$uid" '$3 == uid { found = 1 } END { exit !found }' /etc/passwd || echo "$uid"
  done | sort -un | head -n 20 | while IFS= read -r uid; do
    name=$(within 3 getent passwd "$uid" | cut -d : -f 1)
    printf '%s\tdirectory user %s\n' "${name:-unknown}" "$uid"
  done
}

p_mounts() {
  if have findmnt; then within 5 findmnt -rnl -o TARGET,UUID 2>/dev/null | awk 'NF == 2' > "$work/uuids"; else : > "$work/uuids"; fi
  awk -v tab="$tab" '
    FILENAME == ARGV[1] { uuid[$1] = $2; next }
    FILENAME == ARGV[2] {
      if ($3 ~ /^(proc|sysfs|cgroup2?|devtmpfs|devpts|mqueue|hugetlbfs|debugfs|tracefs|securityfs|pstore|bpf|configfs|fusectl|selinuxfs|binfmt_misc|autofs|rpc_pipefs|efivarfs|nsfs|ramfs|nfsd|fuse\.lxcfs|fuse\.gvfsd-fuse)$/) next
      if ($2 ~ /^\/(proc|sys|dev|run)(\/|$)/ || $2 ~ /^\/var\/lib\/(docker|containers|containerd|kubelet|lxc|machines)\//) next
      if ($3 == "tmpfs") { mounted[$2] = 1; if ($2 != "/tmp") next }
      mounted[$2] = 1
      n = split($4, option, ","); kept = ""
      for (i = 1; i <= n; i++) if (option[i] ~ /^(ro|rw|noexec|nosuid|nodev)$/) kept = kept "," option[i]
      source = ($2 in uuid) ? "UUID=" uuid[$2] : $1
      print source " " $3 " " substr(kept, 2) tab $2
      next
    }
    /^[ \t]*(#|$)/ || NF < 3 || $2 !~ /^\// || $4 ~ /(^|,)noauto(,|$)/ || $3 == "swap" { next }
    { where = $2; if (where != "/") sub(/\/$/, "", where); print (where in mounted ? "mounted" : "not mounted") tab "fstab " where }
  ' "$work/uuids" /proc/mounts /etc/fstab
  awk -v tab="$tab" 'NR > 1 { print $2 tab "swap " $1 }' /proc/swaps
}

p_firewall() {
  found=no firewalld=no
  if have firewall-cmd && within 5 firewall-cmd --state >/dev/null 2>&1; then
    found=yes firewalld=yes
    within 10 firewall-cmd --list-all-zones > "$work/zones" || { unreadable 'firewall-cmd failed'; return; }
    awk '/^[^ \t]/ { zone = $1; next } /:/ { line = $0; gsub(/^[ \t]+|[ \t]+$/, "", line); last = line; print "set\tzone " zone ": " line; next } /./ { gsub(/^[ \t]+/, ""); print "set\tzone " zone ": " last " " $0 }' "$work/zones"
  fi
  if have nft; then
    found=yes
    within 10 nft -s list ruleset > "$work/rules" || { unreadable 'nft list ruleset failed'; return; }
    # Elements of sets come and go with what runs (fail2ban, containers). firewalld makes its own table anew.
    awk -v firewalld="$firewalld" '
      /^table / { table = $2 " " $3; skip = (firewalld == "yes" && $3 == "firewalld"); next }
      skip || /^}/ { next }
      /^[ \t]*elements = \{/ { inside = ($0 !~ /\}/); next }
      inside { if ($0 ~ /\}/) inside = 0; next }
      /^[ \t]*(chain|set|map) .*\{/ { chain = $2; print "there\tnft " table " " $1 " " $2; next }
      /^[ \t]*\}?$/ { next }
      { line = $0; gsub(/^[ \t]+|[ \t]+$/, "", line); print "rule\tnft " table " " chain ": " line }' "$work/rules"
  fi
  for tool in iptables ip6tables; do
    have "$tool-save" || continue
    # iptables on nftables shows what nft has shown already.
    case $("$tool" --version 2>/dev/null) in *nf_tables*) continue ;; esac
    [ -e "/proc/net/$(printf %s "$tool" | tr -d b | sed s/ipt/ip_t/)_names" ] || [ -e "/proc/net/${tool%tables}_tables_names" ] || continue
    found=yes
    within 10 "$tool-save" | sed -e '/^#/d' -e 's/\[[0-9]*:[0-9]*\]//g' | awk -v tool="$tool" '/^\*/ { table = substr($0, 2); next } /^(:|-)/ { print "rule\t" tool " " table ": " $0 }'
  done
  [ "$found" = yes ] || absent
}

cron_files() {
  for file in /etc/crontab /etc/anacrontab /etc/cron.d/* /etc/cron.hourly/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/* /var/spool/cron/* /var/spool/cron/crontabs/* /var/spool/at/[a-z]*; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done | head -n 2000
}

p_cron() { cron_files | digests 10; }

p_selinux() {
  if [ -r /sys/fs/selinux/enforce ]; then
    case $(cat /sys/fs/selinux/enforce) in 1) mode=enforcing ;; 0) mode=permissive ;; *) mode=unknown ;; esac
    if have getsebool; then within 5 getsebool -a | awk 'NF == 3 { print $3 "\tboolean " $1 }'; fi
  else
    mode=disabled
  fi
  printf '%s\tmode\n' "$mode"
  [ ! -r /etc/selinux/config ] || sed -n -e "s/^SELINUX=\(.*\)/\1${tab}configured mode/p" -e "s/^SELINUXTYPE=\(.*\)/\1${tab}policy/p" /etc/selinux/config
}

p_names() {
  if [ -L /etc/resolv.conf ]; then printf '%s\tlink resolv.conf\n' "$(readlink /etc/resolv.conf)"; fi
  [ ! -r /etc/resolv.conf ] || awk '$1 == "nameserver" { servers = servers " " $2 } $1 == "search" { $1 = ""; search = $0 } END { if (servers != "") print substr(servers, 2) "\tname servers"; if (search != "") print substr(search, 2) "\tsearched domains" }' /etc/resolv.conf
  printf '%s\thost name\n' "$(uname -n)"
  {
    asked lookup
    uname -n
    if ! grep -q '^again' "$work/questions"; then
      sed -n 's/^[ ]*\(baseurl\|mirrorlist\|metalink\)[ ]*=[ ]*[a-z]*:\/\/\([^/:$@]*\)[/:].*/\2/p' /etc/yum.repos.d/*.repo 2>/dev/null | sort -u | head -n 4
    fi
  } | sort -u | head -n 40 | while IFS= read -r name; do
    if within 4 getent ahosts "$name" >/dev/null 2>&1; then printf 'is found\tname %s\n' "$name"; else printf 'is not found\tname %s\n' "$name"; fi
  done
}

p_time() {
  if ! have timedatectl || [ ! -d /run/systemd/system ]; then absent; return; fi
  within 5 timedatectl show > "$work/time" || within 5 timedatectl > "$work/time" || { unreadable 'timedatectl failed'; return; }
  # The second form is that of systemd 219 to 238.
  sed -n -e "s/^NTPSynchronized=\(.*\)/\1${tab}synchronised/p" -e "s/^NTP=\(.*\)/\1${tab}synchronisation is on/p" -e "s/^Timezone=\(.*\)/\1${tab}zone/p" -e "s/^LocalRTC=\(.*\)/\1${tab}clock in local time/p" \
    -e "s/^ *NTP synchronized: \(.*\)/\1${tab}synchronised/p" -e "s/^ *NTP enabled: \(.*\)/\1${tab}synchronisation is on/p" -e "s/^ *Time zone: \([^ ]*\).*/\1${tab}zone/p" "$work/time"
}

p_network() {
  have ip || { unreadable 'ip is not installed'; return; }
  { within 5 ip -o -4 route show default; within 5 ip -o -6 route show default; } | awk '{ out = ""; for (i = 2; i < NF; i++) if ($i == "via" || $i == "dev") out = out " " $i " " $(i + 1); print substr(out, 2) "\tdefault route " (index(out, ":") ? "6" : "4") }'
  within 5 ip -o addr show scope global | awk '$2 !~ /^(veth|cali|flannel|cni|tap|vnet|docker|br-|lxc|virbr)/ && !/temporary/ { print "set\taddress " $2 " " $4 }'
}

p_sysctl() {
  have sysctl || { absent; return; }
  cat /etc/sysctl.conf /etc/sysctl.d/*.conf 2>/dev/null | sed -n 's/^[ 	]*-\{0,1\}\([a-z][A-Za-z0-9_./-]*\)[ 	]*=.*/\1/p' | sort -u | head -n 300 > "$work/sysctl"
  [ -s "$work/sysctl" ] || { absent; return; }
  timeout -k 1 5 xargs sysctl -e < "$work/sysctl" 2>/dev/null | awk '{ at = index($0, " = "); if (at) { value = substr($0, at + 3); gsub(/\t/, " ", value); print value "\t" substr($0, 1, at - 1) } }'
}

p_locale() {
  [ ! -r /etc/locale.conf ] || sed -n "s/^\(L[A-Z_]*\)=\"\{0,1\}\([^\"]*\)\"\{0,1\}/\2${tab}\1/p" /etc/locale.conf
  [ ! -r /etc/vconsole.conf ] || sed -n "s/^KEYMAP=\"\{0,1\}\([^\"]*\)\"\{0,1\}/\1${tab}keyboard/p" /etc/vconsole.conf
  [ ! -L /etc/localtime ] || printf '%s\ttime zone\n' "$(readlink /etc/localtime | sed 's|.*/zoneinfo/||')"
  if have systemctl; then printf '%s\tdefault target\n' "$(within 5 systemctl get-default 2>/dev/null)"; fi
}

p_crypto() {
  found=no
  for file in /etc/crypto-policies/state/current /etc/crypto-policies/config; do
    [ -r "$file" ] || continue
    found=yes
    printf '%s\tcryptographic policy\n' "$(grep -v '^#' "$file" | grep . | head -n 1)"
    break
  done
  if [ -r /proc/sys/crypto/fips_enabled ]; then
    found=yes
    printf '%s\tFIPS mode\n' "$(cat /proc/sys/crypto/fips_enabled)"
  fi
  [ "$found" = yes ] || absent
}

p_containers() {
  found=no
  if have podman && [ -d /var/lib/containers/storage/overlay-containers ]; then
    found=yes
    within 15 podman ps --format '{{.Names}}	{{.Image}}' | awk -F '\t' '{ print "runs " $2 "\tpodman " $1 }' || { unreadable 'podman ps failed'; return; }
  fi
  if have docker && [ -S /run/docker.sock ]; then
    found=yes
    within 15 docker ps --format '{{.Names}}	{{.Image}}' | awk -F '\t' '{ print "runs " $2 "\tdocker " $1 }' || { unreadable 'docker ps failed'; return; }
  fi
  [ "$found" = yes ] || absent
}

tested() { # tested LABEL NEEDED-PATH COMMAND...: where the program and what it reads are there
  label=$1 needed=$2
  shift 2
  have "$1" || return 0
  [ -e "$needed" ] || return 0
  tests=$((tests + 1))
  if within 15 "$@" > "$work/test" 2>&1; then
    printf 'good\t%s\n' "$label"
  else
    printf 'bad: %s\t%s\n' "$(grep . "$work/test" | tail -n 1 | tr '\t' ' ' | cut -c 1-300)" "$label"
  fi
}

p_configuration() {
  tests=0
  # sshd wants its folder of privilege separation, which only a running systemd makes.
  tested 'sshd -t' /etc/ssh/sshd_config /usr/sbin/sshd -t
  tested 'visudo -c' /etc/sudoers visudo -c -q
  tested 'httpd -t' /etc/httpd/conf/httpd.conf httpd -t
  tested 'nginx -t' /etc/nginx/nginx.conf nginx -t -q
  tested 'named-checkconf' /etc/named.conf named-checkconf /etc/named.conf
  tested 'postfix check' /etc/postfix/main.cf postfix check
  tested 'php-fpm -t' /etc/php-fpm.conf php-fpm -t
  tested 'mysqld --validate-config' /var/lib/mysql/mysql.ibd mysqld --validate-config --user=mysql
  tested 'haproxy -c' /etc/haproxy/haproxy.cfg haproxy -c -q -f /etc/haproxy/haproxy.cfg
  tested 'squid -k parse' /etc/squid/squid.conf squid -k parse
  tested 'rsyslogd -N1' /etc/rsyslog.conf rsyslogd -N1
  tested 'unbound-checkconf' /etc/unbound/unbound.conf unbound-checkconf
  tested 'dnsmasq --test' /etc/dnsmasq.conf dnsmasq --test
  tested 'keepalived -t' /etc/keepalived/keepalived.conf keepalived -t
  tested 'testparm' /etc/samba/smb.conf testparm -s
  tested 'dhcpd -t' /etc/dhcp/dhcpd.conf dhcpd -t -cf /etc/dhcp/dhcpd.conf
  tested 'slaptest' /etc/openldap/slapd.d slaptest -u
  tested 'dovecot' /etc/dovecot/dovecot.conf doveconf
  tested 'sssctl config-check' /etc/sssd/sssd.conf sssctl config-check
  tested 'nft -c' /etc/sysconfig/nftables.conf nft -c -f /etc/sysconfig/nftables.conf
  tested 'chronyd -p' /etc/chrony.conf chronyd -p
  tested 'crontab' /etc/crontab test -r /etc/crontab
  tested 'ldconfig' /etc/ld.so.conf ldconfig -N -X -p
  [ "$tests" -gt 0 ] || absent
}

p_files() {
  asked file > "$work/roots"
  [ -s "$work/roots" ] || { absent; return; }
  : > "$work/all"
  while IFS= read -r root; do
    if [ ! -e "$root" ] && [ ! -L "$root" ]; then
      printf 'is not there\t%s\n' "$root"
      continue
    fi
    timeout -k 1 300 find "$root" -xdev -printf '%y %m %U:%G %s %l\t%p\n' 2>/dev/null > "$work/listed" || { unreadable "find $root failed or took too long"; return; }
    # shellcheck disable=SC1003
    grep -c '\\' "$work/listed" | awk -v root="$root" '$1 > 0 { print $1 "\t" root ": names with a backslash, not compared" }'
    plain_names < "$work/listed" | LC_ALL=C sort -t "$tab" -k 2 > "$work/tree"
    # The size of a folder tells of names that have been there once.
    sed -n "s/^f [^$tab]*$tab//p" "$work/tree" | digests 3600 > "$work/tree-digests" || { unreadable "the files below $root could not be read in time"; return; }
    awk -F '\t' 'FILENAME == ARGV[1] { digest[$2] = substr($1, 1, 64); next }
      { n = split($1, f, " "); if (f[1] == "f" && !($2 in digest)) next
        print f[1] " " f[2] " " f[3] " " (f[1] == "f" ? f[4] " " digest[$2] : f[1] == "l" ? f[5] : "-") "\t" $2 }' "$work/tree-digests" "$work/tree" > "$work/items"
    if [ "$(grep -c '^f ' "$work/tree")" != "$(grep -c '^f ' "$work/items")" ]; then
      unreadable "some files below $root changed while they were read, or are not readable"
      return
    fi
    awk -v root="$root" '{ if ($1 == "f") { files++; bytes += $4 } } END { printf "%d files, %d bytes", files, bytes }' "$work/items"
    printf ', sha256 %s\t%s (all of it)\n' "$(sha256sum < "$work/items" | cut -c 1-64)" "$root"
    if have getfattr; then
      printf '%s\t%s (extended attributes)\n' "$(timeout -k 1 300 getfattr -R -h -d -m - -e hex -- "$root" 2>/dev/null | sha256sum | cut -c 1-64)" "$root"
    fi
    cat "$work/items" >> "$work/all"
  done < "$work/roots"
  # Single files only where they are few enough to be told.
  if [ "$(wc -l < "$work/all")" -le 5000 ]; then cat "$work/all"; fi
}

p_rpm_verify() {
  have rpm || { absent; return; }
  # Its status counts what differs; 124 is the time limit's.
  timeout -k 5 1500 rpm -Va --nodeps --noscripts > "$work/verified" 2>/dev/null
  [ $? -ne 124 ] || { unreadable 'rpm -Va took longer than 25 minutes'; return; }
  # 'S.5....T.  c /etc/crontab' or 'missing     /etc/motd'
  awk '{
    line = $0; flags = $1; sub(/^[^ ]+ +/, "", line); kind = "-"
    if (line ~ /^[a-z] +\//) { kind = substr(line, 1, 1); sub(/^[a-z] +/, "", line) }
    if (line ~ /^\//) { sub(/ \(.*\)$/, "", line); print flags " " kind "\t" line }
  }' "$work/verified"
}

# What changes by itself or is looked at elsewhere: caches, copies that tools keep of accounts, accounts, the resolver.
etc_files() {
  find /etc -xdev -type f -print 2>/dev/null | plain_names | grep -v -x -E '/etc/(ld\.so\.cache|adjtime|\.updated|\.pwd\.lock|(passwd|group|shadow|gshadow|subuid|subgid)-?|udev/hwdb\.bin|resolv\.conf|mtab|lvm/(archive|backup|cache|devices)/.*|pki/ca-trust/extracted/.*|crypto-policies/(back-ends|state)/.*)' | LC_ALL=C sort | head -n 20000
}

p_etc() { etc_files | digests 60; }

p_etc_owners() {
  have rpm || { absent; return; }
  etc_files > "$work/etc"
  timeout -k 1 120 rpm -qa --qf '[%{=NAME}\t%{FILENAMES}\n]' 2>/dev/null |
    awk -F '\t' 'FILENAME == ARGV[1] { wanted[$0] = 1; next } $2 in wanted' "$work/etc" - | sort -u
}

p_rpm_database() {
  have rpm || { absent; return; }
  # rpm 4.11 has it in rpmdb only; later ones have both.
  verify=rpmdb
  have rpmdb || verify=rpm
  # rpm lets it wait while dnf tests a transaction.
  if within 600 "$verify" --verifydb > "$work/check" 2>&1; then
    printf 'good\tintegrity\n'
  else
    printf 'bad: %s\tintegrity\n' "$(grep . "$work/check" | tail -n 1 | tr '\t' ' ' | cut -c 1-300)"
  fi
}

p_dnf_check() {
  have dnf || { absent; return; }
  # Offline: it is about what is installed. With a cache of its own, or it would wait for the lock of a dnf that runs beside it.
  timeout -k 5 300 dnf -q -C --noplugins --disablerepo='*' --setopt=cachedir="$work/dnf" check > "$work/check" 2> "$work/check-error" </dev/null
  case $? in
    0) ;;
    124) unreadable 'dnf check took longer than 5 minutes' ;;
    *)
      # "Error: Check discovered 2 problem(s)" stands on standard error, each problem on standard output.
      if grep -q 'Check discovered' "$work/check-error"; then
        grep . "$work/check" | head -n 1000 | awk '{ gsub(/\t/, " "); print "problem\t" $0 }'
      else
        unreadable "$(grep . "$work/check-error" | tail -n 1 | cut -c 1-200)"
      fi
      ;;
  esac
}

p_dnf_update() {
  have dnf || { absent; return; }
  timeout -k 5 300 dnf -v --refresh --assumeno update > "$work/check" 2> "$work/check-error" </dev/null
  status=$?
  grep -q '^Nothing to do' "$work/check" && status=0
  grep -q '^Operation aborted' "$work/check-error" "$work/check" && status=0
  if [ "$status" -eq 0 ]; then
    printf 'works\tdnf update\n'
    # " Upgrade  5 Packages", and packages that dnf would leave out
    awk '/^(Install|Upgrade|Downgrade|Remove|Skip) +[0-9]+ Packages?/ { print $2 "\twould " tolower($1) }' "$work/check"
  else
    printf 'fails: %s\tdnf update\n' "$(grep . "$work/check-error" | tail -n 3 | tr '\t\n' '  ' | cut -c 1-400)"
  fi
  sed -n "s/^\([^ :]*\): using metadata from .*/answered${tab}repository \1/p" "$work/check"
}

answer() {
  printf '%s ferry-probes 1\n' "$nonce"
  case $group in
    quick)
      family release p_release
      family kernel p_kernel
      family packages p_packages
      family units p_units
      family owners p_owners
      family ports p_ports
      family http p_http
      family sql p_sql
      family databases p_databases
      family samples p_samples
      family accounts p_accounts
      family logins p_logins
      family mounts p_mounts
      family firewall p_firewall
      family cron p_cron
      family selinux p_selinux
      family names p_names
      family time p_time
      family network p_network
      family sysctl p_sysctl
      family locale p_locale
      family crypto p_crypto
      family containers p_containers
      family configuration p_configuration
      ;;
    configuration) family configuration p_configuration ;;
    files) family files p_files ;;
    update) family dnf-update p_dnf_update ;;
    rpm)
      family rpm-verify p_rpm_verify
      family etc p_etc
      family etc-owners p_etc_owners
      family rpm-database p_rpm_database
      family dnf-check p_dnf_check
      ;;
  esac
  printf '%s all %s\n' "$nonce" "$families"
}

main() {
  nonce=${1:-} group=${2:-}
  case $nonce in '' | *[!0-9a-f]*) echo 'ferry probes: give the nonce, lower-case hex digits' >&2; exit 64 ;; esac
  case $group in quick | configuration | files | rpm | update) ;; *) echo 'ferry probes: give the group' >&2; exit 64 ;; esac
  LC_ALL=C PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
  unset ENV BASH_ENV CDPATH PYTHONPATH PYTHONHOME LANGUAGE IFS
  export LC_ALL PATH
  umask 077
  if [ "$(id -u)" != 0 ]; then echo 'ferry probes: needs root' >&2; exit 77; fi
  for tool in awk sed sort stat sha256sum timeout xargs; do
    have "$tool" || { echo "ferry probes: $tool is not installed" >&2; exit 69; }
  done
  work=$(mktemp -d /run/ferry-probes.XXXXXXXX 2>/dev/null || mktemp -d /tmp/ferry-probes.XXXXXXXX) || exit 73
  trap 'rm -rf "$work"' EXIT
  trap 'exit 143' HUP INT TERM PIPE
  head -c 4194304 > "$work/questions"
  answer | awk -v nonce="$nonce" -v limit=8388608 "$frame"
}

# The last line: a script that was cut on the way does nothing.
main "$@"
