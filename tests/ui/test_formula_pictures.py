"""Formulas as pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.activations import ACTIVATIONS
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS
from ui.formula_pictures import draw_formula, in_cases, typeset

FORMULAS = [entry.formula for family in (ACTIVATIONS, LOSSES, OPTIMIZERS, INITIALIZERS) for entry in family.values()]
FORMULAS += [entry.derivative_formula for entry in ACTIVATIONS.values()]


def ink(latex: str, size: float, colour: str = "#000000") -> np.ndarray:
    """Return the pixels that a formula colours, drawn with its base line at 100."""
    image = QImage(600, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_formula(painter, typeset(latex), 20.0, 100.0, size, colour)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(200, 600, 4)[:, :, :3].astype(int)
    return pixels


@pytest.mark.parametrize("latex", sorted(set(FORMULAS)))
def test_every_formula_of_the_registries_can_be_typeset(latex: str) -> None:
    drawn = ink(in_cases(latex), 30.0).min(axis=2) < 200
    formula = typeset(in_cases(latex))
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert len(rows) > 0
    # The ink lies where the measures say, to two pixels.
    assert abs(rows[0] - (100.0 - 30.0 * formula.ascent)) <= 2.0
    assert abs(rows[-1] + 1 - (100.0 + 30.0 * formula.descent)) <= 2.0
    assert columns[0] >= 18
    assert columns[-1] <= 22.0 + 30.0 * formula.width


def test_a_formula_has_the_colour_that_is_asked_for() -> None:
    assert ink(r"\tanh z", 40.0, "#D55E00").reshape(-1, 3).min(axis=0).tolist() == [0x00, 0x5E, 0xD5]


def test_a_formula_is_typeset_once_whatever_its_size() -> None:
    assert typeset(r"\tanh z") is typeset(r"\tanh z")
    small, large = (np.count_nonzero(ink(r"\tanh z", size).min(axis=2) < 128) for size in (20.0, 40.0))
    assert 3.0 < large / small < 5.0


def test_alternatives_stand_below_each_other() -> None:
    latex = r"z \text{ for } z > 0, \text{ else } \alpha z"
    assert in_cases(latex).startswith(r"\begin{cases} z & \text{for } z > 0")
    assert in_cases(r"\tanh z") == r"\tanh z"
    assert typeset(in_cases(latex)).height > 1.5 * typeset(latex).height
    assert typeset(in_cases(latex)).width < 0.8 * typeset(latex).width
