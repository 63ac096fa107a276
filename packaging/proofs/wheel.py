"""Install the wheel, or the sdist, into an empty environment, and use it from elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_QT = (
    "import sys; sys.modules.update(PySide6=None, shiboken6=None, pyqtgraph=None);"
    "import runpy; sys.argv = ['nnviz', 'list']; runpy.run_module('nnviz', run_name='__main__')"
)


def said(command: list[str | Path], folder: Path, **variables: str) -> str:
    """Run a command in a folder, with nothing of this project in its environment, and return what it says."""
    kept = ("PATH", "DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM", "SYSTEMROOT", "TEMP")
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(folder)} | variables
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{result.stdout}\n{result.stderr}\nnnviz: this failed: {' '.join(map(str, command))}")
    return result.stdout


def prove(wheel: Path) -> None:
    """Install, use, and look what is left.

    Raises
    ------
    SystemExit
        If anything fails.
    """
    with tempfile.TemporaryDirectory(prefix="nnviz-proof ä-") as name:
        folder = Path(name)
        venv = folder / "environment"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
        scripts = venv / ("Scripts" if sys.platform == "win32" else "bin")
        pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", scripts / "python", "--quiet", "install"]
        subprocess.run([*pip, "--constraint", ROOT / "packaging" / "constraints.txt", wheel.resolve()], check=True)
        elsewhere = folder / "else where"
        elsewhere.mkdir()
        experiment = ROOT / "resources" / "experiments" / "xor.nnviz.json"
        answer = said([scripts / "python", "-m", "nnviz", "train", experiment, "--epochs", "5"], elsewhere)
        assert json.loads(answer.splitlines()[-1])["step"] > 0, answer
        assert "relu" in said([scripts / "python", "-c", WITHOUT_QT], elsewhere)
        checks = said([scripts / "nnviz", "--self-check"], elsewhere)
        print(f"nnviz: {wheel.name} works: {checks.count('ok ')} checks, and python -m nnviz where Qt cannot load")
        left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if venv not in path.parents)
        assert left == ["else where", "environment"], left
        print("nnviz: it left nothing behind")
