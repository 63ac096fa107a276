"""The largest eigenvalue from products alone: of matrices whose spectrum is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.landscape import lanczos
from nnviz.landscape.lanczos import Lanczos


def matrix_with(eigenvalues: list[float], seed: int = 0) -> np.ndarray:
    size = len(eigenvalues)
    turned, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))
    return turned @ np.diag(eigenvalues) @ turned.T


def search(matrix: np.ndarray, **wanted: float) -> Lanczos:
    start = np.random.default_rng(1).standard_normal(len(matrix))
    found = Lanczos(lambda vector: matrix @ vector, start, **wanted)  # type: ignore[arg-type]
    while not found.done:
        found.advance()
    return found


@pytest.mark.parametrize(
    ("eigenvalues", "largest"),
    [
        (list(np.linspace(-1.0, 5.0, 60)), 5.0),
        ([-1000.0, -500.0, *np.linspace(-1.0, 0.5, 40).tolist(), 2.0], 2.0),
        ([-3.0, -2.0, -1.0], -1.0),
        ([7.0] * 20, 7.0),
        ([1e-9, 2e-9, 5e-9, *([0.0] * 20)], 5e-9),
        ([1e12, 3e12, -8e12], 3e12),
        ([4.0], 4.0),
        ([-4.0], -4.0),
        ([-4.0, 1.0], 1.0),
        ([2.0, 2.0 - 1e-9, *np.linspace(-1.0, 1.0, 50).tolist()], 2.0),
    ],
)
def test_a_known_spectrum(eigenvalues: list[float], largest: float) -> None:
    found = search(matrix_with(eigenvalues))
    assert found.converged
    assert found.value == pytest.approx(largest, rel=1e-6)
    assert found.residual <= 1e-4 * abs(largest)
    assert found.products <= len(eigenvalues)


def test_nothing_is_bent() -> None:
    found = search(np.zeros((30, 30)))
    assert (found.value, found.residual, found.converged, found.products) == (0.0, 0.0, True, 1)


def test_it_ends_after_so_many_products_and_says_that_it_is_not_there() -> None:
    matrix = matrix_with(list(np.linspace(0.0, 1.0, 400)))
    few, more = search(matrix, most=10), search(matrix, most=60)
    assert (few.products, few.converged) == (10, False)
    assert few.residual > 1e-4
    assert few.value < more.value <= 1.0 + 1e-12
    before = few.value
    few.advance()
    assert (few.products, few.value) == (10, before)


def test_a_basis_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanczos, "BASIS_VALUES", 6 * 50)
    matrix = matrix_with([3.0, *np.linspace(-2.0, 1.0, 49).tolist()])
    found = search(matrix)
    assert found.products > 6
    assert found.converged
    assert found.value == pytest.approx(3.0, rel=1e-6)


def test_the_residual_bounds_the_error() -> None:
    eigenvalues = [10.0, 9.5, 9.0, *np.linspace(-20.0, 8.0, 200).tolist()]
    matrix = matrix_with(eigenvalues)
    start = np.random.default_rng(4).standard_normal(len(matrix))
    found = Lanczos(lambda vector: matrix @ vector, start, 1e-12)
    while not found.done:
        found.advance()
        if math.isfinite(found.residual):
            assert np.abs(np.array(eigenvalues) - found.value).min() <= found.residual + 1e-10


def test_what_is_not_finite_has_no_value() -> None:
    found = search(np.diag([1.0, np.nan, 2.0]))
    assert found.done
    assert not found.converged
    assert math.isnan(found.value)
