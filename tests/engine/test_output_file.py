"""Files appear whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="devices and permissions of Linux")


def write(path: Path, content: bytes = b"new") -> None:
    with OutputFile(path) as output:
        output.write(content)
        output.commit()


def test_content_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with OutputFile(path) as output:
        output.write(b"one ")
        output.write(b"two")
        assert not path.exists()
        output.commit()
    assert path.read_bytes() == b"one two"
    assert os.listdir(tmp_path) == ["out"]


def test_without_commit_nothing_is_left_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with OutputFile(path) as output:
        output.write(b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old and longer")
    write(path)
    assert path.read_bytes() == b"new"


def test_a_new_file_has_the_rights_that_others_have(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_relative_paths_and_long_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("out"))
    write(Path("x" * 250))
    assert sorted(os.listdir(tmp_path)) == ["out", "x" * 250]


@linux_only
def test_a_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize(("place", "reason"), [("", "a folder"), ("missing/out", "no folder")])
def test_places_that_cannot_be(tmp_path: Path, place: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        OutputFile(tmp_path / place)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        OutputFile(tmp_path / ("x" * 300))


@linux_only
def test_links_that_lead_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(InvalidInput, match="cannot be written"):
        OutputFile(tmp_path / "one")


@linux_only
def test_a_full_disk_is_noticed() -> None:
    with pytest.raises(InvalidInput, match="/dev/full: cannot be written: no space left on device"):
        write(Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


@linux_only
def test_a_device_is_written_to_and_stays() -> None:
    write(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


@linux_only
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("protected", ["folder", "file"])
def test_without_permission_it_is_refused_at_once(tmp_path: Path, protected: str) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    (tmp_path if protected == "folder" else path).chmod(0o555)
    with pytest.raises(InvalidInput, match="permission denied"):
        OutputFile(path)
    tmp_path.chmod(0o755)
    assert path.read_bytes() == b"old"
