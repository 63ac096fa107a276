"""The lowest minima of any function: against those that are written down, and where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, OWN_BOX, Lab
from nnviz.landscape.minima_search import lowest_minima


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_it_finds_those_that_are_written_down(name: str) -> None:
    entry = FUNCTIONS[name]
    found = lowest_minima(entry.landscape(**entry.defaults()), entry.box)
    expected = sorted(entry.minima)
    assert len(found) == len(expected)
    if expected:
        np.testing.assert_allclose(found, expected, atol=1e-7)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("(x-0.123)**2 + 4*(y+0.456)**2", [(0.123, -0.456)]),
        ("x**2/4 + y**2 + sin(3*x)", [(-0.4960111185577, 0.0)]),
        ("x**x + y**2", [(1.0 / math.e, 0.0)]),
        ("abs(x-0.1) + abs(y+0.2)", [(0.1, -0.2)]),
        ("(x-0.1)**4 + y**4", [(0.1, 0.0)]),
        ("x**2 - y**2", []),
        ("x**3 + y**2", []),
        ("x**2", []),
        ("0*x", []),
        ("log(x) + 1/y", []),
        ("sqrt(x*y)", []),
        ("sqrt(-1 - x**2)", []),
    ],
)
def test_minima_of_formulas(formula: str, expected: list[tuple[float, float]]) -> None:
    found = lowest_minima(AnalyticLandscape(formula), OWN_BOX)
    assert len(found) == len(expected)
    if expected:
        np.testing.assert_allclose(found, expected, atol=1e-3 if "**4" in formula else 1e-7)


def test_a_function_of_ones_own_has_distances_and_arrivals() -> None:
    lab = Lab.on(OWN).with_formula("(x-1)**2 + (y+1)**2")
    assert lab.minima == ((1.0, -1.0),)
    done = lab.reports(lab.run())[1]
    assert done.distance == pytest.approx(0.0, abs=1e-3)
    assert done.arrived is not None
    local = lab.with_formula("x**2/4 + y**2 + sin(3*x)")
    assert "where the lowest is −0.9" in local.reports(local.run())[0].verdict
