"""What is computed in the background: what the layers that are shown do with the training rows."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnviz.activity import Activity, look_at_activity
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.experiment.choice import ActivationChoice
from nnviz.responses import look_at_sample
from ui.formula_pictures import in_cases, typeset
from ui.numbers import MINUS, entry
from ui.panels.activations.curves import is_elementwise
from ui.panels.activations.figures import figures
from ui.panels.activations.histogram import make_bars
from ui.panels.activations.ranges import BINS
from ui.panels.activations.results import LayerLook, Request, Result

_MOST_STEPS = 12
"""By which an axis grows at once; what is still too short grows on with the next result."""

_GREEK = ("alpha", "beta", "gamma", "delta", "lambda")


def formulas(activation: ActivationChoice) -> tuple[str, ...]:
    """Return the LaTeX of f, of f', and of the hyperparameters' values."""
    entry_ = activation.registry[activation.name]
    values = (f"{_symbol(name)} = {entry(value).replace(MINUS, '-')}" for name, value in activation.values.items())
    # Of f and f' the signs before the formulas say which is which.
    start = "" if is_elementwise(activation) else "a_c = "
    return start + in_cases(entry_.formula), in_cases(entry_.derivative_formula), *values


def compute(request: Request, cancelled: Callable[[], bool]) -> Result | None:
    """Look at all that is wanted; None where it is no longer."""
    subject, assembly = request.subject, request.subject.run.assembly
    if request.typeset:
        # Here, so that the window's thread finds it done; it is not part of what a result takes each time.
        for activation in {layer.activation for layer in assembly.network}:
            for formula in formulas(activation):
                typeset(formula)
    start = time.perf_counter()
    half_widths = request.half_widths
    for steps_left in reversed(range(_MOST_STEPS)):
        activity = _look(assembly, request.theta, half_widths, cancelled)
        if activity is None:
            return None
        looks = {layer: LayerLook(activity.layers[layer], width) for layer, width in half_widths.items()}
        wanted = {layer: look.wanted_half_width for layer, look in looks.items()}
        if wanted == half_widths or not steps_left:
            break
        half_widths = wanted
    assert activity is not None
    others = []
    for other in request.others:
        half_width = looks[subject.index].half_width
        found = _look(other.run.assembly, other.theta, {subject.index: half_width}, cancelled)
        if found is None:
            return None
        others.append((other.run, LayerLook(found.layers[subject.index], half_width)))
        _ = others[-1][1].outline  # made here, once
    rows, training_rows = activity.rows, activity.training_rows
    return Result(
        request,
        rows,
        training_rows,
        looks,
        make_bars([look.histogram for look in looks.values()], [one.unsaturated for one in request.subjects]),
        tuple(others),
        _sample_z(assembly, request),
        figures(subject, looks[subject.index].activity, rows, training_rows),
        time.perf_counter() - start,
    )


def _symbol(name: str) -> str:
    return rf"\{name}" if name in _GREEK else rf"\mathrm{{{name}}}"


def _look(
    assembly: Assembly, theta: Array, half_widths: dict[int, float], cancelled: Callable[[], bool]
) -> Activity | None:
    layers = range(len(assembly.network.layers))
    twice = [2.0 * half_widths[layer] if layer in half_widths else None for layer in layers]
    return look_at_activity(assembly, theta, half_widths=twice, bins=2 * BINS, cancelled=cancelled)


def _sample_z(assembly: Assembly, request: Request) -> Array | None:
    if request.sample is None:
        return None
    share, row = request.sample
    data = assembly.data
    inputs, targets = data.of("inputs", share), data.of("targets", share)
    if row >= len(inputs):
        return None
    return look_at_sample(assembly, request.theta, inputs[row], targets[row]).z[request.subject.index]
