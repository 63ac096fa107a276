"""The figures beside the plot of activations: long numbers are written shorter, and never over their labels."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.ui.activations_cases import frame_of, open_panel
from ui.panels.activations import side
from ui.panels.activations.figures import Figure, figures
from ui.panels.activations.side import Form, draw_labels, draw_values
from ui.plotting.text import text_width
from ui.theme import painting, px

pytestmark = pytest.mark.usefixtures("light")

LONG = [(-0.018, 0.0004), (-1.234e-7, 3.4e-9), (-123456.0, 98765.0), (0.27, 2.1), (float("nan"), float("nan"))]


def _figures(qtbot: QtBot, mean: float, deviation: float) -> tuple[Figure, ...]:
    scene = open_panel(qtbot, frame_of("relu")).scene
    result = scene.result
    assert result is not None
    assert scene.subject is not None
    activity = result.looks[0].activity
    changed = replace(activity, z_mean=mean, z_deviation=deviation, slope_mean=0.000182)
    return figures(scene.subject, changed, 80, 80)


@pytest.mark.parametrize(("mean", "deviation"), LONG)
@pytest.mark.parametrize(("form", "pitch"), [("row", side.ROW), ("tall", side.TALL)])
def test_a_long_number_leaves_its_label(
    qtbot: QtBot, form: Form, pitch: int, mean: float, deviation: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = _figures(qtbot, mean, deviation)
    written: list[tuple[QRectF, str]] = []

    def note(painter: QPainter, role: Any, ink: Any, x: float, y: float, text: str, width: float | None = None) -> None:
        assert width is None or text_width(role, text) <= width + 0.5
        written.append((QRectF(x, y - px(6), text_width(role, text), px(12)), text))

    monkeypatch.setattr(side, "draw_text", note)
    width = side.side_width((), 400.0)
    boxes = [QRectF(10.0, k * px(pitch), width, px(pitch)) for k in range(len(shown))]
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with painting(image) as painter:
        draw_labels(painter, boxes, form, shown)
        draw_values(painter, boxes, form, shown)
    assert any(text.startswith("mean z") for _, text in written)
    for index, (box, _) in enumerate(written):
        assert box.right() <= 10.0 + width + 0.5
        assert not any(box.intersects(other) for other, _ in written[index + 1 :])


def test_the_longest_form_that_has_room_is_written(qtbot: QtBot) -> None:
    [figure] = [figure for figure in _figures(qtbot, -0.018, 0.0004) if figure.short == "mean z"]
    assert figure.value == "−0.018 ± 0.000"
    full, tight = (text_width("value", text) for text in (figure.value, "−0.018±0.000"))
    assert side.written(figure, "value", full + 1.0) == "−0.018 ± 0.000"
    assert side.written(figure, "value", tight + 1.0) == "−0.018±0.000"
    assert side.written(figure, "value", tight - 1.0) == "−0.018"
    assert figure.explanation.endswith(": −0.018 ± 0.000.")
