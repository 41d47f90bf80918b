#!/usr/bin/python3
"""Stands for Apache's httpd: serves DocumentRoot on the Listen port of /etc/httpd/conf/httpd.conf; -t tests, -v tells the version."""
import glob
import http.server
import os
import re
import socket
import sys

ROOT = "/etc/httpd"
DIRECTIVES = set(
    "ServerRoot Listen DocumentRoot Include IncludeOptional User Group ServerAdmin ServerName ServerTokens ErrorLog LogLevel "
    "CustomLog LoadModule DirectoryIndex KeepAlive AddDefaultCharset EnableSendfile Timeout SSLEngine SSLCertificateFile "
    "SSLCertificateKeyFile AllowOverride Require Options Alias".split()
)


class SyntaxProblem(Exception):
    pass


def read(path, settings):
    """Settings of one file and of those that it includes; an unknown directive is an error, as it is for httpd."""
    open_sections = []
    with open(path) as lines:
        for number, line in enumerate(lines, 1):
            line = line.split("#", 1)[0].strip()
            if not line:
                continue
            section = re.match(r"<(/?)(\w+)([^>]*)>$", line)
            if section:
                if not section.group(1):
                    open_sections.append(section.group(2))
                elif not open_sections or open_sections.pop() != section.group(2):
                    raise SyntaxProblem(f"Syntax error on line {number} of {path}:\n</{section.group(2)}> without matching section")
                continue
            name, _, value = line.partition(" ")
            if name not in DIRECTIVES:
                raise SyntaxProblem(
                    f"Syntax error on line {number} of {path}:\nInvalid command '{name}', perhaps misspelled or defined by a module not included"
                )
            value = value.strip().strip('"')
            if name in ("Include", "IncludeOptional"):
                found = sorted(glob.glob(os.path.join(settings.get("ServerRoot", ROOT), value)))
                if not found and name == "Include":
                    raise SyntaxProblem(f"Syntax error on line {number} of {path}:\nCould not open configuration file {value}")
                for other in found:
                    read(other, settings)
            elif not open_sections:
                settings[name] = value
    if open_sections:
        raise SyntaxProblem(f"Syntax error in {path}:\n<{open_sections[-1]}> was not closed")
    return settings


class Handler(http.server.SimpleHTTPRequestHandler):
    server_version = "Apache/@VERSION@ (@VENDOR@)"
    sys_version = ""

    def log_message(self, format, *words):
        with open("/var/log/httpd/access_log", "a") as log:
            log.write(f"{self.address_string()} - - {format % words}\n")


def tell_systemd(message):
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)


def main():
    if sys.argv[1:2] in (["-v"], ["-V"]):
        print("Server version: Apache/@VERSION@ (@VENDOR@)")
        return 0
    try:
        settings = read(f"{ROOT}/conf/httpd.conf", {})
        root = settings["DocumentRoot"]
        port = int(settings["Listen"].rpartition(":")[2])
        if not os.path.isdir(root):
            raise SyntaxProblem(f"DocumentRoot '{root}' is not a directory, or is not readable")
    except (SyntaxProblem, OSError, KeyError, ValueError) as problem:
        print(f"httpd: {problem}", file=sys.stderr)
        return 1
    if sys.argv[1:2] == ["-t"]:
        print("Syntax OK", file=sys.stderr)
        return 0
    os.chdir(root)
    server = http.server.ThreadingHTTPServer(("", port), Handler)
    tell_systemd("READY=1")
    server.serve_forever()


sys.exit(main())
