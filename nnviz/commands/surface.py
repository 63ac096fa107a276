"""``surface``: computes the loss over a plane through the weights."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
from msgspec.structs import replace

from nnviz.assembly import Assembly
from nnviz.commands.command import Command, load_runs, whole_number
from nnviz.commands.console import Progress, answer, complain
from nnviz.commands.surface_planes import Trained, places_of, plane_of, train
from nnviz.errors import InvalidInput, number_in_words, unknown_name
from nnviz.experiment import Experiment, Stop
from nnviz.experiment.fields import FIELDS
from nnviz.landscape import (
    KINDS,
    SHARES,
    Plane,
    Rows,
    Surface,
    axis,
    choose_rows,
    compute_surface,
    parameter_index,
    project,
)
from nnviz.output_file import OutputFile
from nnviz.weights import archive, load_weights

DIVERGED = 3

LARGEST_RESOLUTION = 1001
LARGEST_EXTENT = 1e6

_WITHOUT_TRAINING = {"pca": "path", "line": "second point", "best": "second point"}
"""What a plane lacks that needs a run which has moved."""

DESCRIPTION = f"""\
Computes the data loss of the base run over a grid in a plane through its weights, in float64, and writes x (R,),
y (R,), loss (R, R), directions (2, P) and center (P,): loss[i, j] at center + x[j] directions[0] + y[i] directions[1].
Parameters stand in the order W1 row by row, b1, W2, b2, ..., with gamma1, beta1 behind b1 where there is batch
normalisation, whose running statistics stay as they are. The center is where the run stands after --steps, and lies
on the grid, which goes from -E to E both ways. The planes:

  random   two random directions, each filter (column of W) as long as that of the weights; biases stay
  pca      the two leading principal components of the path that was trained (orthonormal directions)
  weights  two parameters, named with --pick
  line     x along the line from the first weights (-1) to the last (0); y random across it, in the same unit
  best     through the initial, the best and the current weights (orthonormal directions); the best are those after
           the epoch with the lowest validation loss, else test loss, else training loss

Prints one line of JSON: plane, step, share, rows, of (how many rows the share has), axes, explained (shares of the
path's variance along the axes of pca), path_share (that which the plane holds), center_loss, lowest (loss, x, y),
diverged, note and checkpoints (of best: name, step, the share that decided, x, y and the true loss of each).

Exit code 0; 3 when the run diverged (the center is its last finite step); 2 for anything wrong with what was asked.
--resolution is odd, at most {LARGEST_RESOLUTION:,}; --extent is at most {LARGEST_EXTENT:,.0f}.
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    steps = whole_number(int(FIELDS["training.stop.steps"].maximum))
    parser.add_argument("file", type=Path, metavar="FILE", help="an experiment file (*.nnviz.json)")
    parser.add_argument("--plane", required=True, metavar="PLANE", help=", ".join(KINDS))
    parser.add_argument(
        "--resolution", type=whole_number(10**9), required=True, metavar="R", help="points along an axis"
    )
    parser.add_argument("--extent", type=_extent, required=True, metavar="E", help="how far it goes from the center")
    parser.add_argument("--out", type=Path, required=True, metavar="S.npz", help="where to write")
    parser.add_argument("--steps", type=steps, default=0, metavar="N", help="train N steps first (default 0)")
    parser.add_argument("--pick", nargs=2, metavar=("X", "Y"), help="two parameters, such as W1[0,3] b2[0]")
    parser.add_argument("--share", default="train", metavar="SHARE", help="train (default), test or validation")
    parser.add_argument(
        "--rows", type=whole_number(10**9), metavar="M", help="at most so many rows, fixed by the seed (default: all)"
    )
    parser.add_argument(
        "--seed", type=whole_number(2**63 - 1), metavar="S", help="for random directions (default: the experiment's)"
    )
    parser.add_argument("--initial-weights", type=Path, metavar="W.npz", help="start from these weights")


def _extent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value <= LARGEST_EXTENT:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not allowed: it must be a number above 0 to {number_in_words(LARGEST_EXTENT)}"
        )
    return value


def _run(options: argparse.Namespace) -> int:
    _check(options)
    assembly = load_runs(options.file, lambda experiment: _stopping_after(experiment, options.steps))[0]
    try:
        picks = None if options.pick is None else _picks(assembly, options.pick)
        rows = choose_rows(assembly, options.share, options.rows)
    except InvalidInput as error:
        raise InvalidInput(f"{options.file.name}: {error}") from None
    dtype = assembly.experiment.training.dtype
    theta = None
    if options.initial_weights is not None:
        theta = load_weights(options.initial_weights, assembly.network, dtype)
    with OutputFile(options.out) as output, Progress() as progress:
        most = max(options.steps, 1)
        trained = train(assembly, theta, lambda step: progress.show(step / most, f"step {step:,}"))
        seed = assembly.experiment.seed if options.seed is None else options.seed
        plane = plane_of(assembly, options.plane, trained, picks, seed)
        surface = _surface(assembly, plane, options, rows, progress)
        arrays = {"x": surface.x, "y": surface.y, "loss": surface.loss}
        output.write(archive({**arrays, "directions": plane.directions, "center": plane.center}))
        output.commit()
    answer(_result(assembly, trained, surface, rows))
    divergence = trained.trainer.divergence
    if divergence is None:
        return 0
    complain(
        f"the run '{assembly.name}' diverged at step {divergence.step:,} in {divergence.layer_name}: "
        f"{divergence.reason}"
    )
    return DIVERGED


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be, before anything is read."""
    if options.plane not in KINDS:
        raise unknown_name("plane", options.plane, KINDS)
    if options.share not in SHARES:
        raise unknown_name("share", options.share, SHARES)
    if options.rows == 0:
        raise InvalidInput("--rows is 0: allowed is a whole number from 1")
    if options.resolution % 2 == 0 or not 3 <= options.resolution <= LARGEST_RESOLUTION:
        raise InvalidInput(
            f"--resolution is {number_in_words(options.resolution)}: allowed is an odd whole number from 3 to "
            f"{LARGEST_RESOLUTION:,}, so that the center lies on the grid"
        )
    if options.plane == "weights" and options.pick is None:
        raise InvalidInput("--plane weights needs two parameters: name them, such as --pick W1[0,0] b1[0]")
    if options.plane != "weights" and options.pick is not None:
        raise InvalidInput(f"--pick goes with --plane weights only, and the plane is {options.plane}")
    if options.plane in _WITHOUT_TRAINING and options.steps == 0:
        what = _WITHOUT_TRAINING[options.plane]
        raise InvalidInput(f"--plane {options.plane} has no {what} without training: say how far with --steps")
    for option in ("file", "initial_weights"):
        path = getattr(options, option)
        if path is not None and options.out.resolve() == path.resolve():
            read = "the experiment file" if option == "file" else "the file of the initial weights"
            raise InvalidInput(f"--out is {read} itself: name another file")


def _picks(assembly: Assembly, names: list[str]) -> tuple[int, int]:
    first, second = (parameter_index(assembly.network, name) for name in names)
    if first == second:
        raise InvalidInput(f"--pick names {names[0]} twice: a plane needs two different parameters")
    return first, second


def _stopping_after(experiment: Experiment, steps: int) -> Experiment:
    training = replace(experiment.training, stop=Stop(steps=steps))
    return replace(experiment, training=training)


def _surface(assembly: Assembly, plane: Plane, options: argparse.Namespace, rows: Rows, progress: Progress) -> Surface:
    x = axis(-options.extent, options.extent, options.resolution)
    surface = compute_surface(
        assembly, plane, x, x, rows, progress=lambda done: progress.show(done, f"surface {done:.0%}")
    )
    assert surface is not None  # nobody cancels it
    return surface


def _result(assembly: Assembly, trained: Trained, surface: Surface, rows: Rows) -> dict[str, Any]:
    plane, middle, trainer = surface.plane, len(surface.x) // 2, trained.trainer
    lowest = None
    if np.isfinite(surface.loss).any():
        i, j = np.unravel_index(np.nanargmin(surface.loss), surface.loss.shape)
        lowest = {"loss": float(surface.loss[i, j]), "x": float(surface.x[j]), "y": float(surface.y[i])}
    divergence = trainer.divergence
    return {
        "plane": plane.kind,
        "step": trainer.step,
        "share": surface.share,
        "rows": surface.rows,
        "of": surface.of,
        "axes": plane.labels,
        "explained": plane.shares,
        "path_share": project(plane, trained.path).share,
        "center_loss": float(surface.loss[middle, middle]),
        "lowest": lowest,
        "diverged": None if divergence is None else {"step": divergence.step, "layer": divergence.layer},
        "note": plane.note,
        "checkpoints": places_of(assembly, plane, trained, rows),
    }


COMMAND = Command(
    name="surface",
    sentence="compute the loss over a plane through the weights",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
