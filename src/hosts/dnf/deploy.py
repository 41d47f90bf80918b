"""Runs a conversion script of the user's (almalinux-deploy.sh) and tells what came of it: {"status": …, "id": …}.

It does the whole conversion in its own way, and is not run again once it has ended well. Python 3.6 to 3.13.
Its input: {"script": TEXT, "arguments": […]}; its result names the distribution that the host then says it is.
"""
import json
import os
import subprocess
import sys


def host_id():
    with open("/etc/os-release") as file:
        for line in file:
            name, _, value = line.strip().partition("=")
            if name == "ID":
                return value.strip("\"'")
    return None


def main():
    with open(os.environ["FERRY_INPUT"]) as file:
        asked = json.load(file)
    folder = os.environ["FERRY_FOLDER"]
    path = os.path.join(folder, "deploy.sh")
    done = os.path.join(folder, "deploy.done")
    status = 0
    if not os.path.exists(done):
        with open(path, "w") as file:
            file.write(asked["script"])
        os.chmod(path, 0o700)
        status = subprocess.call(["/bin/bash", path] + asked["arguments"], stdin=subprocess.DEVNULL)
        if status == 0:
            with open(done, "w"):
                pass
        os.sync()
    with open(os.environ["FERRY_RESULT"], "w") as file:
        json.dump({"status": status, "id": host_id()}, file)
    sys.exit(status)


main()
