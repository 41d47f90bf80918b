"""Stands in for the dnf agent in a rehearsal, and does what the worst scriptlet could do to the live system."""
import json
import os
import signal
import subprocess

signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.environ["LC_ALL"] = "C"

ATTEMPTS = {
    "stop a service": "systemctl stop httpd; systemctl is-system-running",
    "kill process 1": "kill -KILL 1; kill -INT 1; kill -TERM -1; ls -d /proc/1",
    "kill what runs": "for pid in /proc/[0-9]*; do [ ${pid#/proc/} = $$ ] || [ ${pid#/proc/} = $PPID ] || kill -9 ${pid#/proc/}; done 2>/dev/null; ls -d /proc/[0-9]* | wc -l",
    "reboot": "reboot -f; echo b > /proc/sysrq-trigger",
    "take the network down": "ip link set eth0 down; ip link; ip route flush table main",
    "write to a disk": "mknod /dev/evil b 8 0; mknod /tmp/evil b 7 0 && dd if=/dev/zero of=/tmp/evil count=1; dd if=/dev/zero of=/dev/sda count=1; ls /dev",
    "write kernel settings": "echo evil > /proc/sys/kernel/hostname; hostname evil; sysctl -w net.ipv4.ip_forward=1; sysctl -w vm.swappiness=1; echo 1 > /proc/sys/kernel/panic",
    "mount": "mount -t tmpfs none /etc; mount -o remount,rw /sys; umount -l /proc; mount -t proc none /mnt",
    "load a module": "modprobe loop; insmod /x.ko; rmmod overlay",
    "talk to systemd and D-Bus": "ls -d /run/systemd /run/dbus; find / -xdev -type s; busctl list",
    "talk to a socket on disk": "python3 -c \"import socket; s = socket.socket(socket.AF_UNIX); s.connect('/srv/live.sock'); print('reached')\"",
    "change files": "rm -rf /usr/share /boot/* /home /srv; echo evil > /etc/passwd; echo evil > /opt/evil; touch /evil /var/evil /boot/evil; sync",
    "set the clock": "date -s 2001-01-01",
    "stay behind": "setsid sleep 1000 >/dev/null 2>&1 & nohup sh -c 'sleep 1000' >/dev/null 2>&1 & echo left",
}

result = {}
for name, command in ATTEMPTS.items():
    done = subprocess.run(["/bin/sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, restore_signals=False)
    result[name] = done.stdout.decode("utf-8", "replace")
print(json.dumps(result, indent=1))
with open(os.environ["FERRY_RESULT"], "w") as file:
    json.dump({"kind": "refused", "stage": "harm", "reason": "done", "details": ["%s: %s" % (name, said[:1500]) for name, said in result.items()]}, file)
