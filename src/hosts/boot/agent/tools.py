"""Sets a converted host right before its first boot, and checks that boot. Changes are probed first: it may run twice.

Runs under the Python that the host's dnf runs on (3.6 to 3.13), standard library only. The parts are joined in the order
tools, repositories, devices, loader, checks, settle.
"""
import glob
import json
import os
import platform
import re
import shutil
import subprocess

changes = []
notes = []
problems = []


def changed(text):
    changes.append(text)
    with open(os.environ["FERRY_PROGRESS"], "a") as file:
        file.write(json.dumps({"kind": "changed", "text": text}) + "\n")


def note(text):
    notes.append(text)


def problem(text):
    problems.append(text)


def has(program):
    return shutil.which(program) is not None


def tool(*words):
    """Status and output of a program of the host, in English. What cannot be started has status 127."""
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, LC_ALL="C"),
        )
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


def last_line(text):
    return (text.splitlines() or ["it said nothing"])[-1][:300]


def read_text(path):
    try:
        with open(path, "rb") as file:
            return file.read(16 << 20).decode("utf-8", "replace")
    except OSError:
        return None


def replace_file(path, text):
    """A file that is whole after any crash, with the mode and the owner of the one before."""
    draft = path + ".ferry-new"
    with open(draft, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if os.path.exists(path):
        there = os.stat(path)
        os.chmod(draft, there.st_mode & 0o7777)
        os.chown(draft, there.st_uid, there.st_gid)
    else:
        os.chmod(draft, 0o644)
    os.rename(draft, path)
    if has("restorecon"):
        tool("restorecon", path)
