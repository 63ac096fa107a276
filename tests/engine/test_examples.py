"""The bundled experiments show what their notes promise; and how well digits and spirals are learned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble, assemble_runs
from nnviz.autoencoder import codes
from nnviz.experiment import SUFFIX, Experiment, decode, encode, parse
from nnviz.landscape import measure_sharpness
from nnviz.reconstruction import reconstruct
from nnviz.resources import open_resource
from nnviz.responses import outputs
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer

NAMES = [
    "autoencoder", "circles-momentum", "dead-relu", "denoising", "diabetes", "digits", "edge-of-stability", "exploding",
    "initializers", "iris", "overfitting", "sine", "spirals", "two-parameters", "vanishing", "xor", "zeros",
]  # fmt: skip


def example(name: str) -> Experiment:
    return decode(parse(open_resource("experiments", name + SUFFIX).read_bytes()))


def trained(name: str, steps: int, **changes: Any) -> list[Trainer]:
    """Return the runs of an example, base first, after so many steps of the base."""
    experiment = replace(example(name), **changes)
    scheduler = Scheduler([Trainer(assembly) for assembly in assemble_runs(experiment)])
    scheduler.advance(steps)
    return list(scheduler.trainers)


def alone(name: str, seed: int) -> Trainer:
    """Return the base run of an example with another seed."""
    experiment = replace(example(name), seed=seed, variants=())
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


def test_two_parameters_make_a_valley_in_which_momentum_needs_a_quarter_of_the_steps() -> None:
    plain, momentum = trained("two-parameters", 0)
    assert plain.assembly.network.size == 2
    inputs = np.hstack([plain.assembly.data.inputs_train, np.ones((80, 1))])
    flat, steep = np.linalg.eigvalsh(2.0 * inputs.T @ inputs / 80)
    assert steep > 15.0 * flat
    best = float(np.linalg.lstsq(inputs, plain.assembly.data.targets_train)[1][0]) / 80
    steps = []
    for run in (plain, momentum):
        excess = [run.evaluation.train_loss - best]
        for _ in range(400):
            run.advance(1)
            excess.append(run.evaluation.train_loss - best)
        steps.append(max(step for step, each in enumerate(excess) if each > 1e-3 * excess[0]) + 1)
    assert 150 < steps[0] <= 300
    assert steps[1] < 0.3 * steps[0]


def test_sharpness_runs_to_two_over_the_rate_and_stays_there() -> None:
    for run in trained("edge-of-stability", 0):
        bound = 2.0 / run.assembly.experiment.training.optimizer.values["learning_rate"]
        found = [measure_sharpness(run.assembly, run.theta)]
        for _ in range(30):
            run.advance(99)
            found.append(measure_sharpness(run.assembly, run.theta))
        values = [each.value for each in found if each is not None]
        assert values[0] < 0.5 * bound
        assert 0.9 * bound < np.median(values[18:]) < 1.1 * bound
        assert run.evaluate_now().train_loss < 0.06


def test_vanishing_never_moves_and_relu_does() -> None:
    sigmoid, relu = trained("vanishing", 1000)
    assert abs(sigmoid.evaluate_now().train_loss - np.log(2.0)) < 2e-3
    first, second = sigmoid.assembly.network.layers[:2]
    for layer in (first, second):
        moved = layer.weights(sigmoid.theta) - layer.weights(sigmoid.assembly.initial_theta())
        assert np.abs(moved).max() < 1e-12
    assert relu.evaluate_now().test_accuracy > 0.95


def test_exploding_throws_the_first_layers_about_and_xavier_learns() -> None:
    large, xavier = trained("exploding", 400)
    sizes = np.median(large.take_scalars().gradient_sizes, axis=0)
    assert sizes[0] > 100.0 * sizes[-1]
    assert np.all(np.diff(np.log(sizes[:-1])) < 0.0)
    assert large.evaluate_now().train_loss > 1.0
    assert xavier.evaluate_now().train_loss < 0.05


def test_dead_relu_never_comes_back_and_both_variants_live() -> None:
    dead, leaky, calmer = trained("dead-relu", 400)
    before = dead.theta.copy()
    dead.advance(500)
    last = dead.assembly.network.layers[-1]
    assert np.flatnonzero(before != dead.theta).tolist() == [last.bias_start]
    assert abs(dead.evaluate_now().train_loss - np.log(2.0)) < 0.1
    assert leaky.evaluate_now().train_loss < 0.01
    assert calmer.evaluate_now().train_loss < 0.01


def test_zeros_learn_nothing_but_the_output_bias() -> None:
    zeros, random = trained("zeros", 1500)
    bias = zeros.assembly.network.layers[-1].bias_start
    assert not np.delete(zeros.theta, bias).any()
    assert abs(zeros.evaluate_now().train_loss - np.log(2.0)) < 1e-2
    assert random.evaluate_now().train_loss < 0.1


def test_five_ways_to_start_end_in_this_order() -> None:
    he, xavier, large, small, zeros = trained("initializers", 300)
    losses = [run.evaluate_now().train_loss for run in (he, xavier, large, small, zeros)]
    assert losses[0] < losses[1] < 0.3 * losses[2]
    assert losses[2] < 0.9 * losses[3]
    assert abs(losses[3] - np.log(10.0)) < 0.01
    assert abs(losses[4] - np.log(10.0)) < 0.01


def test_two_numbers_say_which_digit_it_is_though_none_was_told() -> None:
    [run] = trained("autoencoder", 6000)
    data = run.assembly.data
    train = codes(run.assembly, run.theta, data.inputs_train)
    test = codes(run.assembly, run.theta, data.inputs_test)
    assert train is not None
    assert test is not None
    distances = np.square(test[:, np.newaxis] - train).sum(axis=2)
    nearest = data.labels_train[np.argsort(distances, axis=1)[:, :5]]
    guessed = np.array([np.bincount(row, minlength=10).argmax() for row in nearest])
    assert np.mean(guessed == data.labels_test) > 0.75
    made = reconstruct(run.assembly, run.theta, "test")
    assert made is not None
    assert made.r_squared > 0.5


def test_a_denoiser_comes_closer_to_the_clean_digit_than_what_it_sees() -> None:
    [run] = trained("denoising", 4500)
    data = run.assembly.data
    made = reconstruct(run.assembly, run.theta, "test")
    assert made is not None
    seen = float(np.square(data.inputs_test - data.targets_test).mean())
    assert made.mean_squared_error < 0.35 * seen
