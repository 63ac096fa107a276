"""What findings depend on: the numbers up to one step, and nothing else; and what is measured for them."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.diagnosis import KINDS, findings, observe, with_remedy
from nnviz.diagnosis.curvature import measure_curvature
from nnviz.diagnosis.finding import Finding, Remedy
from nnviz.diagnosis.reach import has_momentum, reach_of
from nnviz.diagnosis.remedies import rounded, suitable_initializer
from nnviz.edits import TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment import plan_runs, with_value
from nnviz.experiment.choice import ActivationChoice, OptimizerChoice
from nnviz.history import History
from nnviz.initializers import INITIALIZERS
from nnviz.replay import Replay
from nnviz.responses import share_gradient
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.diagnosis_runs import Watched, adam, case, found, kinds, momentum, sgd
from tests.engine.runs import assembly, experiment, hidden

VANISHING = case([8] * 10, "sigmoid", momentum(0.01), initializer="normal_small", samples=60)
BOUNCING = case([8, 8], "tanh", sgd(10.0))


def test_the_same_step_has_the_same_findings_however_often_one_has_looked() -> None:
    for one in (VANISHING, BOUNCING, case([8, 8], "tanh", sgd(0.002))):
        often, once = Watched(one), Watched(one)
        for step in range(0, 1000, 37):
            often.advance_to(step)
            often.observations()
        often.advance_to(1000)
        once.advance_to(1000)
        seen = found(often.observations()[0])
        assert seen == found(once.observations()[0])
        assert len(seen) == 1


def test_an_earlier_step_has_the_findings_that_it_had_then() -> None:
    for one in (VANISHING, BOUNCING, case([8, 8], "tanh", sgd(0.002))):
        then, run = Watched(one), Trainer(one)
        then.advance_to(1008)  # the end of an epoch
        history = History(len(run.assembly.network.layers))
        run.advance(4000)
        history.append(run.take_scalars())
        replay = Replay(run)
        past = replay.snapshot(replay.to_step(1008), 0, 0)
        assert found(observe(0, run.assembly, history, past)) == found(then.observations()[0])


def test_long_histories_that_were_thinned_say_the_same() -> None:
    for one, kind in ((VANISHING, "vanishing_gradients"), (BOUNCING, "rate_too_high")):
        watched = Watched(one, budget=0)
        watched.advance_to(3000)
        [observation] = watched.observations()
        assert watched.histories[0].gradient_sizes.rows_per_bucket > 1
        assert kinds(found(observation)) == {kind}
        assert observation.gradients is not None
        assert observation.gradients.steps > 20


def test_an_observation_is_a_copy() -> None:
    watched = Watched(BOUNCING)
    watched.advance_to(300)
    [observation] = watched.observations()
    assert observation.gradients is not None
    before = observation.gradients.sizes.copy(), observation.losses.recent.copy()
    watched.advance_to(5000)
    watched.observations()
    np.testing.assert_array_equal(observation.gradients.sizes, before[0])
    np.testing.assert_array_equal(observation.losses.recent, before[1])


def test_what_lies_before_a_live_edit_counts_no_more() -> None:
    watched = Watched(BOUNCING)
    watched.advance_to(300)
    assert kinds(found(watched.observations()[0])) == {"rate_too_high"}
    [trainer] = watched.trainers
    calmer = with_value(BOUNCING.experiment, "training.optimizer", sgd(0.001))
    trainer.apply(TrainingEdit(300, calmer.training))
    edited = replace(BOUNCING, experiment=calmer)
    for step in (300, 303, 350, 420):
        trainer.advance(step - trainer.step)
        snapshot = take_snapshot(trainer)
        watched.histories[0].append(snapshot.scalars)
        assert "rate_too_high" in kinds(found(observe(0, edited, watched.histories[0], snapshot)))
        observation = observe(0, edited, watched.histories[0], snapshot, since=300)
        assert "rate_too_high" not in kinds(found(observation))
        assert (observation.gradients is None) == (step < 305)


def test_nothing_is_known_of_a_run_that_has_not_begun() -> None:
    trainer = Trainer(BOUNCING)
    observation = observe(0, BOUNCING, History(3), take_snapshot(trainer))
    assert observation.gradients is None
    assert np.isnan(observation.losses.newest)
    assert found(observation) == ()


def test_a_search_can_be_stopped_before_every_kind() -> None:
    watched = Watched(VANISHING)
    watched.advance_to(20)
    [observation] = watched.observations()
    for patience in range(len(KINDS)):
        calls = iter([False] * patience + [True] * len(KINDS))
        assert findings(observation, lambda calls=calls: next(calls)) is None


def test_a_kind_explains_only_kinds_that_come_after_it() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    for place, kind in enumerate(KINDS):
        assert set(kind.explains) <= set(names[place + 1 :])


@pytest.mark.parametrize("penalty", [0.0, 0.5])
def test_curvature_of_a_parabola_is_exact(penalty: float) -> None:
    one = assembly(
        data={"name": "plane", "scaling": "minmax", "samples": 60},
        network={"hidden": []},
        training={"l2": penalty},
    )
    inputs = np.hstack([one.data.inputs_train, np.ones((len(one.data.inputs_train), 1))])
    hessian = 2.0 * inputs.T @ inputs / len(inputs) + penalty * np.diag([1.0, 1.0, 0.0])
    theta = one.initial_theta()
    gradient = share_gradient(one, theta) + penalty * theta * [1.0, 1.0, 0.0]
    curvature = measure_curvature(one, theta)
    assert curvature.slope == pytest.approx(float(np.linalg.norm(gradient)), rel=1e-9)
    along = float(gradient @ hessian @ gradient / (gradient @ gradient))
    assert curvature.along == pytest.approx(along, rel=1e-6)
    assert curvature.sharpness == pytest.approx(float(np.linalg.eigvalsh(hessian)[-1]), rel=1e-3)
    assert curvature.gain == pytest.approx(float(gradient @ gradient) / (2.0 * along), rel=1e-6)


def test_curvature_is_never_above_that_of_the_whole_hessian() -> None:
    one = case([4], "tanh", noise=0.1)
    for seed in range(5):
        theta = np.random.default_rng(seed).normal(size=one.network.size)
        step = 1e-5 * np.eye(len(theta))
        hessian = np.array([share_gradient(one, theta + row) - share_gradient(one, theta - row) for row in step]) / 2e-5
        largest = float(np.abs(np.linalg.eigvalsh((hessian + hessian.T) / 2.0)).max())
        assert 0.6 * largest < measure_curvature(one, theta).sharpness < 1.01 * largest


def test_no_gradient_has_no_curvature_and_overflow_is_infinite() -> None:
    one = case([4], "tanh")
    flat = measure_curvature(case([4], "tanh", output="step"), one.initial_theta())
    assert (flat.slope, flat.sharpness, flat.gain) == (0.0, 0.0, 0.0)
    steep = measure_curvature(case([], data="plane"), np.full(3, 1e200))
    assert steep.sharpness == np.inf


def test_how_far_steps_reach() -> None:
    assert reach_of(OptimizerChoice("sgd")) == 1.0
    assert reach_of(OptimizerChoice("momentum")) == pytest.approx(10.0)
    assert reach_of(OptimizerChoice("momentum", momentum=0.5)) == pytest.approx(2.0)
    assert reach_of(OptimizerChoice("adam")) is None
    assert not has_momentum(OptimizerChoice("sgd"))
    assert has_momentum(OptimizerChoice("momentum"))
    assert has_momentum(OptimizerChoice("adam"))


@pytest.mark.parametrize(
    ("value", "nice"),
    [(0.1, 0.1), (0.0299, 0.02), (0.04, 0.05), (0.14, 0.1), (0.15, 0.2), (0.99, 1.0), (7.5, 10.0), (1e-7, 1e-7)],
)
def test_rates_are_round(value: float, nice: float) -> None:
    assert rounded(value) == nice


def test_which_initial_weights_suit() -> None:
    def suits(*names: str) -> str:
        return suitable_initializer([ActivationChoice(name) for name in names])

    assert suits("relu", "leaky_relu", "elu") == "he_normal"
    assert suits("tanh", "sigmoid", "linear") == suits("step", "step") == suits() == "xavier_normal"
    assert suits("relu", "relu", "tanh") == "he_normal"
    assert suits("selu") == "lecun_normal"
    assert suits("relu", "gelu", "sine", "selu") == "xavier_normal"
    assert all(entry.initializer in INITIALIZERS for entry in ACTIVATIONS.values())


def remedied(run: int = 0) -> Finding:
    remedy = Remedy("rate 0.5", {"training.optimizer": sgd(0.5)})
    return Finding("rate_too_high", "warning", run, 9, "The rate is too high", "It is 5.", remedy, "loss")


def test_a_remedy_becomes_a_variant_once() -> None:
    base = experiment(variants=[{"name": "adam", "set": {"training.optimizer": adam(0.01)}}])
    tried, run = with_remedy(base, remedied())
    assert (run, tried.variants[1].name) == (2, "rate 0.5")
    assert plan_runs(tried)[2].experiment.training.optimizer == OptimizerChoice("sgd", learning_rate=0.5)
    assert with_remedy(tried, remedied()) == (tried, 2)
    again, run = with_remedy(tried, remedied(1))  # beside the base or beside Adam, it comes to the same
    assert (again, run) == (tried, 2)


def test_a_remedy_of_a_variant_keeps_the_rest_of_its_changes() -> None:
    layers = hidden(3)
    variants = [{"name": "rate 0.5", "set": {"training.optimizer": adam(0.01), "network.hidden": layers}}]
    tried, run = with_remedy(experiment(variants=variants), remedied(1))
    assert (run, tried.variants[1].name) == (2, "rate 0.5 (2)")
    assert list(tried.variants[1].set) == ["network.hidden", "training.optimizer"]
    assert [layer.units for layer in plan_runs(tried)[2].experiment.network.hidden] == [3]


def test_a_run_that_is_there_already_is_found_even_if_it_is_the_base() -> None:
    base = experiment(
        training={"optimizer": sgd(0.5)}, variants=[{"name": "high", "set": {"training.optimizer": sgd(5.0)}}]
    )
    assert with_remedy(base, remedied(1)) == (base, 0)


def test_there_is_no_room_for_a_sixth_variant() -> None:
    variants = [{"name": str(seed), "set": {"seed": seed}} for seed in range(1, 6)]
    with pytest.raises(InvalidInput, match="variants has 6 entries"):
        with_remedy(experiment(variants=variants), remedied())
