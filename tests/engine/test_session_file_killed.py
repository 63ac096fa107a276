"""Whenever a program that saves is killed, there is the old file or the new one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Saves once for each thing that is done to the disk, in a process of its own that is killed just before that.
KILLED = """
import json, os, signal, sys
from pathlib import Path
from msgspec.structs import replace
from nnviz.output_file import OutputFile
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from tests.engine.session_files import saved_session

path = Path(sys.argv[1]) / "it.nnviz"
first = saved_session()
first = replace(first, runs=first.runs[:1], viewed_run=0)
second = replace(first, viewed_step=12)
save_session(second, path)
new = path.read_bytes()
save_session(first, path)
old = path.read_bytes()
assert old != new
session = load_session(path)  # both open: what is neither would be neither of these bytes
assert session.viewed_step == first.viewed_step

left = -1

def counted(function):
    def call(*arguments, **more):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*arguments, **more)
    return call

os.fsync, Path.replace = counted(os.fsync), counted(Path.replace)
for name in ("write", "seek", "commit", "__init__", "__exit__"):
    setattr(OutputFile, name, counted(getattr(OutputFile, name)))

found, point = [], 0
while True:
    path.write_bytes(old)
    child = os.fork()
    if child == 0:
        left = point
        save_session(second, path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    content = path.read_bytes()
    found.append("old" if content == old else "new" if content == new else "neither")
    if not os.WIFSIGNALED(status):
        break
    point += 1
print(json.dumps([found, os.listdir(path.parent)]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes a system that can fork and kill")
def test_killed_at_every_point_of_a_save_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found, names = json.loads(result.stdout)
    assert len(found) > 100
    assert found[-1] == "new"
    assert "neither" not in found
    assert found == sorted(found, reverse=True)  # first the old one, then the new one
    assert all(name == "it.nnviz" or (name.startswith(".nnviz-") and name.endswith(".part")) for name in names)
