"""A recording as a run: any recorded step, its numbers as a history, its way through the weights, its findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
from nnviz.diagnosis.recorded import recorded_findings
from nnviz.errors import InvalidInput
from nnviz.landscape import recorded_path
from nnviz.landscape.principal import principal_plane
from nnviz.landscape.recorded_path import PathWork, RecordedPath
from nnviz.recorded_run import RecordedRun
from nnviz.snapshot import EVALUATION_COLUMNS

RNG = np.random.default_rng(5)
TEST_LOSS, EPOCH = EVALUATION_COLUMNS.index("test_loss"), EVALUATION_COLUMNS.index("epoch")


def record(path: Path, steps: list[int], layers: list[str] | None = None, **calls: Any) -> RecordedRun:
    """Record at some steps what callables of a step return."""
    activations = calls.pop("names", None)
    with nnviz.Recorder(path, layers, activations, name="of a test") as recorder:
        for step in steps:
            given = {name: call(step) for name, call in calls.items()}
            recorder.record(step, **{name: value for name, value in given.items() if value is not None})
    return RecordedRun(path)


def weights(step: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return those of a 2-3-1 network, which walk along a parabola."""
    at = step / 100.0
    return [(np.full((2, 3), at), np.full(3, at**2)), (np.arange(3.0)[:, None] + at, np.full(1, 7.0))]


def test_a_step_is_what_was_recorded_there(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [0, 10, 20], weights=weights, train_loss=lambda step: 1.0 / (step + 1))
    snapshot = run.snapshot(10, 2, 5)
    w1, b1 = weights(10)[0]
    assert run.network is not None
    assert run.network.units == (2, 3, 1)
    assert np.array_equal(run.network.layers[0].weights(snapshot.theta), w1)
    assert np.array_equal(run.network.layers[0].biases(snapshot.theta), b1)
    assert (snapshot.run, snapshot.generation, snapshot.step, snapshot.state) == (2, 5, 10, "stopped")
    assert snapshot.evaluation.train_loss == 1.0 / 11
    assert not snapshot.theta.flags.writeable


def test_steps_are_found_near_and_beside_others(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [3, 10, 50], train_loss=float)
    assert [run.nearest(step) for step in (0, 6, 7, 29, 31, 99)] == [3, 3, 10, 10, 50, 50]
    assert [run.beside(10, by) for by in (-1, 1, -5, 5)] == [3, 50, 3, 50]
    assert [run.beside(20, by) for by in (-1, 1)] == [10, 50]


def test_what_was_left_out_is_as_it_was_last_recorded_but_not_in_the_history(tmp_path: Path) -> None:
    run = record(
        tmp_path / "a.nnviz",
        [0, 10, 20, 30],
        train_loss=float,
        test_loss=lambda step: 5.0 if step == 10 else None,
        epoch=lambda step: step / 10 if step in (10, 30) else None,
    )
    assert np.isnan(run.snapshot(0, 0, 0).evaluation.test_loss)
    assert run.snapshot(30, 0, 0).evaluation.test_loss == 5.0
    _, low, _ = run.history.evaluations.buckets()
    assert np.isnan(low[:, TEST_LOSS]).tolist() == [True, False, True, True]
    assert low[:, EPOCH].tolist() == [1.0, 1.0, 2.0, 3.0]
    assert run.steps_per_epoch == 10.0
    assert run.measured == {"train_loss", "test_loss", "epoch"}


def test_updates_are_measured_where_the_weights_before_were_recorded(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [1, 2, 10], weights=weights)
    assert run.snapshot(2, 0, 0).update_ratios[0] == pytest.approx(1.0)  # from 0.01 to 0.02
    assert np.isnan(run.snapshot(10, 0, 0).update_ratios).all()
    assert np.isnan(run.snapshot(1, 0, 0).update_ratios).all()


def test_gradients_are_those_of_the_very_step(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [0, 5, 9], ["one", "two"], gradients=lambda step: [step + 1.0, 2.0])
    assert run.snapshot(5, 0, 0).scalars.gradient_sizes.tolist() == [[6.0, 2.0]]
    assert run.history.gradient_sizes.last[1].tolist() == [10.0, 2.0]


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([(np.zeros((4, 3, 2, 2)), None)], "conv has weights of 4 × 3 × 2 × 2"),
        ([(np.zeros((4, 3)), None), (np.zeros((5, 2)), None)], "after reads 5 values, but conv answers 3"),
        ([(np.zeros((4, 3)), np.zeros(2))], "conv has 2 biases"),
        ([(np.zeros((4, 3)), None), (None, None)], "after has no weights here"),
    ],
)
def test_what_is_no_chain_of_layers_has_no_network(tmp_path: Path, layers: list[Any], words: str) -> None:
    names = ["conv", "after"][: len(layers)]
    run = record(tmp_path / "a.nnviz", [0], names, weights=lambda step: layers)
    assert run.network is None
    assert words in run.why_no_network
    assert run.why_no_network.endswith(".")


def test_a_layer_without_biases_has_biases_of_0_in_the_network(tmp_path: Path) -> None:
    one, two = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 1))
    run = record(tmp_path / "a.nnviz", [0], weights=lambda step: [(one, None), (two, np.ones(1))])
    theta, network = run.theta_at(0), run.network
    assert network is not None
    assert np.array_equal(network.layers[1].weights(theta), two)
    assert network.layers[0].biases(theta).tolist() == [0.0] * 3
    assert network.layers[1].biases(theta).tolist() == [1.0]


def test_an_unknown_activation_keeps_its_own_name(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [0], ["a", "b"], names=["mystery", None], weights=weights)
    assert run.network is not None
    assert [layer.entry.label for layer in run.network] == ["mystery", ""]


def broken(step: int) -> list[tuple[np.ndarray, np.ndarray]]:
    found = weights(step)
    if step >= 30:
        found[1][0][0] = np.nan
    return found


def test_divergence_is_where_numbers_stop_being_finite(tmp_path: Path) -> None:
    steps = list(range(0, 60, 10))
    by_weights = record(tmp_path / "a.nnviz", steps, ["one", "two"], weights=broken)
    assert by_weights.divergence is not None
    assert (by_weights.divergence.step, by_weights.divergence.layer_name) == (30, "two")
    assert by_weights.snapshot(20, 0, 0).divergence is None
    assert by_weights.snapshot(40, 0, 0).state == "diverged"
    [finding] = recorded_findings(by_weights, by_weights.snapshot(40, 0, 0))
    assert (finding.kind, finding.severity, finding.layer) == ("divergence", "error", 2)
    by_loss = record(tmp_path / "b.nnviz", steps, train_loss=lambda step: np.inf if step > 20 else 1.0)
    assert by_loss.divergence is not None
    assert by_loss.divergence.step == 30
    by_gradient = record(
        tmp_path / "c.nnviz", steps, ["x", "y"], gradients=lambda step: [1.0, 1.0 if step < 50 else np.inf]
    )
    assert by_gradient.divergence is not None
    assert (by_gradient.divergence.step, by_gradient.divergence.layer_name) == (50, "y")


@pytest.mark.parametrize(("first", "kind"), [(1e-7, "vanishing_gradients"), (1e4, "exploding_gradients"), (0.5, None)])
def test_gradients_are_judged_as_everywhere(tmp_path: Path, first: float, kind: str | None) -> None:
    run = record(tmp_path / "a.nnviz", list(range(8)), ["a", "b"], gradients=lambda step: [first, 1.0])
    found = recorded_findings(run, run.snapshot(7, 0, 0))
    assert [finding.kind for finding in found] == ([kind] if kind else [])
    assert not recorded_findings(run, run.snapshot(2, 0, 0))  # too few of them


def test_dead_and_saturated_units_are_found_in_what_was_recorded(tmp_path: Path) -> None:
    answers = [np.zeros((10, 4)), np.ones((10, 4)), np.full((10, 1), 0.5)]
    run = record(
        tmp_path / "a.nnviz", [0], ["a", "b", "c"], names=["relu", "tanh", "linear"], activations=lambda step: answers
    )
    found = recorded_findings(run, run.snapshot(0, 0, 0))
    assert {(finding.kind, finding.layer) for finding in found} >= {("dead_units", 1)}


def path_of(*runs: RecordedRun) -> RecordedPath:
    work = PathWork(runs)
    while work.done < 1.0:
        assert work.advance(0.01, lambda: False)
    return work.result()


def test_the_way_is_that_of_the_principal_components(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_path, "BLOCK_NUMBERS", 40)  # so that it comes in pieces
    walk = np.cumsum(RNG.normal(size=(12, 13)), axis=0)

    def parts(step: int) -> list[tuple[np.ndarray, np.ndarray]]:
        one, two = walk[step, :9], walk[step, 9:]
        return [(one[:6].reshape(2, 3), one[6:]), (two[:3].reshape(3, 1), two[3:])]

    run = record(tmp_path / "a.nnviz", list(range(12)), weights=parts)
    path, plane = path_of(run), principal_plane(walk, 0)
    assert plane.shares is not None
    assert path.shares == pytest.approx(plane.shares)
    assert np.allclose(path.ways[0].places, (walk - walk[-1]) @ plane.directions.T, atol=1e-9)
    assert path.place_of(walk[4]) == pytest.approx(tuple(path.ways[0].places[4]), abs=1e-5)


def test_of_many_steps_only_some_are_read_and_none_that_is_not_finite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded_path, "MOST_POINTS", 5)
    run = record(tmp_path / "a.nnviz", list(range(0, 90, 10)), weights=broken)
    path = path_of(run)
    assert path.ways[0].steps.tolist() == [0, 20]
    assert np.isfinite(path.ways[0].places).all()
    assert path.place_of(run.recording.theta_at(80)) is None


def test_two_recordings_share_one_plane(tmp_path: Path) -> None:
    one = record(tmp_path / "a.nnviz", [0, 50, 100], weights=weights)
    other = record(tmp_path / "b.nnviz", [0, 70], weights=weights)
    path = path_of(one, other)
    assert [len(way.steps) for way in path.ways] == [3, 2]
    assert np.allclose(path.ways[0].places[0], path.ways[1].places[0])


def test_a_cancelled_way_is_given_up(tmp_path: Path) -> None:
    run = record(tmp_path / "a.nnviz", [0, 1], weights=weights)
    assert not PathWork([run]).advance(1.0, lambda: True)


def test_an_empty_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^a\.nnviz: nothing was recorded in it yet$"):
        record(tmp_path / "a.nnviz", [])


@pytest.mark.parametrize("epoch", [-1.0, 1e300, np.inf, 1e-320])
def test_epochs_that_cannot_be_are_not_believed(tmp_path: Path, epoch: float) -> None:
    run = record(tmp_path / "a.nnviz", [5, 10], train_loss=float, epoch=lambda step: epoch)
    assert not np.isinf(run.steps_per_epoch)
    assert not np.isinf(run.snapshot(10, 0, 0).epoch)
