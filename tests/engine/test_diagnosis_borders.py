"""Where straight borders are not enough: who is told so and when, who is not, and that the remedy helps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import Assembly, assemble_runs
from nnviz.diagnosis import Observation, with_remedy
from nnviz.diagnosis.borders import NEIGHBOURS, _classes_of_discriminants, _classes_of_neighbours, _far_better
from nnviz.experiment import with_value
from tests.engine.diagnosis_runs import Watched, adam, case, found, found_at, kinds, sgd
from tests.engine.test_examples import example

ENOUGH = 1500


def without_hidden_layer(data: str, optimizer: dict[str, Any] | None = None, **more: Any) -> Assembly:
    return case([], optimizer=optimizer or sgd(0.1), data=data, **more)


def penalised(data: str, l2: float) -> Assembly:
    experiment = with_value(without_hidden_layer(data).experiment, "training.l2", l2)
    return assemble_runs(experiment)[0]


@pytest.fixture(scope="module")
def stuck() -> Observation:
    """Return XOR without a hidden layer, at its minimum."""
    watched = Watched(without_hidden_layer("xor"))
    watched.observations()
    for step in range(100, ENOUGH, 100):
        watched.advance_to(step)
        watched.observations()
    return watched.observations()[0]


@pytest.mark.parametrize("seed", range(3))
def test_the_base_of_the_xor_example_is_told_so_and_the_hidden_layer_is_not(seed: int) -> None:
    watched = Watched(*assemble_runs(replace(example("xor"), seed=seed)))
    [(_, [[finding], with_layer])] = watched.look(1000)
    assert with_layer == ()
    assert (finding.kind, finding.severity, finding.panel) == ("straight_border", "warning", "output")
    assert finding.headline == "A straight border is not enough"
    assert finding.evidence.startswith("Train loss 0.69")
    assert "in the last 504 steps, accuracy " in finding.evidence
    assert "the 5 nearest rows alone tell a row's class in 9" in finding.evidence
    assert len(finding.evidence) <= 125


@pytest.mark.parametrize(
    "sick",
    [
        without_hidden_layer("circles"),
        without_hidden_layer("circles", noise=0.25, test_fraction=0.0, samples=1000),
        without_hidden_layer("spirals"),
        without_hidden_layer("moons"),
        without_hidden_layer("xor", adam(0.01)),
        without_hidden_layer("xor", loss="mse"),
        without_hidden_layer("xor", output="softmax"),
        without_hidden_layer("xor", output="linear", loss="hinge"),
        without_hidden_layer("circles", output="tanh", loss="mse"),
        without_hidden_layer("xor", batch_size=None, samples=40, test_fraction=0.0),
        without_hidden_layer("xor", sgd(0.03), batch_size=1),
    ],
    ids=["circles", "noise", "spirals", "moons", "adam", "squares", "softmax", "hinge", "tanh", "few rows", "one row"],
)
def test_it_is_found_and_nothing_beside_it(sick: Assembly) -> None:
    early, late = found_at(sick, 20, 3000)
    assert "straight_border" not in kinds(early)
    assert kinds(late) == {"straight_border"}


@pytest.mark.parametrize(
    "healthy",
    [
        *[without_hidden_layer(name) for name in ("gaussians", "iris", "wine", "breast_cancer", "digits")],
        without_hidden_layer("iris", sgd(0.001)),  # a class that lies between two others, and still learning
        without_hidden_layer("wine", sgd(1e-6), scaling="none"),  # far from any minimum
        penalised("iris", 1.0),  # what is in the way is the penalty
        *[without_hidden_layer(name, noise=1.0) for name in ("circles", "xor", "moons", "spirals", "gaussians")],
        without_hidden_layer("gaussians", noise=0.5),
        without_hidden_layer("circles", features=["x1", "x2", "x1^2", "x2^2"]),
        without_hidden_layer("plane"),
        case([8], optimizer=sgd(0.5), data="xor"),
    ],
)
def test_it_is_not_found(healthy: Assembly) -> None:
    for of_run in found_at(healthy, 0, 100, 600, 1500, 3000):
        assert "straight_border" not in kinds(of_run)


@pytest.mark.parametrize(
    "changes",
    [
        {"accuracy": 0.95},
        {"accuracy": np.nan},
        {"steps_since_earlier": 499},
        {"newest": 0.05, "earlier": 0.05},
        {"earlier": 0.76},
        {"newest": np.nan},
    ],
)
def test_each_condition_by_itself(stuck: Observation, changes: dict[str, float]) -> None:
    assert kinds(found(stuck)) == {"straight_border"}
    assert found(replace(stuck, losses=replace(stuck.losses, **changes))) == ()


def test_who_is_still_on_the_way_is_not_judged(stuck: Observation) -> None:
    assert "straight_border" not in kinds(found(replace(stuck, theta=stuck.theta + 1.0)))


def test_nothing_is_said_of_rows_too_few_to_tell() -> None:
    few = without_hidden_layer("xor", batch_size=None, samples=16, test_fraction=0.0)
    assert kinds(found_at(few, 3000)[0]) == {"cannot_memorise"}


def test_beside_it_slow_progress_and_the_few_rows_stay_silent() -> None:
    slow = found_at(without_hidden_layer("xor", sgd(0.0005), seed=2), 300, 600)
    assert [kinds(of_run) for of_run in slow] == [{"slow_progress"}, {"straight_border"}]
    few = without_hidden_layer("xor", sgd(0.3), batch_size=None, samples=32, test_fraction=0.0, seed=1)
    assert kinds(found_at(few, 3000)[0]) == {"straight_border"}


@pytest.mark.parametrize("initializer", ["xavier_normal", "zeros"])
@pytest.mark.parametrize("data", ["xor", "circles"])
def test_one_click_adds_a_hidden_layer_that_helps(data: str, initializer: str) -> None:
    sick = without_hidden_layer(data, initializer=initializer)
    [finding] = found_at(sick, ENOUGH)[0]
    words = {"xavier_normal": "a hidden layer of 8", "zeros": "a hidden layer of 8 and Xavier normal"}
    assert finding.remedy.words == words[initializer]
    experiment, run = with_remedy(sick.experiment, finding)
    [layer] = assemble_runs(experiment)[run].experiment.network.hidden
    assert (layer.units, layer.activation.name) == (8, "tanh")
    watched = Watched(*assemble_runs(experiment))
    [(_, of_runs)] = watched.look(4000)
    assert kinds(of_runs[0]) == {"straight_border"}
    assert of_runs[run] == ()
    assert watched.trainers[run].evaluate_now().train_accuracy > 0.95


def test_linear_hidden_layers_are_none_and_are_bent() -> None:
    sick = case([4, 4], "linear", sgd(0.1), data="xor")
    [finding] = found_at(sick, ENOUGH)[0]
    assert (finding.kind, finding.remedy.words) == ("straight_border", "Tanh")
    experiment, run = with_remedy(sick.experiment, finding)
    assert [found_at(one, 4000)[0] for one in assemble_runs(experiment)][run] == ()


def test_many_classes_have_many_borders() -> None:
    arms: Any = {"name": "spirals", "arms": 3}
    [finding] = found_at(without_hidden_layer(arms), ENOUGH)[0]
    assert finding.headline == "Straight borders are not enough"


# The parts.


def test_neighbours_by_hand() -> None:
    line = np.arange(12.0)[:, None]
    members = np.eye(2)[[0] * 6 + [1] * 6]
    assert NEIGHBOURS == 5
    assert _classes_of_neighbours(line, members).tolist() == [0] * 6 + [1] * 6
    swapped = members.copy()
    swapped[2] = [0.0, 1.0]  # its own class does not count
    assert _classes_of_neighbours(line, swapped)[2] == 0


def test_discriminants_do_not_lose_the_class_in_the_middle() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 50)
    points = np.column_stack([labels * 4.0 + rng.normal(0.0, 0.5, 150), np.full(150, 3.0)])
    assert (_classes_of_discriminants(points, np.eye(4)[labels]) == labels).all()  # of the fourth there is no row


@pytest.mark.parametrize(
    ("gained", "lost", "rows", "better"),
    [
        (9, 0, 100, True),
        (8, 0, 100, False),  # by chance, perhaps
        (20, 0, 400, True),
        (19, 0, 400, False),  # too little
        (60, 30, 400, True),
        (60, 35, 400, False),
        (0, 60, 400, False),
    ],
)
def test_far_better_is_more_than_chance(gained: int, lost: int, rows: int, better: bool) -> None:
    one, other = np.zeros(rows, bool), np.zeros(rows, bool)
    one[:gained], other[gained : gained + lost] = True, True
    assert _far_better(one, other) == better
