"""``race``: lets optimizers walk down an analytic function."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import Any

from nnviz.commands.command import Command, whole_number
from nnviz.commands.console import answer
from nnviz.errors import InvalidInput, number_in_words, shortened
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS, NOISE, LandscapeFunction
from nnviz.landscape.racing import MOST_RACERS, MOST_STEPS, Tracks, race
from nnviz.output_file import OutputFile
from nnviz.weights import archive

DESCRIPTION = f"""\
Lets 1 to {MOST_RACERS} optimizers walk down a function of x and y from one start, and writes path_0, ... (N+1, 2)
and loss_0, ... (N+1,), in the order in which they are given; the start comes first, and what comes after divergence is
NaN.

An optimizer is its name, with values behind it as in momentum:learning_rate=0.01,momentum=0.9; what is left out has its
default. The functions:

{"".join(f"  {entry.name:<16} {entry.sentence}" + chr(10) for entry in FUNCTIONS.values())}
Prints one line of JSON: function, steps and racers, a list with optimizer, x, y and loss at the end, the distance to
the nearest of the lowest points, and diverged (null, or the first step that is not finite).
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    # Numbers such as -1e-3 begin like an option, too.
    parser._negative_number_matcher = re.compile(r"^-(\d|\.\d|inf|nan)")
    parser.add_argument("function", metavar="FUNCTION", help="a function from the list above")
    parser.add_argument(
        "--start", nargs=2, type=_coordinate, required=True, metavar=("X", "Y"), help="where they start"
    )
    parser.add_argument(
        "--optimizer",
        nargs="+",
        action="extend",
        required=True,
        metavar="NAME:KEY=VALUE,...",
        help="an optimizer for each racer",
    )
    parser.add_argument("--steps", type=whole_number(MOST_STEPS), required=True, metavar="N", help="steps to take")
    parser.add_argument("--out", type=Path, required=True, metavar="R.npz", help="where to write")
    parser.add_argument("--condition", type=_number, metavar="K", help="the condition number of the ravine (100)")
    parser.add_argument("--noise", type=_number, metavar="S", help="the deviation of the noisy bowl's gradient (1)")
    parser.add_argument(
        "--seed", type=whole_number(2**63 - 1), default=0, metavar="S", help="decides the noise (default 0)"
    )


def _run(options: argparse.Namespace) -> int:
    function = FUNCTIONS[options.function]
    values = _values(function, {"K": ("--condition", options.condition), NOISE: ("--noise", options.noise)})
    if len(options.optimizer) > MOST_RACERS:
        raise InvalidInput(f"--optimizer names {len(options.optimizer)} racers: allowed are 1 to {MOST_RACERS}")
    optimizers = [_optimizer(text) for text in options.optimizer]
    with OutputFile(options.out) as output:
        tracks = race(
            function.landscape(**values),
            options.start,
            optimizers,
            options.steps,
            noise=values.get(NOISE, 0.0),
            seed=options.seed,
        )
        arrays = {f"path_{racer}": path for racer, path in enumerate(tracks.paths)}
        arrays |= {f"loss_{racer}": losses for racer, losses in enumerate(tracks.losses)}
        output.write(archive(arrays))
        output.commit()
    racers = [_result(function, tracks, racer, optimizer) for racer, optimizer in enumerate(optimizers)]
    answer({"function": function.name, "steps": options.steps, "racers": racers})
    return 0


def _values(function: LandscapeFunction, given: dict[str, tuple[str, float | None]]) -> dict[str, float]:
    """Return the function's hyperparameters, and refuse those that it does not have."""
    values = function.defaults()
    known = {hyperparameter.name: hyperparameter for hyperparameter in function.hyperparameters}
    for name, (option, value) in given.items():
        if value is None:
            continue
        if name not in known:
            owners = " and ".join(entry.name for entry in FUNCTIONS.values() if name in entry.defaults())
            raise InvalidInput(f"{option} is not allowed for {function.name}: it belongs to {owners}")
        try:
            values[name] = known[name].check(value)
        except InvalidInput as error:
            raise InvalidInput(f"{option}: {error}") from None
    return values


def _optimizer(text: str) -> OptimizerChoice:
    """Read "momentum:learning_rate=0.01,momentum=0.9"."""
    name, _, rest = text.partition(":")
    values: dict[str, float] = {}
    try:
        for part in filter(None, rest.split(",")):
            key, sign, value = part.partition("=")
            if not sign:
                raise InvalidInput(f"'{shortened(part)}' has no value: write KEY=VALUE")
            if key in values:
                raise InvalidInput(f"{shortened(key)} stands there twice")
            values[key] = _number(value)
        return OptimizerChoice(name, **values)
    except (InvalidInput, argparse.ArgumentTypeError) as error:
        raise InvalidInput(f"--optimizer {shortened(text)}: {error}") from None


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"'{shortened(text)}' is not allowed: it must be a number")
    return value


def _coordinate(text: str) -> float:
    value = _number(text)
    if abs(value) > 1e6:
        raise argparse.ArgumentTypeError(f"{number_in_words(value)} is not allowed: it must be from -1e6 to 1e6")
    return value


def _result(function: LandscapeFunction, tracks: Tracks, racer: int, optimizer: OptimizerChoice) -> dict[str, Any]:
    diverged = tracks.diverged(racer)
    last = tracks.losses.shape[1] - 1 if diverged is None else diverged - 1
    x, y = (float(value) for value in tracks.paths[racer, last]) if last >= 0 else (math.nan, math.nan)
    distances = [math.dist((x, y), minimum) for minimum in function.minima]
    return {
        "optimizer": optimizer.document(),
        "x": x,
        "y": y,
        "loss": float(tracks.losses[racer, last]) if last >= 0 else math.nan,
        "distance": min(distances) if distances else None,
        "diverged": diverged,
    }


COMMAND = Command(
    name="race",
    sentence="race optimizers on a function of x and y",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
