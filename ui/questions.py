"""The questions that keep work from being lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.errors import shortened
from ui.file_kinds import place

OVERWRITE, SAVE_AS, REPLACE, ELSEWHERE, CANCEL = "Overwrite", "Save as…", "Replace", "Save elsewhere…", "Cancel"


def ask(parent: QWidget, title: str, sentence: str, *answers: str) -> str:
    """Ask one question. Returns one of the answers, or "Cancel", which is always offered and what Escape means.

    The first answer is what Return means.
    """
    box = QMessageBox(QMessageBox.Icon.Warning, title, sentence, QMessageBox.StandardButton.NoButton, parent)
    roles = [QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.ActionRole]
    buttons = {box.addButton(answer, role): answer for answer, role in zip(answers, roles, strict=False)}
    cancel = box.addButton(CANCEL, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(next(iter(buttons)))
    box.setEscapeButton(cancel)
    box.exec()
    return next((answer for button, answer in buttons.items() if button is box.clickedButton()), CANCEL)


def where_to_save(parent: QWidget, start: Path, *kinds: str) -> Path | None:
    """Ask for a place for a file of one of some kinds (`ui.file_kinds`); None where nobody wants one any more."""
    name, kind = QFileDialog.getSaveFileName(parent, "Save", str(start), ";;".join(kinds))
    if not name:
        return None
    path = place(name, kind if len(kinds) > 1 else kinds[0])
    # The dialog has asked about the name that was typed, not about this one.
    if path != Path(name) and path.exists() and not may_replace(parent, path):
        return where_to_save(parent, path, *kinds)
    return path


def may_replace(parent: QWidget, path: Path) -> bool:
    """Ask whether a file may be replaced that the file dialog did not ask about."""
    return ask(parent, "Replace the file?", f"{path.name} is there already. Replace it?", REPLACE) == REPLACE


def about_changed_file(parent: QWidget, path: Path) -> str:
    """Ask what to do where somebody else has changed the file since. Returns SAVE_AS, OVERWRITE or CANCEL."""
    sentence = f"{path.name} was changed outside this window since you opened or saved it. Overwrite those changes?"
    return ask(parent, "The file has changed", sentence, SAVE_AS, OVERWRITE)


def another_place(parent: QWidget, refusal: str) -> bool:
    """Say why a file cannot be written, and ask whether to save it elsewhere."""
    return ask(parent, "Not saved", f"{refusal}.", ELSEWHERE) == ELSEWHERE


def about_unsaved(parent: QWidget, name: str, *, lost: bool = False) -> QMessageBox.StandardButton:
    """Ask whether to save changes before they are left: Save, Discard or Cancel.

    Parameters
    ----------
    parent : QWidget
    name : str
        Of the experiment.
    lost : bool
        Whether what was trained is lost already, so that the experiment alone can be saved.
    """
    buttons = QMessageBox.StandardButton
    changes = "changes to the settings of" if lost else "changes to"
    trained = "\n\nWhat was trained is gone with its process and cannot be saved." if lost else ""
    return QMessageBox.question(
        parent,
        "Unsaved changes",
        f"Save the {changes} \u201c{shortened(name)}\u201d first?{trained}",
        buttons.Save | buttons.Discard | buttons.Cancel,
        buttons.Save,
    )
