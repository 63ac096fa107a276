"""f and f' as they are drawn: the engine's own values, broken at jumps."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.experiment.choice import ActivationChoice
from ui.panels.activations.curves import Curve, curves, is_elementwise, value_and_slope
from ui.panels.activations.work import formulas

ELEMENTWISE = [name for name, entry in ACTIVATIONS.items() if entry.derivative is not None]


def between(curve: Curve) -> list[tuple[float, float]]:
    """Return where pieces end and the next ones begin."""
    return [(float(one[-1, 0]), float(other[0, 0])) for one, other in zip(curve.pieces, curve.pieces[1:], strict=False)]


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("half_width", [5.0, 200.0])
def test_curves_are_the_engines_functions(name: str, half_width: float) -> None:
    activation = ActivationChoice(name)
    found = curves(activation, half_width)
    entry = ACTIVATIONS[name]
    for curve, which in ((found.function, 0), (found.derivative, 1)):
        points = np.concatenate(curve.pieces)
        assert points[0, 0] == -half_width
        assert points[-1, 0] == half_width
        assert np.all(np.diff(points[:, 0]) >= 0.0)
        z, a, slope, scratch = points[:, 0], *(np.empty(len(points)) for _ in range(3))
        assert entry.derivative is not None
        with np.errstate(over="ignore"):
            entry.function(z, a, scratch, **activation.values)
            entry.derivative(z, a, slope, scratch, **activation.values)
        assert np.array_equal(points[:, 1], (a, slope)[which])
        assert found.low <= points[:, 1].min() + 1e-9
        assert points[:, 1].max() <= found.high + 1e-9


def test_no_line_slants_across_a_jump() -> None:
    step = curves(ActivationChoice("step"), 5.0)
    assert len(step.function.pieces) == 2
    [(left, right)] = between(step.function)
    assert left < 0.0 < right
    assert right - left < 1e-6
    assert [(dot.value, dot.filled) for dot in step.function.dots] == [(0.0, False), (1.0, True)]
    assert len(step.derivative.pieces) == 1
    relu = curves(ActivationChoice("relu"), 5.0)
    assert len(relu.function.pieces) == 1
    assert len(relu.derivative.pieces) == 2
    # At a kink the derivative is the left one.
    assert [(dot.value, dot.filled) for dot in relu.derivative.dots] == [(0.0, True), (1.0, False)]


def test_hyperparameters_bend_the_curve() -> None:
    smooth, bent = (curves(ActivationChoice("elu", alpha=alpha), 5.0) for alpha in (1.0, 1.5))
    assert len(smooth.derivative.pieces) == 1
    assert len(bent.derivative.pieces) == 2
    assert smooth.low == -1.0
    assert bent.low == -1.5
    assert value_and_slope(ActivationChoice("leaky_relu", alpha=0.3), -2.0) == (-0.6, 0.3)
    assert formulas(ActivationChoice("leaky_relu", alpha=0.3))[2] == r"\alpha = 0.3"


def test_axes_end_where_a_function_tends_to() -> None:
    for name, low, high in (("sigmoid", 0.0, 1.0), ("tanh", -1.0, 1.0), ("relu", 0.0, 5.0), ("linear", -5.0, 5.0)):
        found = curves(ActivationChoice(name), 5.0)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_softmax_has_no_curve() -> None:
    assert not is_elementwise(ActivationChoice("softmax"))
    assert formulas(ActivationChoice("softmax"))[0].startswith("a_c = ")
    assert all(is_elementwise(ActivationChoice(name)) for name in ELEMENTWISE)
