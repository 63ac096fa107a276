"""Prove that what is released works where nothing of ours is.

python packaging/prove.py dist/nnviz-*.whl
sudo python packaging/prove.py dist/nnviz_*.deb [--suite NAME] [--mirror URL] [--base FOLDER]
sudo python packaging/prove.py dist/nnviz-*.tar.xz [the same]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from proofs import archive, deb, wheel
from proofs.system import minimal_system


def main() -> None:
    """Prove it of one file, by its kind."""
    parser = argparse.ArgumentParser(description="Prove that a released file works where nothing of ours is.")
    parser.add_argument("file", type=Path, help="a wheel, an sdist, a Debian package or a folder archive")
    parser.add_argument("--suite", default="bookworm", help="the Debian or Ubuntu to bootstrap (bookworm)")
    parser.add_argument("--mirror", help="where from; without it, from where this machine has its packages")
    parser.add_argument("--base", type=Path, help="a minimal system that is there already, to be copied")
    options = parser.parse_args()
    if options.file.name.endswith((".whl", ".tar.gz")):
        wheel.prove(options.file)
        return
    with minimal_system(options.suite, options.base, options.mirror) as system:
        (deb if options.file.suffix == ".deb" else archive).prove(system, options.file)


if __name__ == "__main__":
    main()
