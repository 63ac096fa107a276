"""The bundled experiments show what their notes promise; and how well digits and spirals are learned."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from nnviz.assembly import assemble, assemble_runs
from nnviz.experiment import SUFFIX, Experiment, decode, encode, parse
from nnviz.resources import open_resource
from nnviz.responses import outputs
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer

NAMES = ["circles-momentum", "diabetes", "digits", "iris", "overfitting", "sine", "spirals", "xor"]


def example(name: str) -> Experiment:
    return decode(parse(open_resource("experiments", name + SUFFIX).read_bytes()))


def trained(name: str, steps: int, **changes: Any) -> list[Trainer]:
    """Return the runs of an example, base first, after so many steps of the base."""
    experiment = msgspec.structs.replace(example(name), **changes)
    scheduler = Scheduler([Trainer(assembly) for assembly in assemble_runs(experiment)])
    scheduler.advance(steps)
    return list(scheduler.trainers)


def alone(name: str, seed: int) -> Trainer:
    """Return the base run of an example with another seed."""
    experiment = msgspec.structs.replace(example(name), seed=seed, variants=())
    return Trainer(assemble(name, experiment))


def test_these_are_the_examples() -> None:
    found = sorted(entry.name.removesuffix(SUFFIX) for entry in open_resource("experiments").iterdir())
    assert [name for name in found if not name.startswith("_")] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_one_sees_and_comes_to_an_end(name: str) -> None:
    experiment = example(name)
    assert experiment.name
    assert 1 <= experiment.notes.count(". ") + 1 <= 3
    assert len(experiment.notes) <= 260
    assert experiment.training.stop.epochs is not None
    assert decode(encode(experiment)) == experiment


def test_circles_momentum_needs_a_tenth_of_the_steps() -> None:
    momentum, plain = trained("circles-momentum", 2500)
    assert momentum.evaluate_now().test_accuracy > 0.95
    assert momentum.evaluate_now().train_loss < 0.15
    assert plain.evaluate_now().train_loss > 0.6
    plain.advance(22_500)
    assert plain.evaluate_now().train_loss < 0.2


def test_xor_needs_a_hidden_layer() -> None:
    without, with_one = trained("xor", 5000)
    assert without.evaluate_now().train_loss > 0.68
    assert with_one.evaluate_now().test_accuracy > 0.95


def test_iris_is_told_apart_but_for_a_few() -> None:
    [run] = trained("iris", 2000)
    assert 0.93 < run.evaluate_now().test_accuracy < 1.0


def test_sine_is_found_from_the_middle_outwards() -> None:
    [run] = trained("sine", 500)
    data = run.assembly.data
    far_out = np.abs(data.raw_train[:, 0]) > np.pi

    def errors() -> tuple[float, float]:
        error = np.abs(outputs(run.assembly, run.theta, data.inputs_train) - data.targets_train)[:, 0]
        return float(error[~far_out].mean()), float(error[far_out].mean())

    middle, ends = errors()
    assert ends > 1.5 * middle
    run.advance(5000)
    assert max(errors()) < 0.12


def test_diabetes_is_explained_by_half() -> None:
    [run] = trained("diabetes", 10**6)
    data = run.assembly.data
    explained = 1.0 - run.evaluate_now().test_loss / float(np.var(data.targets_test))
    assert 0.4 < explained < 0.6
    assert run.stop_reason


def test_overfitting_turns_the_test_loss_and_a_penalty_holds_it() -> None:
    plain, held = trained("overfitting", 8000)
    test_losses = plain.take_scalars().evaluations[:, 2]
    assert plain.evaluate_now().train_loss < 0.02
    assert np.argmin(test_losses) < 0.1 * len(test_losses)
    assert test_losses[-1] > 3.0 * test_losses.min()
    assert held.evaluate_now().test_loss < 1.2 * test_losses.min()


def test_spirals_are_learned_with_any_seed() -> None:
    accuracies = []
    for seed in range(5):
        run = alone("spirals", seed)
        assert len(run.assembly.experiment.network.hidden) <= 3
        assert all(layer.units <= 8 for layer in run.assembly.experiment.network.hidden)
        assert run.assembly.experiment.data.noise == 0.0
        run.advance(10_000)
        accuracies.append(run.evaluate_now().test_accuracy)
    assert np.mean(accuracies) >= 0.98


def test_digits_are_read_with_any_seed() -> None:
    accuracies = []
    for seed in range(10):
        run = alone("digits", seed)
        run.advance(30 * 45)
        assert run.epoch == 30.0
        accuracies.append(run.evaluation.test_accuracy)
    assert np.mean(accuracies) >= 0.965


def test_the_example_that_opens_first_starts_well_within_seconds() -> None:
    momentum, plain = trained("circles-momentum", 1000)
    assert momentum.evaluate_now().train_loss < 0.65 < plain.evaluate_now().train_loss
