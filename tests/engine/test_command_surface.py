"""``surface``: what it writes, answers and refuses."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from nnviz.__main__ import main
from nnviz.assembly import Assembly, assemble
from nnviz.batches import augment
from nnviz.experiment import decode
from nnviz.landscape import choose_rows, filter_normalised_direction, loss_over
from nnviz.trainer import Trainer
from nnviz.weights import archive, named_arrays
from nnviz.workspace import LossHead, Workspace
from tests.engine.shell import Shell

DOCUMENT: dict[str, Any] = {"nnviz": 1, "seed": 3, "data": {"samples": 50}, "network": {"hidden": [{"units": 4}]},
                            "training": {"batch_size": 16, "stop": {}}}  # fmt: skip
GRID = ("--resolution", "5", "--extent", "0.7")
KEYS = [
    "plane",
    "step",
    "share",
    "rows",
    "of",
    "axes",
    "explained",
    "path_share",
    "center_loss",
    "lowest",
    "diverged",
    "note",
    "checkpoints",
]


def assembly(**parts: Any) -> Assembly:
    return assemble("run", decode({**DOCUMENT, **parts}))


def path_of(run: Assembly, steps: int, theta: np.ndarray | None = None) -> np.ndarray:
    trainer = Trainer(run, theta)
    path = [trainer.theta.copy()]
    for _ in range(steps):
        trainer.advance(1)
        path.append(trainer.theta.copy())
    return np.stack(path)


class Written:
    """What one call has written and answered."""

    def __init__(self, shell: Shell, *options: str, document: dict[str, Any] | None = None) -> None:
        path, out = shell.file(DOCUMENT if document is None else document), shell.folder / "surface.bin"
        self.answer = shell.answer("surface", path, *options, *GRID, "--out", str(out))
        with np.load(out, allow_pickle=False) as file:
            assert list(file) == ["x", "y", "loss", "directions", "center"]
            self.x, self.y, self.loss = file["x"], file["y"], file["loss"]
            self.directions, self.center = file["directions"], file["center"]
        assert list(self.answer) == KEYS
        assert {array.dtype for array in vars(self).values() if isinstance(array, np.ndarray)} == {np.dtype(float)}
        assert self.answer["center_loss"] == self.loss[2, 2]
        for axis in (self.x, self.y):
            np.testing.assert_allclose(axis, np.linspace(-0.7, 0.7, 5), atol=1e-15)
            assert axis[2] == 0.0
        lowest = self.answer["lowest"]
        assert lowest["loss"] == self.loss.min()
        [[i, j]] = np.argwhere(self.loss == self.loss.min())
        assert (lowest["x"], lowest["y"]) == (self.x[j], self.y[i])

    def check(self, run: Assembly, share: str = "train") -> None:
        """Compare every value with a forward pass at its place."""
        inputs = getattr(run.data, f"inputs_{share}").astype(float)
        targets = getattr(run.data, f"targets_{share}").astype(float)
        assert (self.answer["share"], self.answer["rows"]) == (share, len(targets))
        theta = np.zeros(run.network.size)
        workspace = Workspace(run.network, theta, len(targets))
        head = LossHead(run.loss, workspace)
        for i, y in enumerate(self.y):
            for j, x in enumerate(self.x):
                theta[...] = self.center + x * self.directions[0] + y * self.directions[1]
                workspace.forward(augment(inputs))
                assert self.loss[i, j] == pytest.approx(head.value(targets), rel=1e-12)


@pytest.mark.parametrize("share", ["train", "test"])
def test_two_picked_weights(shell: Shell, share: str) -> None:
    run = assembly()
    written = Written(shell, "--plane", "weights", "--pick", "W1[0,3]", "b2[0]", "--share", share)
    written.check(run, share)
    np.testing.assert_array_equal(written.center, run.initial_theta())
    np.testing.assert_array_equal(np.argwhere(written.directions), [[0, 3], [1, run.network.size - 1]])
    assert written.directions.max() == 1.0
    assert written.answer["axes"] == ["W1[0,3]", "b2[0]"]
    assert written.answer["step"] == 0
    assert written.answer["path_share"] is written.answer["explained"] is written.answer["diverged"] is None


@pytest.mark.parametrize("steps", [0, 7])
def test_two_random_directions(shell: Shell, steps: int) -> None:
    run = assembly()
    written = Written(shell, "--plane", "random", "--steps", str(steps))
    written.check(run)
    np.testing.assert_array_equal(written.center, path_of(run, steps)[-1])
    for part in (0, 1):
        expected = filter_normalised_direction(run.network, written.center, 3, part)
        np.testing.assert_array_equal(written.directions[part], expected)
    other = Written(shell, "--plane", "random", "--steps", str(steps), "--seed", "9")
    assert not np.allclose(other.directions, written.directions)
    same = Written(shell, "--plane", "random", "--steps", str(steps), "--seed", "3")
    np.testing.assert_array_equal(same.loss, written.loss)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_principal_components_of_the_path(shell: Shell, dtype: str) -> None:
    training = {"batch_size": 16, "dtype": dtype, "stop": {}}
    run = assembly(training=training)
    written = Written(shell, "--plane", "pca", "--steps", "40", document={**DOCUMENT, "training": training})
    written.check(run)
    path = path_of(run, 40).astype(float)
    np.testing.assert_array_equal(written.center, path[-1])
    _, sizes, directions = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(np.abs(np.sum(written.directions * directions[:2], axis=1)), 1.0, atol=1e-9)
    shares = sizes**2 / np.sum(sizes**2)
    np.testing.assert_allclose(written.answer["explained"], shares[:2], rtol=1e-7)
    assert written.answer["path_share"] == pytest.approx(shares[:2].sum(), rel=1e-9)
    assert (written.answer["axes"], written.answer["note"]) == (["PC 1", "PC 2"], "")


def test_a_long_path_is_thinned_and_ends_where_training_does(shell: Shell) -> None:
    run = assembly()
    written = Written(shell, "--plane", "pca", "--steps", "3001")
    path = path_of(run, 3001)
    np.testing.assert_array_equal(written.center, path[-1])
    _, _, directions = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    assert np.abs(np.sum(written.directions * directions[:2], axis=1)) == pytest.approx(1.0, abs=1e-3)


def test_the_line_from_the_first_weights_to_the_last(shell: Shell) -> None:
    run = assembly()
    written = Written(shell, "--plane", "line", "--steps", "12")
    written.check(run)
    path = path_of(run, 12)
    np.testing.assert_array_equal(written.center, path[-1])
    np.testing.assert_allclose(written.center - written.directions[0], path[0], atol=1e-15)
    assert written.directions[0] @ written.directions[1] == pytest.approx(0.0, abs=1e-15)


def test_the_plane_of_initial_best_and_current_weights(shell: Shell) -> None:
    data = {"samples": 60, "noise": 0.5, "validation_fraction": 0.2}
    training = {"batch_size": 16, "optimizer": {"name": "adam", "learning_rate": 0.05}, "stop": {}}
    document = {**DOCUMENT, "data": data, "training": training}
    run = assembly(data=data, training=training)
    written = Written(shell, "--plane", "best", "--steps", "600", document=document)
    written.check(run)
    path = path_of(run, 600).astype(float)
    np.testing.assert_array_equal(written.center, path[-1])
    np.testing.assert_allclose(written.directions @ written.directions.T, np.eye(2), atol=1e-12)
    found = written.answer["checkpoints"]
    assert [one["name"] for one in found] == ["initial", "best", "current"]
    assert [one["share"] for one in found] == [None, "validation", None]
    losses = validation_losses(run, path)
    best = min(range(0, 601, run.steps_per_epoch), key=losses.__getitem__)
    assert [one["step"] for one in found] == [0, best, 600]
    assert 0 < best < 600
    for one in found:
        there = written.center + one["x"] * written.directions[0] + one["y"] * written.directions[1]
        np.testing.assert_allclose(there, path[one["step"]], atol=1e-12)
        assert one["loss"] == pytest.approx(loss_over(run, choose_rows(run), path[one["step"]]), rel=1e-12)


def validation_losses(run: Assembly, path: np.ndarray) -> list[float]:
    """Return the loss over the validation share at each step, as training evaluates it."""
    rows = choose_rows(run, "validation")
    return [loss_over(run, rows, theta.astype(run.experiment.training.dtype)) for theta in path]


def test_a_fixed_part_of_a_share(shell: Shell) -> None:
    document = {**DOCUMENT, "data": {"samples": 50, "validation_fraction": 0.2}}
    some = Written(shell, "--plane", "random", "--share", "validation", "--rows", "4", document=document)
    assert (some.answer["rows"], some.answer["of"]) == (4, 10)
    run = assembly(data=document["data"])
    rows = choose_rows(run, "validation", 4)
    assert some.answer["center_loss"] == pytest.approx(loss_over(run, rows, some.center), rel=1e-12)
    whole = Written(shell, "--plane", "random", "--share", "validation", "--rows", "900", document=document)
    whole.check(run, "validation")
    assert whole.answer["of"] == whole.answer["rows"]


def test_it_starts_from_given_weights(shell: Shell) -> None:
    run = assembly()
    theta = np.random.default_rng(0).normal(size=run.network.size)
    weights = shell.folder / "weights.npz"
    weights.write_bytes(archive(named_arrays(run.network, theta)))
    written = Written(shell, "--plane", "random", "--initial-weights", str(weights))
    np.testing.assert_array_equal(written.center, theta)
    written.check(run)
    trained = Written(shell, "--plane", "pca", "--steps", "3", "--initial-weights", str(weights))
    np.testing.assert_array_equal(trained.center, path_of(run, 3, theta)[-1])


@pytest.mark.parametrize("data", ["digits", "iris", "diabetes"])
def test_real_data(shell: Shell, data: str) -> None:
    document = {**DOCUMENT, "data": {"name": data}}
    Written(shell, "--plane", "random", document=document).check(assembly(data={"name": data}))


def test_steps_take_the_place_of_stop_conditions(shell: Shell) -> None:
    document = {**DOCUMENT, "training": {"batch_size": 16, "stop": {"steps": 2, "train_loss": 100.0}}}
    assert Written(shell, "--plane", "random", "--steps", "9", document=document).answer["step"] == 9


def test_a_run_that_diverges_is_seen_at_its_last_finite_step(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    wild = {**DOCUMENT, "data": {"name": "sine", "samples": 50}, "network": {"hidden": [{"activation": "relu"}]},
            "training": {"optimizer": {"name": "sgd", "learning_rate": 1000.0}}}  # fmt: skip
    path, out = shell.file(wild), shell.folder / "out.npz"
    assert main(["surface", path, "--plane", "random", *GRID, "--out", str(out), "--steps", "500"]) == 3
    output, errors = capsys.readouterr()
    answer = json.loads(output)
    assert answer["diverged"] == {"step": answer["step"] + 1, "layer": answer["diverged"]["layer"]}
    [line] = errors.splitlines()
    assert line.startswith("nnviz: the run '")
    assert f"diverged at step {answer['step'] + 1} in " in line
    with np.load(out) as file:
        assert np.isfinite(file["center"]).all()


def test_a_surface_of_zero_weights_says_why_it_is_flat(shell: Shell) -> None:
    path = shell.file({**DOCUMENT, "network": {"initializer": "zeros"}})
    answer = shell.answer("surface", path, "--plane", "random", *GRID, "--out", str(shell.folder / "o"))
    assert "All weights are 0" in answer["note"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--plane", "pac"], ["unknown plane 'pac'", "'pca'", "random, pca, weights, line"]),
        (["--plane", "random", "--resolution", "50"], ["--resolution is 50", "odd", "from 3 to 1,001"]),
        (["--plane", "random", "--resolution", "1"], ["--resolution is 1", "from 3"]),
        (["--plane", "random", "--resolution", "1003"], ["--resolution is 1,003", "1,001"]),
        (["--plane", "random", "--resolution", "5.0"], ["--resolution", "whole number"]),
        (["--plane", "random", "--extent", "0"], ["--extent", "above 0 to 1,000,000"]),
        (["--plane", "random", "--extent", "-1"], ["--extent", "'-1'", "above 0"]),
        (["--plane", "random", "--extent", "nan"], ["--extent", "above 0"]),
        (["--plane", "random", "--extent", "wide"], ["--extent", "'wide'", "number"]),
        (["--plane", "random", "--share", "tets"], ["unknown share 'tets'", "'test'"]),
        (["--plane", "random", "--steps", "-1"], ["--steps", "from 0"]),
        (["--plane", "random", "--seed", "x"], ["--seed", "'x'"]),
        (["--plane", "random", "--pick", "W1[0,0]", "b1[0]"], ["--pick", "weights only", "random"]),
        (["--plane", "weights"], ["--pick"]),
        (["--plane", "weights", "--pick", "W1[0,0]"], ["--pick", "2 arguments"]),
        (["--plane", "weights", "--pick", "W1[0,4]", "b1[0]"], ["it.nnviz.json: ", "'W1[0,4]'", "'W1[0,3]'"]),
        (["--plane", "weights", "--pick", "b1[0]", "W2"], ["'W2'", "'W2[0,0]'"]),
        (["--plane", "weights", "--pick", "b1[0]", "b1[0]"], ["b1[0] twice", "two different"]),
        (["--plane", "pca"], ["--plane pca", "path", "--steps"]),
        (["--plane", "line", "--steps", "0"], ["--plane line", "--steps"]),
        (["--plane", "best"], ["--plane best", "second point", "--steps"]),
        (["--plane", "random", "--rows", "0"], ["--rows is 0", "from 1"]),
        (["--plane", "random", "--share", "validation"], ["no validation share", "data.validation_fraction"]),
        (["--plane", "random", "--initial-weights", "missing.npz"], ["missing.npz: cannot be read"]),
        (["--plane", "random", "--rseolution", "5"], ["'--rseolution'", "'--resolution'"]),
    ],
)  # fmt: skip
def test_what_cannot_be_computed(shell: Shell, options: list[str], words: list[str]) -> None:
    path, out = shell.file(DOCUMENT), shell.folder / "out.npz"
    line = shell.refusal("surface", path, *GRID, "--out", str(out), *options)
    assert all(word in line for word in words), line
    assert not out.exists()


def test_the_file_and_the_places_are_checked_first(shell: Shell) -> None:
    path, out = shell.file(DOCUMENT), str(shell.folder / "out.npz")
    plane = ["--plane", "random", *GRID]
    assert "--out" in shell.refusal("surface", path, *plane)
    assert "--plane" in shell.refusal("surface", path, *GRID, "--out", out)
    assert "experiment file itself" in shell.refusal("surface", path, *plane, "--out", path)
    weights = ["--initial-weights", out]
    assert "initial weights itself" in shell.refusal("surface", path, *plane, "--out", out, *weights)
    folder = str(shell.folder)
    assert "a folder" in shell.refusal("surface", path, *plane, "--out", folder, "--steps", "1000000000")
    assert "cannot be read" in shell.refusal("surface", f"{folder}/missing", *plane, "--out", out)
    untested = shell.file({**DOCUMENT, "data": {"test_fraction": 0.0}})
    line = shell.refusal("surface", untested, *plane, "--out", out, "--share", "test")
    assert line.startswith("it.nnviz.json: there is no test share")
    still = shell.file({**DOCUMENT, "training": {"optimizer": {"name": "sgd", "learning_rate": 1e-300}}})
    line = shell.refusal("surface", still, "--plane", "line", "--steps", "3", *GRID, "--out", out)
    assert "weights are the same" in line
    assert [entry.name for entry in shell.folder.iterdir()] == ["it.nnviz.json"]
