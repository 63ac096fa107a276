"""What is said of racers: the numbers by hand, and the words in the cases that they are for."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.race_report import ARRIVED, Report, report
from nnviz.landscape.racing import race


def look(name: str, optimizer: OptimizerChoice, *, steps: int = 300, start: tuple[float, float] | None = None,
         noise: float = 0.0) -> Report:  # fmt: skip
    function = FUNCTIONS[name]
    landscape = function.landscape()
    tracks = race(landscape, start or function.start, [optimizer], steps, noise=noise)
    return report(landscape, function.minima, function.box, [optimizer], tracks, noise=noise)[0]


def test_steps_to_the_minimum_are_counted() -> None:
    # |w| = 3 * 0.8^k on the bowl, and near is ARRIVED times a view of 6.
    done = look("bowl", OptimizerChoice("sgd", learning_rate=0.1))
    assert done.arrived == int(np.ceil(np.log(ARRIVED * 6 / 3.0) / np.log(0.8)))
    assert done.distance == pytest.approx(3.0 * 0.8**300, abs=1e-12)
    assert done.verdict == f"there after {done.arrived} steps"


def test_who_passes_by_has_not_arrived_before_it_stays() -> None:
    done = look("bowl", OptimizerChoice("momentum", learning_rate=0.1))
    assert done.arrived is not None
    assert done.arrived > 60


def test_the_bound_is_that_of_the_largest_curvature_on_the_way() -> None:
    done = look("ravine", OptimizerChoice("momentum", learning_rate=0.001))
    assert done.curvature == pytest.approx(100.0)
    assert done.bound == pytest.approx(0.038)
    assert look("ravine", OptimizerChoice("adam")).bound is None


@pytest.mark.parametrize(
    ("name", "optimizer", "options", "words"),
    [
        ("ravine", OptimizerChoice("sgd", learning_rate=0.05), {"steps": 3000}, "diverged at step"),
        ("ravine", OptimizerChoice("sgd", learning_rate=0.05), {"steps": 3000}, "is 2.5 times the largest"),
        ("bowl", OptimizerChoice("sgd", learning_rate=1.2), {"steps": 40}, "runs away"),
        ("ravine", OptimizerChoice("sgd", learning_rate=0.0195), {"steps": 40}, "swings from side to side: its"),
        ("ravine", OptimizerChoice("sgd", learning_rate=0.0195), {"start": (0.0, 1.9)}, "from side to side"),
        ("ravine", OptimizerChoice("sgd", learning_rate=0.0001), {}, "creeps: its rate is 200 times smaller"),
        ("saddle", OptimizerChoice("sgd", learning_rate=0.05), {}, "there is no lowest point that way"),
        ("saddle", OptimizerChoice("sgd", learning_rate=0.05), {"start": (1.0, 0.0)}, "stands on a saddle"),
        ("rastrigin", OptimizerChoice("sgd", learning_rate=0.002), {}, "minimum of 17.9, where the lowest is 0"),
        ("plateau", OptimizerChoice("sgd", learning_rate=0.5), {"start": (4.4, 4.4)}, "hardly moves"),
        ("rosenbrock", OptimizerChoice("momentum", learning_rate=0.0008), {}, "still on its way"),
        ("noisy_bowl", OptimizerChoice("sgd", learning_rate=0.1), {"noise": 1.0}, "wanders"),
        ("bowl", OptimizerChoice("sgd"), {"start": (0.0, 0.0)}, "starts at a lowest point"),
    ],
)  # fmt: skip
def test_verdicts_say_what_one_sees(name: str, optimizer: OptimizerChoice, options: dict, words: str) -> None:
    assert words in look(name, optimizer, **options).verdict


@pytest.mark.parametrize("steps", [0, 1, 2, 5])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_there_is_a_verdict_for_every_race_however_short(name: str, steps: int) -> None:
    for rate in (1e-6, 0.01, 1.0, 1e6):
        done = look(name, OptimizerChoice("momentum", learning_rate=rate), steps=steps)
        assert done.verdict
        assert "nan" not in done.verdict
        assert "\n" not in done.verdict
