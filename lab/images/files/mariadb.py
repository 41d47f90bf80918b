#!/usr/bin/python3
"""Stands for MariaDB's clients, by the name it is called under: mariadb (mysql), mariadb-dump (mysqldump), mariadb-check (mysqlcheck).

mariadb [-N] [-B] [-D DATABASE | DATABASE] [-e SQL] runs SQL, or what standard input has, and stops at the first error.
mariadb-dump --all-databases | --databases NAME... | NAME writes SQL that mariadb loads again; its last line says that it is whole.
mariadb-check --all-databases | NAME tells of each table whether it can be read.
"""
import json
import os
import socket
import sqlite3
import sys
import time

SOCKET = "/var/lib/mysql/mysql.sock"
WITH_VALUE = {
    "-u", "--user", "-h", "--host", "-P", "--port", "-S", "--socket", "-D", "--database", "-e", "--execute",
    "--defaults-file", "--defaults-extra-file", "--result-file", "-r", "--protocol", "--default-character-set", "--max-allowed-packet", "--connect-timeout",
}
FLAGS = {
    "-N", "--skip-column-names", "-B", "--batch", "-s", "--silent", "-A", "--all-databases", "--databases", "--single-transaction",
    "--routines", "-R", "--events", "-E", "--triggers", "--quick", "-q", "--opt", "--hex-blob", "--flush-privileges", "--lock-all-tables",
    "-x", "--lock-tables", "--skip-lock-tables", "--add-drop-database", "--add-drop-table", "--no-data", "-d", "--flush-logs", "-F",
    "--check", "-c", "--extended", "--auto-repair", "--no-defaults", "--skip-password", "--ssl", "--skip-ssl", "--force", "-f", "--comments",
    "--skip-comments", "--dump-date", "--skip-dump-date", "--no-tablespaces", "-y", "--complete-insert", "--no-auto-rehash", "--binary-mode",
    "--skip-extended-insert", "--system=all", "--compact",
}


class Failed(Exception):
    pass


class Connection:
    def __init__(self, where):
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.connect(where)
        except OSError as problem:
            raise Failed(f"ERROR 2002 (HY000): Can't connect to local server through socket '{where}' ({problem.errno})")
        self.lines = self.socket.makefile("rwb")
        self.lines.readline()

    def ask(self, sql, database=None):
        self.lines.write(json.dumps({"sql": sql, "database": database}).encode() + b"\n")
        self.lines.flush()
        line = self.lines.readline()
        if not line:
            raise Failed("ERROR 2013 (HY000): Lost connection to server during query")
        reply = json.loads(line)
        if "error" in reply:
            raise Failed(reply["error"])
        return reply


def arguments(words):
    """Options by their names, and the words that are none."""
    options, rest = {}, []
    words = list(words)
    while words:
        word = words.pop(0)
        name, has_value, value = word.partition("=")
        if not word.startswith("-"):
            rest.append(word)
        elif name in WITH_VALUE:
            options[name] = value if has_value else (words.pop(0) if words else "")
        elif word[:2] in ("-u", "-h", "-P", "-S", "-D", "-e", "-r") and not word.startswith("--"):
            options[word[:2]] = word[2:]
        elif word.startswith("-p") and not word.startswith("--") or name == "--password":
            options["-p"] = value
        elif word in FLAGS or name in FLAGS:
            options[name] = True
        else:
            raise Failed(f"unknown option '{word}'")
    return options, rest


def chosen(options, rest, connection):
    if "--all-databases" in options or "-A" in options:
        return [row[0] for row in connection.ask("SHOW DATABASES")["rows"]]
    if not rest:
        raise Failed("no database named")
    return rest if "--databases" in options else rest[:1]


def shown(value):
    return "NULL" if value is None else str(value)


def client(options, rest, connection):
    database = options.get("-D", options.get("--database", rest[0] if rest else None))
    sql = options.get("-e", options.get("--execute"))
    for statement in [sql] if sql and sqlite3.complete_statement(sql.rstrip(";") + ";") and ";" not in sql.rstrip(";") else statements(sql):
        words = statement.split(None, 2)
        if words and words[0].upper() == "USE":
            database = words[1].strip("`;")
        reply = connection.ask(statement, database)
        if "columns" in reply:
            if "-N" not in options and "--skip-column-names" not in options:
                print("\t".join(reply["columns"]))
            for row in reply["rows"]:
                print("\t".join(shown(value) for value in row))


def statements(sql):
    """Splits at the semicolons that end statements; comments are left out."""
    text = ""
    for line in sql.splitlines(True) if sql is not None else sys.stdin:
        if not text and (line.startswith("--") or not line.strip()):
            continue
        text += line
        if sqlite3.complete_statement(text):
            yield text.strip()
            text = ""
    if text.strip():
        yield text.strip()


def dump(options, rest, connection):
    out = open(options.get("--result-file", options.get("-r", "/dev/stdout")), "w")
    names = chosen(options, rest, connection)
    several = "--all-databases" in options or "-A" in options or "--databases" in options
    print("-- MariaDB dump 10.19  Distrib @VERSION@-MariaDB, for Linux (x86_64)\n--\n-- Host: localhost\n", file=out)
    for name in names:
        connection.ask("SHOW TABLES", name)
        if several:
            print(f"--\n-- Current Database: `{name}`\n--\n\nCREATE DATABASE IF NOT EXISTS `{name}`;\nUSE `{name}`;\n", file=out)
        for (table,) in connection.ask("SHOW TABLES", name)["rows"]:
            print(f"DROP TABLE IF EXISTS `{table}`;", file=out)
        if "--no-data" in options or "-d" in options:
            lines = [row for row in connection.ask("DUMP", name)["rows"] if not row[0].startswith("INSERT")]
        else:
            lines = connection.ask("DUMP", name)["rows"]
        for (line,) in lines:
            print(line, file=out)
    when = "" if "--skip-dump-date" in options else time.strftime(" on %Y-%m-%d %H:%M:%S")
    print(f"-- Dump completed{when}", file=out)
    out.close()


def check(options, rest, connection):
    for name in chosen(options, rest, connection):
        for (table,) in connection.ask("SHOW TABLES", name)["rows"]:
            state = connection.ask("PRAGMA integrity_check", name)["rows"][0][0]
            print(f"{name + '.' + table:<50} {'OK' if state == 'ok' else state}")


def main():
    called = os.path.basename(sys.argv[0]).replace("mysqldump", "mariadb-dump").replace("mysqlcheck", "mariadb-check")
    if "--version" in sys.argv or "-V" in sys.argv:
        print(f"{called}  Ver 15.1 Distrib @VERSION@-MariaDB, for Linux (x86_64)")
        return 0
    try:
        options, rest = arguments(sys.argv[1:])
        connection = Connection(options.get("-S", options.get("--socket", SOCKET)))
        {"mariadb-dump": dump, "mariadb-check": check}.get(called, client)(options, rest, connection)
    except Failed as failed:
        print(f"{called}: {failed}" if called != "mariadb" else failed, file=sys.stderr)
        return 1
    return 0


sys.exit(main())
