"""How many times as fast surfaces are as those of the PyTorch package ``loss-landscapes``, where that is installed.

Neither it nor PyTorch is needed by anything else; CONTRIBUTING.md says how to bring them into the Python that measures.
Both compute 51 x 51 points of one plane through the same weights over the same rows, in alternation, and their losses
are held against each other before they are timed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode
from nnviz.landscape import Plane, Rows, axis, choose_rows, compute_surface, random_plane
from nnviz.landscape.plane_loss import spare_threads

RESOLUTION = 51
ROUNDS = 5
ALIKE = {"float32": 1e-3, "float64": 1e-10}
"""How far the losses may differ, relatively: the package adds up its steps, and its rounding errors with them."""


def is_installed() -> bool:
    """Tell whether both packages are there."""
    return all(find_spec(name) is not None for name in ("torch", "loss_landscapes"))


def ratios(documents: dict[str, dict[str, Any]]) -> Iterator[tuple[str, float]]:
    """Yield a name and a ratio for each experiment, precision, and number of threads.

    The plain name is float32, PyTorch's default, with one thread for each, which holds on a busy machine, too. With
    all threads, as many as either takes by itself, PyTorch's wait for each other wherever another program runs.
    """
    import torch

    together = torch.get_num_threads()
    for name, document in documents.items():
        run = assemble("benchmark", decode(document))
        plane, rows = random_plane(run.network, run.initial_theta(), 0), choose_rows(run)
        for dtype in ("float32", "float64"):
            _compare(run, plane, rows, dtype)
            for threads, own, theirs in (("", 1, 1), ("_all_threads", spare_threads(), together)):
                torch.set_num_threads(theirs)
                precision = "" if dtype == "float32" else "_float64"
                yield (
                    f"surface_{name}_ratio_to_loss_landscapes{precision}{threads}",
                    _ratio(run, plane, rows, dtype, own),
                )
            torch.set_num_threads(together)


def _ratio(run: Assembly, plane: Plane, rows: Rows, dtype: str, threads: int) -> float:
    """Return by how much the other package takes longer, the median over some rounds."""
    x = axis(-1.0, 1.0, RESOLUTION)
    found = []
    for _ in range(ROUNDS):
        theirs = _seconds(_their_surface(run, plane, rows, dtype))
        own = _seconds(lambda: compute_surface(run, plane, x, x, rows, dtype=dtype, threads=threads))
        found.append(theirs / own)
    return statistics.median(found)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _compare(run: Assembly, plane: Plane, rows: Rows, dtype: str) -> None:
    """Raise an error where the two do not come to the same losses."""
    theirs = _their_surface(run, plane, rows, dtype)()
    places = -1.0 + 2.0 * np.arange(RESOLUTION + 1) / RESOLUTION
    surface = compute_surface(run, plane, places, places, rows)
    assert surface is not None
    # Row i of theirs is along the second direction; every other one lies a step farther.
    own = np.stack([surface.loss[1 - i % 2 :, i][:RESOLUTION] for i in range(RESOLUTION)])
    np.testing.assert_allclose(theirs, own, rtol=ALIKE[dtype])


def _their_surface(run: Assembly, plane: Plane, rows: Rows, dtype: str) -> Callable[[], np.ndarray]:
    """Return what computes the plane's losses, x and y from -1 to 1, with the other package."""
    import loss_landscapes
    import torch
    from loss_landscapes.metrics import Loss

    precision = getattr(torch, dtype)
    inputs = torch.tensor(rows.inputs).to(precision)
    one_hot = rows.targets.shape[1] > 1
    targets = torch.tensor(rows.targets.argmax(axis=1)) if one_hot else torch.tensor(rows.targets).to(precision)
    criterion = torch.nn.CrossEntropyLoss() if one_hot else torch.nn.BCEWithLogitsLoss()
    corner = plane.center - plane.directions.sum(axis=0)
    models = [_model(run, corner + 2.0 * along, precision) for along in (0.0, *plane.directions)]
    metric = Loss(criterion, inputs, targets)
    return lambda: loss_landscapes.planar_interpolation(*models, metric, steps=RESOLUTION, deepcopy_model=True)


def _model(run: Assembly, theta: np.ndarray, precision: Any) -> Any:
    """Return the network as a PyTorch module whose last activation is worked into the loss."""
    import torch

    layers: list[Any] = []
    for layer in run.network.layers:
        linear = torch.nn.Linear(layer.fan_in, layer.fan_out, dtype=precision)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(layer.weights(theta).T.copy()))
            linear.bias.copy_(torch.tensor(layer.biases(theta).copy()))
        layers += [linear, torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1])
