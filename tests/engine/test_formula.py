"""Formulas: what they mean, their exact derivatives, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.errors import InvalidInput
from nnviz.formula import FUNCTION_NAMES, LONGEST_FORMULA, Graph, Program, read_formula
from nnviz.formula.operations import OPERATIONS
from nnviz.landscape.analytic import AnalyticLandscape


def value(text: str, x: float = 0.5, y: float = 2.0) -> float:
    return float(AnalyticLandscape(text).values(np.array([x, y])))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        ("x + y*2 - 3", 1.5),
        ("-x**2", -0.25),
        ("2**-x", 2**-0.5),
        ("2^3^2", 512.0),
        ("(-x)^2", 0.25),
        ("--x", 0.5),
        ("8/4/2", 1.0),
        ("x - y - 1", -2.5),
        ("1e-3 + .5 + 2.", 2.501),
        ("sin(pi/6)*exp(log(y))", 1.0),
        ("sqrt(y + 2) + abs(-x) + sign(-y)", 1.5),
        ("x−y·2", -3.5),
        ("e", math.e),
        ("tanh(x) - sinh(x)/cosh(x)", 0.0),
        ("cos(x)**2 + sin(x)**2 + 0*tan(y)", 1.0),
    ],
)
def test_a_formula_means_what_it_means_in_mathematics(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("x +", "has its end"),
        ("x y", "'y' at character 3"),
        ("x)", "was never opened"),
        ("(x", "a bracket must be closed"),
        ("sin x", "sin at character 1 needs its argument in brackets"),
        ("sim(x)", "did you mean 'sin'"),
        ("z", "allowed are x, y, pi, e"),
        ("x;y", "';' at character 2"),
        ("__import__('os')", "character 12"),
        ("x.real", "'.' at character 2"),
        ("x[0]", "'[' at character 2"),
        ("lambda: 1", "':' at character 7"),
        ("1/0", "not a finite number"),
        ("10**400", "not a finite number"),
        ("log(-1)", "not a finite number"),
        ("1e999", "too large"),
        ("(" * 60 + "x" + ")" * 60, "nested"),
        ("-" * 60 + "x", "nested"),
        ("x" + "**x" * 60, "nested"),
        ("x+" * LONGEST_FORMULA, "allowed are at most"),
    ],
)
def test_what_is_no_formula_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words.replace("[", r"\[").replace("(", r"\(")) as refused:
        read_formula(text, Graph())
    assert "\n" not in str(refused.value)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("xy0123456789.+-*/^() episncogtahqrb,_;'"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        landscape = AnalyticLandscape(text)
    except InvalidInput:
        return
    assert landscape.gradients(np.array([0.3, 0.7])).shape == (2,)


SMOOTH = st.recursive(
    st.sampled_from(["x", "y", "0.7", "2", "(x + 2*y)", "x**2", "y**3"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({''.join(parts)})"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "exp"]), inner).map(
            lambda parts: f"{parts[0]}(0.3*{parts[1]})"
        ),
        inner.map(lambda text: f"sqrt(1 + ({text})**2)"),
        inner.map(lambda text: f"log(2 + ({text})**2)"),
        inner.map(lambda text: f"1/(1.5 + ({text})**2)"),
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(SMOOTH, st.floats(-1.2, 1.2), st.floats(-1.2, 1.2))
def test_derivatives_agree_with_difference_quotients(text: str, x: float, y: float) -> None:
    landscape, point = AnalyticLandscape(text), np.array([x, y])

    # Richardson's extrapolation of two central differences: an error of h^4.
    def slope(of: object, axis: int) -> np.ndarray:
        def central(h: float) -> np.ndarray:
            step = np.eye(2)[axis] * h
            return (of(point + step) - of(point - step)) / (2 * h)  # type: ignore[operator]

        return (4 * central(5e-4) - central(1e-3)) / 3

    gradient, hessian = landscape.gradients(point), landscape.hessians(point)
    size = 1.0 + abs(landscape.values(point)) + np.abs(gradient).max() + np.abs(hessian).max()
    for axis in range(2):
        assert abs(slope(landscape.values, axis) - gradient[axis]) <= 1e-7 * size
        assert np.abs(slope(landscape.gradients, axis) - hessian[axis]).max() <= 1e-7 * size


@pytest.mark.parametrize("name", [name for name in FUNCTION_NAMES if name not in ("abs", "sign")])
def test_every_function_has_its_derivative(name: str) -> None:
    landscape, points = AnalyticLandscape(f"{name}(x)"), np.array([[0.3, 0.0], [1.1, 0.0]])
    shift = np.array([1e-6, 0.0])
    quotient = (landscape.values(points + shift) - landscape.values(points - shift)) / 2e-6
    np.testing.assert_allclose(landscape.gradients(points)[:, 0], quotient, rtol=1e-8)


def test_at_a_kink_the_slope_is_0() -> None:
    np.testing.assert_array_equal(AnalyticLandscape("abs(x) + sqrt(x**2 + y**2)").gradients(np.zeros(2)), [0.0, 0.0])


def test_what_is_the_same_is_computed_once() -> None:
    graph = Graph()
    node = read_formula("(x + y)*(x + y) + (x + y)", graph)
    assert [step.operation for step in graph.steps] == ["x", "y", "+", "*", "+"]
    assert graph.derivative(node, "x") == graph.derivative(node, "y")


def test_a_program_gives_variables_numbers_and_twins_as_results_too() -> None:
    graph = Graph()
    x, seven = graph.variable("x"), graph.number(7.0)
    twice = graph.apply("+", x, x)
    program = Program(graph, [x, seven, twice, twice], 2)
    program.points[0] = 1.0, 2.0
    np.testing.assert_array_equal(program.run(), [[1, 2], [7, 7], [2, 4], [2, 4]])


def test_names_are_written_as_they_are_read() -> None:
    assert {name for name, entry in OPERATIONS.items() if entry.named} == set(FUNCTION_NAMES)
