"""What is dropped on the window: one file, several recordings, or a text that holds an experiment's line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDropEvent

from ui.aside import when_idle
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
        text = data.text()
        when_idle(lambda: documents.open_text(text))
        return
    refusal = _refusal(data)
    paths = [Path(url.toLocalFile()) for url in data.urls()]
    if refusal:
        documents.refused.emit(refusal)
    elif len(paths) > 1:
        when_idle(lambda: documents.open_recordings(paths))
    else:
        when_idle(lambda: documents.open(paths[0]))


def _refusal(data: QMimeData) -> str:
    urls = data.urls()
    if not all(url.isLocalFile() for url in urls):
        return "A web address was dropped: download the experiment file first, then drop it"
    folder = next((path for path in map(Path, (url.toLocalFile() for url in urls)) if path.is_dir()), None)
    return "" if folder is None else f"{folder.name} is a folder: drop one experiment file"
