"""Loads Qt without what PySide6 adds to every later import."""

from __future__ import annotations

import builtins


def load_qt() -> None:
    """Load Qt's modules for windows, and let Python import all else as it did before.

    PySide6 puts an import of its own in the place of Python's. It reads the source text of every module that is loaded
    from then on, in search of a switch for other spellings of Qt's names (`__feature__`), which nnviz does not use: a
    tenth of the time until the first window.
    """
    plain = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain
