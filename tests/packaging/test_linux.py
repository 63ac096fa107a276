"""What the Debian package declares fits the app, and what ELF files need is read right."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from configparser import ConfigParser
from pathlib import Path

import pytest
import system_packages
from linux import deb, elf_needs
from linux.elf_paths import forget_absolute_paths

from nnviz.commands import COMMANDS
from nnviz.experiment import SUFFIX
from nnviz.store.container import SUFFIX as SESSION_SUFFIX

HERE = Path(deb.__file__).parent
NAMESPACE = "{http://www.freedesktop.org/standards/shared-mime-info}"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="ELF")


def mime_types() -> dict[str, str]:
    root = xml.parse(HERE / "nnviz.xml").getroot()
    return {kind.attrib["type"]: kind.find(f"{NAMESPACE}glob").attrib["pattern"] for kind in root}  # type: ignore[union-attr]


def test_both_kinds_of_files_are_associated() -> None:
    assert set(mime_types().values()) == {f"*{SUFFIX}", f"*{SESSION_SUFFIX}"}
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(HERE / "nnviz.desktop", "utf-8")
    assert set(filter(None, entry["Desktop Entry"]["MimeType"].split(";"))) == set(mime_types())
    assert entry["Desktop Entry"]["Exec"] == "nnviz --in-window %f"


def test_man_page_has_every_option_and_command() -> None:
    shown = subprocess.run([sys.executable, "-m", "ui.app", "--help"], capture_output=True, text=True, check=True)
    page = (HERE / "nnviz.1").read_text("utf-8").replace("\\-", "-")
    for option in set(re.findall(r"--[a-z-]+", shown.stdout)):
        assert option in page, option
    for name in COMMANDS:
        assert re.search(rf"^\.B[I]? {name}\b", page, re.MULTILINE), name


@on_linux
def test_what_the_window_needs_is_depended_on() -> None:
    import PySide6

    needs = elf_needs.needs_in(Path(PySide6.__path__[0], "Qt", "plugins", "platforms"))
    own = {path.name for path in Path(PySide6.__path__[0], "Qt", "lib").iterdir()}
    for path, item in needs.items():
        if path.stem in ("libqxcb", "libqwayland"):
            assert item.libraries - own <= set(deb.PACKAGES) | set(deb.OF_LIBC), path.name
    assert set(system_packages.LIBRARIES) < set(deb.PACKAGES)


@on_linux
def test_unknown_library_stops_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deb, "from_outside", lambda needs: {"libc.so.6", "libnobody.so.7"})
    with pytest.raises(SystemExit, match=r"libnobody\.so\.7"):
        deb.depends_of(tmp_path)


@on_linux
@pytest.mark.skipif(not shutil.which("readelf"), reason="binutils")
def test_needs_are_those_that_readelf_sees() -> None:
    import numpy._core._multiarray_umath as module

    path = Path(module.__file__)
    needs = elf_needs.needs_of(path)
    assert needs is not None
    dynamic = subprocess.check_output(["readelf", "-dW", path], text=True)
    assert needs.libraries == set(re.findall(r"Shared library: \[(.+?)\]", dynamic))
    versions = subprocess.check_output(["readelf", "-VW", path], text=True).partition(".gnu.version_r")[2]
    assert needs.versions == set(re.findall(r"Name: (\S+)", versions))
    assert elf_needs.newest({path: needs}, "GLIBC") >= (2, 2, 5)


def test_text_needs_nothing(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("#!/bin/sh\n")
    assert elf_needs.needs_in(tmp_path) == {}


@on_linux
@pytest.mark.skipif(not (shutil.which("cc") and shutil.which("readelf")), reason="a compiler")
def test_absolute_search_paths_go_and_relative_ones_stay(tmp_path: Path) -> None:
    source = tmp_path / "library.c"
    source.write_text("double cos(double); double twice(double x) { return 2 * cos(x); }")
    for name, where in (("absolute", "/home/builder/lib"), ("relative", "$ORIGIN/lib")):
        library = tmp_path / f"{name}.so"
        subprocess.run(["cc", "-shared", "-fPIC", source, "-o", library, f"-Wl,-rpath,{where}", "-lm"], check=True)
        assert forget_absolute_paths(library) == (name == "absolute")
        dynamic = subprocess.check_output(["readelf", "-dW", library], text=True)
        assert (where in dynamic) == (name == "relative")
        loaded = ctypes.CDLL(str(library))
        loaded.twice.restype, loaded.twice.argtypes = ctypes.c_double, [ctypes.c_double]
        assert loaded.twice(0.0) == 2.0
