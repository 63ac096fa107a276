"""Giving up the focus before what has it goes: Qt would hand it to the next field, and select what stands there."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


def leave(widget: QWidget) -> None:
    """Take the focus from a widget and all within, before it is hidden or disabled; what is typed is committed."""
    focused = _focus_within(widget)
    if focused is not None:
        focused.clearFocus()


def retire(widget: QWidget) -> None:
    """Take a widget away for good; what is being typed in it is dropped, for what it would set may be gone too."""
    focused = _focus_within(widget)
    if focused is not None:
        focused.blockSignals(True)
        focused.clearFocus()
    widget.hide()
    widget.deleteLater()


def _focus_within(widget: QWidget) -> QWidget | None:
    focused = QApplication.focusWidget()
    return focused if focused is not None and (focused is widget or widget.isAncestorOf(focused)) else None
