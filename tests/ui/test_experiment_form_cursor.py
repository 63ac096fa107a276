"""One cursor: the layer that is hovered or selected anywhere has a ground in the form, and a row hovers its layer."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QColor, QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.experiment import with_value
from tests.ui.form_help import Shown
from tests.ui.output_cases import frame_of
from ui.experiment_form.layer_paths import layer_at, layer_paths
from ui.frame import Frame, Selection
from ui.main_window import MainWindow
from ui.theme import appearance, current

TWO: dict[str, Any] = {
    "data": {"name": "circles"},
    "network": {
        "hidden": [{"units": 6, "activation": "tanh"}, {"units": 5, "activation": {"name": "elu", "alpha": 2.0}}]
    },
}
FIRST, SECOND, ALPHA = "network.hidden[0]", "network.hidden[1]", "network.hidden[1].activation.alpha"
OUTPUT = "network.output_activation"


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot, TWO).unfold()


def frame(hovered: Selection | None = None, selection: Selection | None = None) -> Frame:
    return frame_of({"nnviz": 1, **TWO}, steps=0, hovered=hovered, selection=selection)


def lit_rows(shown: Shown) -> set[str]:
    """Return the paths of the rows of the network that stand on the tint."""
    section = shown.body.sections["network"]
    image = section.grab().toImage()
    tint = QColor(current().tint)

    def is_lit(row: QWidget) -> bool:
        place = row.mapTo(section, QPoint(-4, row.height() // 2))
        return QColor(image.pixel(place)) == tint

    return {row.spec.path for row in section.rows if is_lit(row)}


def with_parts(shown: Shown, paths: set[str]) -> set[str]:
    """Return these rows and those of what belongs to them: a layer's dropout, its own weights."""
    rows = {row.spec.path for row in shown.body.sections["network"].rows}
    return {row for row in rows for path in paths if row == path or row.startswith(f"{path}.")}


def point_at(widget: QWidget, there: bool = True) -> None:
    """Let the pointer come, or leave."""
    place = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(place, place, place) if there else QEvent(QEvent.Type.Leave))


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_rows_of_a_layer_light_up(shown: Shown, theme: Any) -> None:
    appearance().choose(theme)
    for hovered, selection, rows in (
        (Selection(1), None, {FIRST}),
        (None, Selection(2, 3), {SECOND, ALPHA}),
        (Selection(1, 0, 1), Selection(2, 3), {FIRST, SECOND, ALPHA}),
        (Selection(3, 0), None, {OUTPUT}),
        (Selection(0, 1), None, set()),
        (Selection(9), None, set()),
        (None, None, set()),
    ):
        shown.form.show_frame(frame(hovered, selection))
        assert lit_rows(shown) == with_parts(shown, rows)
    appearance().choose("light")


def test_a_form_that_unfolds_later_is_lit_too(qtbot: QtBot) -> None:
    shown = Shown(qtbot, TWO)
    other = type(shown.form)()
    qtbot.addWidget(other)
    other.set_folded(True)
    other.show_experiment(shown.experiment)
    other.show_frame(frame(Selection(1)))
    other.set_folded(False)
    other.resize(248, 900)
    other.show()
    shown.form = other
    assert lit_rows(shown) == {FIRST}


def test_a_row_hovers_its_layer(shown: Shown) -> None:
    told: list[Selection | None] = []
    shown.form.hovered.connect(told.append)
    for path, layer in ((FIRST, 1), (SECOND, 2), (ALPHA, 2), (OUTPUT, 3)):
        row = shown.row(path)
        point_at(row)
        point_at(row, False)
        assert told == [Selection(layer), None]
        told.clear()
    for path in ("network.initializer", "network.hidden", "data.noise", "training.optimizer.learning_rate"):
        point_at(shown.row(path))
        point_at(shown.row(path), False)
    assert told == []


def test_the_light_stays_with_its_layer_when_rows_come(shown: Shown) -> None:
    shown.form.show_frame(frame(Selection(2)))
    more = with_value(shown.experiment, "network.hidden[0].activation", {"name": "elu", "alpha": 1.5})
    shown.form.show_experiment(more)
    QApplication.processEvents()
    assert lit_rows(shown) == with_parts(shown, {SECOND, ALPHA})


def test_only_a_change_of_the_hidden_runs_is_work(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    compare, calls = shown.body.compare, []
    show = compare.show_experiment
    monkeypatch.setattr(compare, "show_experiment", lambda experiment: calls.append(experiment) or show(experiment))
    for hidden in (frozenset[int](), frozenset[int](), frozenset({0}), frozenset({0}), frozenset[int]()):
        shown.form.show_hidden_runs(hidden)
    assert len(calls) == 2


def test_nothing_is_drawn_anew_as_long_as_the_layer_stays(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    section, calls = shown.body.sections["network"], []
    light = section.light
    monkeypatch.setattr(section, "light", lambda paths: calls.append(paths) or light(paths))
    seen = frame(Selection(1, 0))
    for moment in (seen, seen, replace(seen, hovered=Selection(1, 4)), replace(seen, playing=True)):
        shown.form.show_frame(moment)
    assert calls == [{FIRST}]


def test_paths_of_layers() -> None:
    assert layer_paths([0, 1, 3], 3) == {FIRST, OUTPUT}
    assert [layer_at(path, 2) for path in (FIRST, ALPHA, OUTPUT, "network.hidden", "data.noise")] == [
        1,
        2,
        3,
        None,
        None,
    ]
    assert layer_at("network.hidden[12].units", 20) == 13


def test_in_the_window_form_and_panels_have_one_cursor(qtbot: QtBot, window: MainWindow) -> None:
    attention, body = window.session.attention, window.form.body
    assert body is not None
    row = next(row for row in body.sections["network"].rows if row.spec.path == FIRST)
    point_at(row)
    assert attention.hovered == Selection(1)
    point_at(row, False)
    assert attention.hovered is None
    network = next(panel for panel in window.board.panels if panel.name == "network")
    network.hovered.emit(Selection(1, 0))
    qtbot.waitUntil(lambda: window.form._lit == {FIRST})
    window.session.reset()
    qtbot.waitUntil(lambda: not window.form._lit)
