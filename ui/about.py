"""The window that says what this program is, and under which licences all that is in it comes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextOption
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from nnviz import __version__
from nnviz.resources import open_resource
from ui.controls import Text
from ui.theme import app_icon, px

WIDTH, HEIGHT = 800, 560
ICON = 48
SENTENCE = "See neural networks learn, or fail to: real networks, trained by NumPy, watched live."


def notice() -> str:
    """Return what is in nnviz, whose it is, and all licences in full."""
    return open_resource("licences", "NOTICE.txt").read_text("utf-8")


class About(QDialog):
    """What this is.

    Parameters
    ----------
    parent : QWidget

    Attributes
    ----------
    notice : QPlainTextEdit
        The licences, to be read and copied.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About nnviz")
        picture = QLabel()
        picture.setPixmap(app_icon().pixmap(px(ICON), px(ICON)))
        words = QVBoxLayout()
        words.addWidget(Text(f"nnviz {__version__}", "title", "ink"))
        words.addWidget(Text(SENTENCE, "body", "ink2", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(px(16))
        head.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self.notice = QPlainTextEdit(notice())
        self.notice.setReadOnly(True)
        self.notice.setAccessibleName("Licences")
        self.notice.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(12))
        self.notice.setFont(fixed)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(16))
        column.setSpacing(px(16))
        column.addLayout(head)
        column.addWidget(self.notice, 1)
        column.addWidget(buttons)
        buttons.setFocus()
        available = self.screen().availableGeometry().size()
        self.resize(min(px(WIDTH), available.width()), min(px(HEIGHT), available.height()))
