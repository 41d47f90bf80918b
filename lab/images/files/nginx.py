#!/usr/bin/python3
"""Stands for nginx's configuration test: nginx -t reads /etc/nginx/nginx.conf and what it includes; -v tells the version."""
import glob
import re
import sys

MAIN = "/etc/nginx/nginx.conf"


class SyntaxProblem(Exception):
    pass


def check(path, depth=0):
    if depth > 10:
        raise SyntaxProblem(f'too many includes in {path}:1')
    open_blocks = []
    text = open(path).read()
    token = re.compile(r'#[^\n]*|"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|[;{}]|[^\s;{}"\']+')
    words = []
    for match in token.finditer(text):
        word = match.group()
        number = text.count("\n", 0, match.start()) + 1
        if word.startswith("#"):
            continue
        if word == "{":
            if not words:
                raise SyntaxProblem(f'unexpected "{{" in {path}:{number}')
            open_blocks.append(words)
            words = []
        elif word == "}":
            if words or not open_blocks:
                raise SyntaxProblem(f'unexpected "}}" in {path}:{number}')
            open_blocks.pop()
        elif word == ";":
            if not words:
                raise SyntaxProblem(f'unexpected ";" in {path}:{number}')
            if words[0] == "include" and len(words) == 2:
                pattern = words[1] if words[1].startswith("/") else f"/etc/nginx/{words[1]}"
                found = glob.glob(pattern)
                if not found and "*" not in pattern:
                    raise SyntaxProblem(f'open() "{pattern}" failed (2: No such file or directory) in {path}:{number}')
                for other in sorted(found):
                    check(other, depth + 1)
            words = []
        else:
            words.append(word)
    if words or open_blocks:
        raise SyntaxProblem(f'unexpected end of file, expecting ";" or "}}" in {path}:{text.count(chr(10)) + 1}')


def main():
    if sys.argv[1:] == ["-v"]:
        print("nginx version: nginx/@VERSION@ (@VENDOR@)", file=sys.stderr)
        return 0
    if sys.argv[1:] not in (["-t"], ["-tq"], ["-t", "-q"], ["-q", "-t"]):
        print("nginx: the lab's nginx tests its configuration (-t) and serves nothing", file=sys.stderr)
        return 1
    try:
        check(MAIN)
    except (SyntaxProblem, OSError) as problem:
        print(f"nginx: [emerg] {problem}\nnginx: configuration file {MAIN} test failed", file=sys.stderr)
        return 1
    if sys.argv[1:] == ["-t"]:
        print(f"nginx: the configuration file {MAIN} syntax is ok\nnginx: configuration file {MAIN} test is successful", file=sys.stderr)
    return 0


sys.exit(main())
