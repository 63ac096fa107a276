"""What is dropped on the window: one file, several recordings, or a text that holds an experiment's line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent

from ui.documents import Documents


def offer(event: QDropEvent) -> None:
    """Accept whatever can be opened, or at least be answered in a sentence."""
    data = event.mimeData()
    if data.hasUrls() or data.hasText():
        event.acceptProposedAction()


def take(event: QDropEvent, documents: Documents) -> None:
    """Open what is dropped, or say why not."""
    event.acceptProposedAction()
    data = event.mimeData()
    if not data.hasUrls():
        documents.open_text(data.text())
        return
    refusal = _refusal(data)
    if refusal:
        documents.refused.emit(refusal)
    elif len(data.urls()) > 1:
        documents.open_recordings([Path(url.toLocalFile()) for url in data.urls()])
    else:
        documents.open(Path(data.urls()[0].toLocalFile()))


def _refusal(data: QMimeData) -> str:
    urls = data.urls()
    if not all(url.isLocalFile() for url in urls):
        return "A web address was dropped: download the experiment file first, then drop it"
    folder = next((path for path in map(Path, (url.toLocalFile() for url in urls)) if path.is_dir()), None)
    return "" if folder is None else f"{folder.name} is a folder: drop one experiment file"
