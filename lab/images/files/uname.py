#!/usr/bin/python3
"""uname of a host that shares its kernel: tells the one that the host's last boot chose (/proc/sys/kernel/osrelease)."""
import sys

NAMES = "kernel-name nodename kernel-release kernel-version machine processor hardware-platform operating-system all".split()
LETTERS = dict(zip(NAMES, "snrvmpioa"))


def read(name):
    with open("/proc/sys/kernel/" + name) as file:
        return file.read().strip()


def main():
    if "--version" in sys.argv:
        print("uname (GNU coreutils) @VERSION@")
        return
    asked = set()
    for word in sys.argv[1:]:
        if not word.startswith("-") or word == "-":
            sys.exit(f"uname: extra operand '{word}'")
        asked |= {LETTERS.get(word[2:], "?")} if word.startswith("--") else set(word[1:])
    if asked - set("snrvmpioa"):
        sys.exit("uname: invalid option")
    known = {"s": "ostype", "n": "hostname", "r": "osrelease", "v": "version"}
    fixed = {"m": "x86_64", "p": "x86_64", "i": "x86_64", "o": "GNU/Linux"}
    wanted = "snrvmpio" if "a" in asked else [letter for letter in "snrvmpio" if letter in (asked or {"s"})]
    print(" ".join(read(known[letter]) if letter in known else fixed[letter] for letter in wanted))


main()
