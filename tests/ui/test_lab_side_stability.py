"""Curvature and largest stable rate in words, and the bar."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.optimizers import OPTIMIZERS
from tests.ui.lab_side_cases import STABILITY, Aside, lab_of
from ui.lab.side.gauge import ABOVE, BAR, HEIGHT, draw_gauge
from ui.theme import current, painting, run_style

FAR_BEYOND = "0.0270 of 0.0150: 180\u2009%: it runs away here"

pytestmark = pytest.mark.usefixtures("light")


def opened(qtbot: QtBot, function: str, *racers: OptimizerChoice) -> Aside:
    aside = Aside(qtbot, lab_of(function, *racers))
    aside.open(STABILITY)
    return aside


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (OptimizerChoice("sgd", learning_rate=0.018), "0.0180 of 0.0200: 90\u2009%"),
        (OptimizerChoice("momentum", learning_rate=0.019, momentum=0.9), "0.0190 of 0.0380: 50\u2009%"),
        (OptimizerChoice("momentum_ema", learning_rate=0.038, momentum=0.9), "0.0380 of 0.380: 10\u2009%"),
        (OptimizerChoice("nesterov", learning_rate=0.027, momentum=0.5), FAR_BEYOND),
        (OptimizerChoice("sgd", learning_rate=0.00002), "2.00e−5 of 0.0200: 0.10\u2009%"),
    ],
)  # fmt: skip
def test_the_rate_against_the_bound_in_words(qtbot: QtBot, optimizer: OptimizerChoice, words: str) -> None:
    assert opened(qtbot, "ravine", optimizer).views.stability.words == words


@pytest.mark.parametrize("name", [name for name, entry in OPTIMIZERS.items() if entry.stable_rate is None])
def test_none_is_claimed_for_adaptive_optimizers_and_it_says_so(qtbot: QtBot, name: str) -> None:
    words = opened(qtbot, "ravine", OptimizerChoice(name)).views.stability.words
    assert words.startswith(f"None is claimed for {OPTIMIZERS[name].label}:")


def test_a_hill_bears_any_rate_and_a_saddle_that_of_its_steeper_side(qtbot: QtBot) -> None:
    aside = opened(qtbot, "plateau", OptimizerChoice("sgd", learning_rate=0.5))
    aside.race(aside.lab.with_formula("-x**2 - y**2"))
    assert "does not curve upwards" in aside.views.stability.words
    assert opened(qtbot, "saddle", OptimizerChoice("sgd", learning_rate=0.5)).views.stability.words.startswith(
        "0.500 of 1.00: 50"
    )


def test_curvature_is_that_of_the_step_and_says_where_it_is_constant(qtbot: QtBot) -> None:
    aside = opened(qtbot, "rosenbrock", OptimizerChoice("sgd", learning_rate=0.0008))
    words = set()
    for step in (0, 1, 200):
        aside.show(step=step)
        words.add(aside.views.stability.words)
    assert len(words) == 3
    assert aside.views.stability.looked is not None
    assert not aside.views.stability.looked.is_quadratic
    aside.race(lab_of("ravine").with_value("K", 50.0))
    assert aside.views.stability.looked.is_quadratic
    assert aside.views.stability.words == "0.0180 of 0.0400: 45\u2009%"
    assert aside.views.stability.accessibleDescription() == f"SGD: {aside.views.stability.words}"


@pytest.mark.parametrize(("share", "place"), [(0.001, 0.0), (0.1, 0.5), (1.0, 0.75), (1e9, 1.0), (1e-9, 0.0)])
def test_the_marker_stands_at_its_share_of_four_decades(qtbot: QtBot, share: float, place: float) -> None:
    image = QImage(440, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(current().surface))
    with painting(image) as painter:
        draw_gauge(painter, QRectF(20, 0, 400, HEIGHT), share, run_style(4))
    marker = QColor(run_style(4).colour(current()))
    assert image.pixelColor(round(20 + 400 * place), ABOVE + BAR // 2) == marker
