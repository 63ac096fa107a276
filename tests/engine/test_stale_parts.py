"""What killed saves leave behind is swept up: only what is surely nobody's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nnviz import stale_parts
from nnviz.output_file import OutputFile

KILLED = """
import os, sys
from pathlib import Path
from nnviz.output_file import OutputFile
output = OutputFile(Path(sys.argv[1]))
output.write(b"half")
os._exit(9)
"""


@pytest.fixture(autouse=True)
def nothing_swept_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stale_parts, "_swept", set())


def save(path: Path) -> None:
    with OutputFile(path) as output:
        output.write(b"whole")
        output.commit()


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then), follow_symlinks=False)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_part_of_a_killed_save_goes_after_a_day(tmp_path: Path) -> None:
    place = tmp_path / "run.nnviz"
    subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    [part] = tmp_path.iterdir()
    assert part.read_bytes() == b"half"
    save(place)  # younger than a day: another machine may be at it
    assert left(tmp_path) == {"run.nnviz", part.name}
    age(part, 1.1 * stale_parts.STALE_SECONDS)
    save(place)  # a folder is swept once: saving costs nothing more
    assert part.exists()
    stale_parts._swept.clear()
    save(place)
    assert left(tmp_path) == {"run.nnviz"}
    assert place.read_bytes() == b"whole"


def test_what_is_not_surely_a_stale_part_of_ours_stays(tmp_path: Path) -> None:
    dead = 2**22 + 1  # above what any Linux hands out
    names = [
        ".nnviz-12-.part", f".nnviz-{dead}-7f.part.txt", f"nnviz-{dead}-7f.part", f".nnviz-{dead}-7g.part", "notes.part"
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).write_bytes(b"")
        age(tmp_path / name, 10 * stale_parts.STALE_SECONDS)
    kept = {*names}
    alive = tmp_path / f".nnviz-{os.getpid()}-7f.part"
    alive.write_bytes(b"")
    age(alive, 10 * stale_parts.STALE_SECONDS)
    (tmp_path / f".nnviz-{dead}-aa.part").mkdir()
    kept.add(f".nnviz-{dead}-aa.part")
    if os.name != "nt":
        link = tmp_path / f".nnviz-{dead}-bb.part"
        link.symlink_to(tmp_path / "notes.part")
        age(link, 10 * stale_parts.STALE_SECONDS)
        kept |= {link.name, alive.name}
    gone = tmp_path / f".nnviz-{dead}-7f.part"
    gone.write_bytes(b"")
    age(gone, 10 * stale_parts.STALE_SECONDS)
    save(tmp_path / "x")
    assert kept | {"x"} <= left(tmp_path)
    assert not gone.exists()
