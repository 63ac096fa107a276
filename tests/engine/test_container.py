"""Files of the window's own kind: what is refused, in which words, and at what cost."""

from __future__ import annotations

import os
import stat
import struct
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nnviz
from nnviz.errors import InvalidInput
from nnviz.store.container import LARGEST_PACKED, Container
from nnviz.store.manifest import Manifest
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.store.writer import Part, whole, write_container
from nnviz.store.zip_directory import MOST_MEMBERS
from tests.engine.session_files import archive, members, npy, record, refusal, saved_bytes, with_array


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved_bytes(tmp_path_factory.mktemp("session"))


def test_arrays_come_back_mapped_and_aligned(tmp_path: Path) -> None:
    arrays = {"a": np.arange(5.0), "b/c": np.arange(6, dtype=np.float32).reshape(2, 3), "d": np.zeros((0, 4)),
              "e": np.arange(3), "f": np.float64(7.5) * np.ones(())}  # fmt: skip
    path = tmp_path / "it.nnviz"
    write_container(path, Manifest(kind="session"), [whole(name, array) for name, array in arrays.items()])
    with Container(path) as container:
        container.manifest("session", Manifest)
        container.check()
        found = {name: container.array(name, form.dtype, form.shape) for name, form in container.forms.items()}
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype
        assert not array.size or isinstance(found[name], np.memmap)
        assert found[name].flags.aligned
    with pytest.raises(ValueError, match="read-only"):
        found["a"][0] = 1.0


def test_a_large_array_is_written_and_opened_without_being_held(tmp_path: Path) -> None:
    path, rows = tmp_path / "it.nnviz", 1600
    piece = np.ones((1, 2**16))
    tracemalloc.start()
    part = Part("big", type(whole("x", piece).form)("<f8", (rows, 2**16)), (piece for _ in range(rows)))
    write_container(path, Manifest(kind="session"), [part])
    with Container(path) as container:
        big = container.array("big", "<f8", (None, 2**16))
    assert big[rows - 1].sum() == 2**16
    assert tracemalloc.get_traced_memory()[1] < 20 * 10**6 < path.stat().st_size / 40
    tracemalloc.stop()


def test_a_part_that_is_shorter_than_announced_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    path.write_bytes(b"old")
    part = whole("a", np.arange(5.0))
    with pytest.raises(ValueError, match="announced"):
        write_container(path, Manifest(kind="session"), [Part("a", part.form, [np.arange(4.0)])])
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["it.nnviz"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_that_was_packed_anew_opens(tmp_path: Path, session: bytes, method: int) -> None:
    path, again = tmp_path / "it.nnviz", tmp_path / "again.nnviz"
    path.write_bytes(archive(members(session), method))
    save_session(load_session(path), again)
    assert again.read_bytes() == session


@pytest.mark.parametrize("keep", [0, 1, 3, 4, 21, 22, 100, 0.3, 0.6, 0.99, -23, -1])
def test_cut_files_are_refused(tmp_path: Path, session: bytes, keep: float) -> None:
    cut = session[:keep] if isinstance(keep, int) else session[: int(keep * len(session))]
    assert "not" in refusal(tmp_path / "it.nnviz", cut)


FOREIGN: dict[str, bytes] = {
    "empty": b"",
    "text": b'{"nnviz": 1}',
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "empty archive": archive({}),
    "other archive": archive({"word/document.xml": b"<xml/>"}),
    "weights": archive({"W1.npy": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", bytes(8))}),
    "zeros": bytes(10_000),
    "end of nothing": b"PK\3\4" + bytes(100) + b"PK\5\6" + b"\xff" * 18,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_files_are_refused(tmp_path: Path, name: str) -> None:
    assert " nnviz file" in refusal(tmp_path / "it.nnviz", FOREIGN[name])


def without(session: bytes, name: str) -> dict[str, bytes]:
    return {key: value for key, value in members(session).items() if key != name}


def head(descr: str = "<f8", shape: str = "(4, 13)", order: str = "False") -> str:
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"


THETA = "runs/0/keyframes/theta"
PICKLE = b"\x80\x04\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x04exit\x94\x85\x94R\x94."
ARRAYS: dict[str, tuple[bytes, str]] = {
    "objects": (npy(head("|O", "(1,)"), PICKLE), "Python objects"),
    "nothing but a pickle": (PICKLE, "not an array"),
    "text": (npy(head("<U9")), "'<U9'"),
    "high byte first": (npy(head(">f8")), "'>f8'"),
    "records": (npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4, 13), }"), "cannot be read"),
    "by columns": (npy(head(order="True"), bytes(416)), "column by column"),
    "negative": (npy(head(shape="(-4, 13)"), bytes(416)), "cannot be read"),
    "overflow": (npy(head(shape="(4294967296, 4294967296)"), bytes(416)), "no array here can have"),
    "overflow to zero": (npy(head(shape="(9007199254740992, 2048)"), b""), "no array here can have"),
    "empty but huge": (npy(head(shape="(0, 9007199254740992)"), b""), "no array here can have"),
    "many digits": (npy(head(shape=f"({'9' * 500},)"), bytes(416)), "cannot be read"),
    "digits to ponder": (npy(head(shape=f"({'9' * 500}x)"), bytes(416)), "cannot be read"),
    "many dimensions": (npy(head(shape=f"({'1, ' * 60}1)"), bytes(8)), "no array here can have"),
    "longer than it is": (npy(head(shape="(5, 13)"), bytes(416)), "length"),
    "shorter than it is": (npy(head(shape="(3, 13)"), bytes(416)), "length"),
    "code": (npy("__import__('os').system('exit')"), "cannot be read"),
    "deep": (npy("(" * 900), "cannot be read"),
    "head of 64 KiB": (b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65535, "cannot be read"),
    "newer numpy": (b"\x93NUMPY\x03\x00" + bytes(20), "not an array"),
    "other shape": (npy(head(shape="(13, 4)"), bytes(416)), "do not agree"),
    "other type": (npy(head("<i8"), bytes(416)), "do not agree"),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_that_are_none_are_refused(tmp_path: Path, session: bytes, name: str) -> None:
    content, words = ARRAYS[name]
    assert words in refusal(tmp_path / "it.nnviz", with_array(session, THETA, content))


NAMES = ["../evil.npy", "/etc/passwd.npy", "a\\b.npy", "C:/a.npy", "runs/../a.npy", "nnviz.json/", "a.exe", "A.npy",
         "a" * 500 + ".npy", "é.npy", "./a.npy", "a//b.npy", "x.json"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, session: bytes, name: str) -> None:
    assert "member" in refusal(tmp_path / "it.nnviz", archive({**members(session), name: b"evil"}))
    assert os.listdir(tmp_path) == ["it.nnviz"]


def test_missing_members_are_refused(tmp_path: Path, session: bytes) -> None:
    for name in members(session):
        assert any(
            word in refusal(tmp_path / "it.nnviz", archive(without(session, name))) for word in (name[:-4], "no nnviz")
        )


def bomb(name: str) -> bytes:
    return archive({"nnviz.json": b"{}", name: bytes(LARGEST_PACKED + 1)}, zipfile.ZIP_DEFLATED)


def lying_bomb() -> bytes:
    """Return an archive in which 100 MB pretend to be 1,000 bytes."""
    content = bytearray(archive({"nnviz.json": b"{}", "a.npy": bytes(10**8)}, zipfile.ZIP_DEFLATED))
    for place in (content.index(b"a.npy") - 30 + 22, content.rindex(b"a.npy") - 46 + 24):
        struct.pack_into("<L", content, place, 1000)
    return bytes(content)


def changed(content: bytes, signature: bytes, offset: int, form: str, *values: int, last: bool = False) -> bytes:
    """Return the archive with numbers overwritten after a signature."""
    copy = bytearray(content)
    struct.pack_into(form, copy, (copy.rindex if last else copy.index)(signature) + offset, *values)
    return bytes(copy)


TRICKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "bomb": (lambda s: bomb("a.npy"), "compressed"),
    "bomb as manifest": (lambda s: bomb("nnviz.json"), "compressed"),
    "bomb that lies": (lambda s: lying_bomb(), "damaged"),
    "twice": (lambda s: archive({**members(s), "nnviz.jso1": b"{}"}).replace(b"nnviz.jso1", b"nnviz.json"), "twice"),
    "encrypted": (lambda s: changed(s, b"PK\1\2", 8, "<H", 1), "encrypted"),
    "strongly encrypted": (lambda s: changed(s, b"PK\1\2", 8, "<H", 0x40), "encrypted"),
    "encrypted only in its head": (lambda s: changed(s, b"PK\3\4", 6, "<H", 1), "not what the table"),
    "other method": (lambda s: changed(s, b"PK\1\2", 10, "<H", 12), "packed"),
    "other method in its head": (lambda s: changed(s, b"PK\3\4", 8, "<H", 8), "not what the table"),
    "link": (lambda s: changed(s, b"PK\1\2", 38, "<L", (stat.S_IFLNK | 0o777) << 16), "plain file"),
    "two sizes": (lambda s: changed(s, b"PK\1\2", 20, "<L", 9), "two different sizes"),
    "beyond the end": (lambda s: changed(s, b"PK\1\2", 20, "<LL", 2**31, 2**31), "not its own"),
    "one in another": (lambda s: changed(s, b"PK\1\2", 42, "<L", 40, last=True), "not"),
    "same place": (lambda s: changed(s, b"PK\1\2", 42, "<L", 0, last=True), "not"),
    "large sizes without a field": (lambda s: changed(s, b"PK\1\2", 20, "<LL", 2**32 - 1, 2**32 - 1), "not"),
    "fewer members": (lambda s: changed(s, b"PK\5\6", 8, "<HH", 3, 3), "not"),
    "more members": (lambda s: changed(s, b"PK\5\6", 8, "<HH", 999, 999), "not"),
    "several disks": (lambda s: changed(s, b"PK\5\6", 4, "<HH", 1, 1), "not"),
    "directory elsewhere": (lambda s: changed(s, b"PK\5\6", 16, "<L", 0), "not"),
    "zip64 without its parts": (lambda s: changed(s, b"PK\5\6", 8, "<HHLL", 65535, 65535, 2**32 - 1, 2**32 - 1), "not"),
    "something in front": (lambda s: b"PK\3\4" + s, "not"),
    "something behind": (lambda s: s + b"\0", "not"),
    "comment": (lambda s: changed(s, b"PK\5\6", 20, "<H", 3) + b"abc", "not"),
    "very many": (lambda s: archive({f"a{k}.npy": b"" for k in range(MOST_MEMBERS + 1)}), "4,096"),
    "one byte": (lambda s: changed(s, b"\x93NUMPY", 150, "<B", 7), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_with_the_archive_are_refused(tmp_path: Path, session: bytes, name: str) -> None:
    trick, words = TRICKS[name]
    assert words in refusal(tmp_path / "it.nnviz", trick(session))


def test_zip64_is_read(tmp_path: Path, session: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits of a few bytes, ``zipfile`` writes what it else writes of archives beyond 4 GiB only."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    path, again = tmp_path / "it.nnviz", tmp_path / "again.nnviz"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members(session).items():
            with file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    monkeypatch.undo()
    large = changed(path.read_bytes(), b"PK\5\6", 8, "<HHLL", 65535, 65535, 2**32 - 1, 2**32 - 1)
    path.write_bytes(large)
    assert b"PK\6\6" in large
    save_session(load_session(path), again)
    assert again.read_bytes() == session
    places = ((24, 2**62), (32, 2**63), (48, 2**63), (40, 2**63), (4, 9))
    for offset, value in places:
        refusal(path, changed(large, b"PK\6\6", offset, "<Q", value))
    refusal(path, changed(large, b"PK\6\7", 8, "<Q", 2**63))
    extra = large.rindex(b"PK\1\2") + 46 + len("runs/1/path/thetas.npy")
    for offset in (4, 12, 20):
        refusal(path, large[: extra + offset] + b"\xff" * 8 + large[extra + offset + 8 :])


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="folder"):
        load_session(tmp_path)
    with pytest.raises(InvalidInput, match="no such file"):
        load_session(tmp_path / "missing.nnviz")
    with pytest.raises(InvalidInput, match="no such name"):
        load_session(Path("a\0b"))
    if sys.platform == "linux":
        os.mkfifo(tmp_path / "pipe")  # which nobody writes to: opening it would wait for ever
        for place in (tmp_path / "pipe", Path("/dev/zero")):
            with pytest.raises(InvalidInput, match="not a plain file"):
                load_session(place)


def test_a_session_is_no_recording_and_the_other_way_round(tmp_path: Path, session: bytes) -> None:
    path = tmp_path / "it.nnviz"
    path.write_bytes(session)
    with pytest.raises(InvalidInput, match=r"it\.nnviz: it is a session"):
        nnviz.Recording(path)
    record(tmp_path / "other.nnviz")
    with pytest.raises(InvalidInput, match="recording of training elsewhere"):
        load_session(tmp_path / "other.nnviz")


def test_checksums_are_those_of_the_content(session: bytes) -> None:
    content = members(session)[f"{THETA}.npy"]
    assert struct.pack("<L", zlib.crc32(content)) in session
