#!/usr/bin/python3
"""Stands for MariaDB's server: keeps the rows of each database in /var/lib/mysql/NAME.db (SQLite), on 3306 and on mysql.sock.

A connection is greeted with the version, as MariaDB does; then each line asked is a JSON object {"database", "sql"} and each
line answered {"columns", "rows"}, {"changed"} or {"error"}. The socket is for root and mysql; over TCP only SELECT is answered.
"""
import json
import os
import re
import socket
import socketserver
import sqlite3
import struct
import sys
import threading

DATA = os.environ.get("MARIADB_DATA", "/var/lib/mysql")
NAME = re.compile(r"[A-Za-z0-9_]{1,64}$")
LINE_LIMIT = 16 * 1024 * 1024


class Refused(Exception):
    pass


def path_of(database):
    if not NAME.match(database):
        raise Refused(f"ERROR 1102 (42000): Incorrect database name '{database}'")
    return f"{DATA}/{database}.db"


def databases():
    return sorted(entry[:-3] for entry in os.listdir(DATA) if entry.endswith(".db"))


def open_all(database):
    """The database that was chosen, if any, with the others (ten at most) under their names."""
    connection = sqlite3.connect(path_of(database) if database else ":memory:", timeout=10)
    for other in [name for name in databases() if name != database][:10]:
        connection.execute(f'ATTACH DATABASE ? AS "{other}"', (path_of(other),))
    return connection


def rows(columns, values):
    return {"columns": columns, "rows": [list(row) for row in values]}


def answer(request, may_write):
    sql = request["sql"].strip().rstrip(";").strip()
    word = sql.split(None, 1)[0].upper() if sql else ""
    if not may_write and word not in ("SELECT", "SHOW"):
        raise Refused("ERROR 1142 (42000): command denied: writing needs the socket")
    if re.match(r"(?i)show\s+databases$", sql):
        return rows(["Database"], [[name] for name in databases()])
    if re.match(r"(?i)select\s+version\(\)$", sql):
        return rows(["VERSION()"], [["@VERSION@-MariaDB"]])
    made = re.match(r"(?i)(create|drop)\s+database\s+(?:(if\s+(?:not\s+)?exists)\s+)?`?(\w+)`?$", sql)
    if made:
        verb, lenient, name = made.group(1).lower(), made.group(2), made.group(3)
        exists = os.path.exists(path_of(name))
        if verb == "create" and not exists:
            sqlite3.connect(path_of(name)).execute("pragma user_version = 1").connection.close()
        elif verb == "drop" and exists:
            os.unlink(path_of(name))
        elif not lenient:
            raise Refused(f"ERROR 100{7 if verb == 'create' else 8} (HY000): Can't {verb} database '{name}'")
        return {"changed": 1}
    if word in ("SET", "LOCK", "UNLOCK", "FLUSH"):
        return {"changed": 0}
    database = request.get("database")
    if database and not os.path.exists(path_of(database)):
        raise Refused(f"ERROR 1049 (42000): Unknown database '{database}'")
    if not database and word not in ("SELECT", "USE"):
        raise Refused("ERROR 1046 (3D000): No database selected")
    connection = open_all(database)
    try:
        if re.match(r"(?i)use\s", sql):
            return {"changed": 0}
        if re.match(r"(?i)show\s+tables$", sql):
            sql = f"select name as Tables_in_{database} from sqlite_master where type = 'table' order by name"
        if re.match(r"(?i)dump$", sql):
            return rows(["statement"], [[line] for line in connection.iterdump() if not line.startswith(("BEGIN", "COMMIT"))])
        sql = sql.replace("`", '"')
        if database and word == "SELECT":
            sql = re.sub(rf"(?<![\w'\"]){database}\.(?=\w)", "main.", sql)
        cursor = connection.execute(sql)
        connection.commit()
        if cursor.description is None:
            return {"changed": max(cursor.rowcount, 0)}
        return rows([column[0] for column in cursor.description], cursor.fetchall())
    except sqlite3.Error as problem:
        raise Refused(f"ERROR 1064 (42000): {problem}")
    finally:
        connection.close()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        local = self.request.family == socket.AF_UNIX
        may_write = local and self.user_of_peer() in (0, os.getuid())
        self.wfile.write(b"5.5.5-@VERSION@-MariaDB\n")
        while True:
            line = self.rfile.readline(LINE_LIMIT)
            if not line:
                return
            try:
                reply = answer(json.loads(line), may_write)
            except Refused as refused:
                reply = {"error": str(refused)}
            except (ValueError, KeyError, TypeError):
                reply = {"error": "ERROR 1047 (08S01): Unknown command"}
            self.wfile.write(json.dumps(reply).encode() + b"\n")

    def user_of_peer(self):
        credentials = self.request.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return struct.unpack("3i", credentials)[1]


class Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def tell_systemd(message):
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)


def main():
    if "--version" in sys.argv or "-V" in sys.argv:
        print("mariadbd  Ver @VERSION@-MariaDB for Linux on x86_64 (@VENDOR@)")
        return
    where = f"{DATA}/mysql.sock"
    if os.path.exists(where):
        os.unlink(where)
    tcp, unix = Tcp(("", 3306), Handler), Unix(where, Handler)
    os.chmod(where, 0o777)
    threading.Thread(target=unix.serve_forever, daemon=True).start()
    tell_systemd("READY=1")
    tcp.serve_forever()


main()
