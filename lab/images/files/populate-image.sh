#!/bin/bash
# populate-image.sh PUBLIC-KEY, run inside the root of an image: users, rows, units that are on.
set -eu
update-ca-trust
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
groupadd -g 2000 staff
for user in alice:1001 deploy:1002; do
  name=${user%:*}
  password=$(openssl passwd -6 -salt lab "password of $name")
  useradd -m -u "${user#*:}" -G staff -c "Lab user" -s /bin/bash -p "$password" "$name"
  mkdir -m 700 "/home/$name/.ssh" "/home/$name/documents"
  echo "$1" >"/home/$name/.ssh/authorized_keys"
  chmod 600 "/home/$name/.ssh/authorized_keys"
  for number in 1 2 3 4 5; do echo "document $number of $name" >"/home/$name/documents/$number.txt"; done
  chown -R "$name:" "/home/$name"
done
chown -R alice:staff /srv/archive
chmod 2775 /srv/archive
python3 - <<'X'
import sqlite3
shop = sqlite3.connect("/var/lib/mysql/shop.db")
shop.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT)")
shop.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, cents INTEGER NOT NULL)")
cities = ["Porto", "Gdańsk", "Oaxaca", None]
shop.executemany("INSERT INTO customers VALUES (?, ?, ?)", [(n, f"Customer {n}", cities[n % 4]) for n in range(1, 201)])
shop.executemany("INSERT INTO orders VALUES (?, ?, ?)", [(n, n % 200 + 1, n * 137 % 9973) for n in range(1, 1001)])
shop.commit()
notes = sqlite3.connect("/var/lib/mysql/notes.db")
notes.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)")
notes.execute("INSERT INTO notes VALUES (1, 'It''s; a \"quoted\" note')")
notes.commit()
cache = sqlite3.connect("/var/lib/sss/db/cache_example.test.ldb")
cache.execute("CREATE TABLE cache (name TEXT, version INTEGER)")
cache.execute("INSERT INTO cache VALUES ('alice', 24)")
cache.commit()
X
chown mysql:mysql /var/lib/mysql/*.db
chmod 660 /var/lib/mysql/*.db
chmod 600 /var/lib/sss/db/*.ldb
systemctl preset-all --quiet 2>/dev/null
systemctl enable --quiet httpd.service mariadb.service examplevendor-agent.service
systemctl set-default --quiet multi-user.target
grub2-mkconfig -o /boot/grub2/grub.cfg 2>/dev/null
rm -f /etc/passwd- /etc/shadow- /etc/group- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/.pwd.lock
echo populated
