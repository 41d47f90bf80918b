#!/usr/bin/python3
"""The agent of Example Vendor: tells its version and the licence it holds to whoever asks on 127.0.0.1:7410."""
import os
import socket
import socketserver

FOLDER = "/opt/examplevendor"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        with open(f"{FOLDER}/etc/agent.conf") as file:
            licence = next((line.split("=", 1)[1].strip() for line in file if line.startswith("licence")), "none")
        self.wfile.write(f"examplevendor-agent @VERSION@ licence {licence}\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def tell_systemd(message):
    address = os.environ.get("NOTIFY_SOCKET")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)


server = Server(("127.0.0.1", 7410), Handler)
tell_systemd("READY=1")
server.serve_forever()
