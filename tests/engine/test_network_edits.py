"""Hyperparameters of the layers change while a run goes on: at their step, bit by bit again, and back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import Assembly
from nnviz.edits import Edit, NetworkEdit, ParameterEdit, TrainingEdit, fixed_part
from nnviz.errors import InvalidInput
from nnviz.experiment import Network, is_live, with_value
from nnviz.history import History
from nnviz.replay import Replay
from nnviz.store.live_run import collect, reopen, resume
from nnviz.store.manifest import MANIFEST
from nnviz.store.saved_session import SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.runs import trainer

LEAKY, ELU = {"name": "leaky_relu", "alpha": 0.1}, {"name": "elu", "alpha": 1.0}
PARTS: dict[str, Any] = {
    "data": {"name": "circles", "samples": 60, "noise": 0.1, "validation_fraction": 0.2},
    "network": {"hidden": [{"units": 5, "activation": LEAKY}, {"units": 4, "activation": ELU}]},
    "training": {"batch_size": 7, "optimizer": {"name": "adam", "learning_rate": 0.01}},
}


def run_of(**parts: Any) -> Trainer:
    return trainer(**{key: {**PARTS.get(key, {}), **parts.get(key, {})} for key in {*PARTS, *parts}})


def network(run: Trainer, **values: Any) -> Network:
    """Return the network in force with some values replaced: ``alpha=(0, 0.5)`` or ``dropout=(1, 0.2)``."""
    experiment = run.assembly.experiment
    for key, (layer, value) in values.items():
        path = f"network.hidden[{layer}].{'activation.alpha' if key == 'alpha' else key}"
        experiment = with_value(experiment, path, value)
    return experiment.network


def edited(run: Trainer, log: list[bytes]) -> list[Edit]:
    """Train with live edits of all kinds, and note theta at every step."""

    def advance(steps: int) -> None:
        for _ in range(steps):
            run.advance(1)
            log.append(run.theta.tobytes())

    log.append(run.theta.tobytes())
    for steps, values in (
        (70, {"alpha": (0, 0.9)}),
        (5, {"dropout": (1, 0.4)}),
        (0, {"alpha": (1, 3.0)}),
        (90, {"dropout": (1, 0.0), "alpha": (0, 0.1)}),
    ):
        advance(steps)
        run.apply(NetworkEdit(run.step, network(run, **values)))
    advance(20)
    run.apply(TrainingEdit(run.step, replace(run.training, l2=0.1, batch_size=9)))
    advance(20)
    run.apply(ParameterEdit(run.step, 3, 0.75))
    advance(30)
    return list(run.edits)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_step_is_replayed_bit_by_bit(dtype: str) -> None:
    run, log = run_of(training={"dtype": dtype}), []
    edited(run, log)
    replay = Replay(run)
    steps = [0, 10, 69, 70, 71, 75, 74, 80, 164, 166, 190, 235, 12, 170, 60, 76]
    for step in steps:
        at = replay.to_step(step)
        assert at.step == step
        assert at.theta.tobytes() == log[step]
        alpha = [layer.activation.values["alpha"] for layer in at.assembly.network.layers[:-1]]
        assert alpha == [0.9 if 70 <= step < 165 else 0.1, 3.0 if step >= 75 else 1.0]
        assert at.assembly.network.layers[1].dropout == (0.4 if 75 <= step < 165 else 0.0)
        seen = replay.snapshot(at, 0, 0)
        assert seen.network == at.assembly.experiment.network
    assert take_snapshot(run).network == run.assembly.experiment.network


def test_edits_alone_bring_the_end_back() -> None:
    run = run_of()
    edits = edited(run, [])
    again = run_of()
    for edit in edits:
        again.advance(edit.step - again.step)
        again.apply(edit)
    again.advance(run.step - again.step)
    assert again.theta.tobytes() == run.theta.tobytes()
    assert again.evaluation == run.evaluation
    assert again.assembly.experiment.network == run.assembly.experiment.network


def test_from_its_step_on_a_run_is_one_of_the_new_network() -> None:
    run = run_of()
    run.advance(20)
    state = run.state()
    run.apply(NetworkEdit(20, network(run, alpha=(0, 0.8))))
    other = {"units": 5, "activation": {**LEAKY, "alpha": 0.8}}
    born = run_of(network={"hidden": [other, PARTS["network"]["hidden"][1]]})
    born.restore(replace(state, network=born.assembly.experiment.network))
    assert run.evaluation == born.evaluate_now()
    assert run.evaluation.train_loss != state.evaluation.train_loss
    run.advance(50)
    born.advance(50)
    assert run.theta.tobytes() == born.theta.tobytes()
    run.restore(state)
    assert run.assembly.network.layers[0].activation.values["alpha"] == 0.1
    assert run.evaluate_now().train_loss != born.evaluate_now().train_loss


def test_an_edit_that_is_taken_back_at_its_step_changes_nothing() -> None:
    run, straight = run_of(), run_of()
    for each in (run, straight):
        each.advance(33)
    before = run.assembly.experiment.network
    run.apply(NetworkEdit(33, network(run, alpha=(0, 5.0), dropout=(0, 0.5))))
    assert run.evaluation.train_loss != straight.evaluate_now().train_loss
    run.apply(NetworkEdit(33, before))
    assert run.evaluation == straight.evaluate_now()
    for each in (run, straight):
        each.advance(100)
    assert run.theta.tobytes() == straight.theta.tobytes()


def test_the_output_has_an_alpha_too() -> None:
    run = run_of(network={"output_activation": {"name": "elu", "alpha": 1.0}}, training={"loss": "mse"})
    run.advance(10)
    changed = with_value(run.assembly.experiment, "network.output_activation.alpha", 0.2).network
    before = run.evaluation
    run.apply(NetworkEdit(10, changed))
    assert run.assembly.network.layers[-1].activation.values == {"alpha": 0.2}
    assert run.evaluation.train_loss != before.train_loss
    run.advance(10)
    assert Replay(run).to_step(9).assembly.network.layers[-1].activation.values == {"alpha": 1.0}


def test_the_best_weights_are_those_of_the_network_in_force() -> None:
    run = run_of(training={"stop": {"patience": 1000}})
    run.advance(60)
    before = run.early_stopping.best
    assert before is not None
    run.apply(NetworkEdit(60, network(run, dropout=(0, 0.3))))
    assert run.early_stopping.best is before
    run.apply(NetworkEdit(60, network(run, alpha=(0, 0.7))))
    best = run.early_stopping.best
    assert best is not None
    assert best.theta.tobytes() == run.theta.tobytes()
    assert best.evaluation == run.evaluation


def test_a_run_that_diverges_stays_with_its_network() -> None:
    run = run_of(data={"name": "plane"}, training={"optimizer": {"name": "sgd", "learning_rate": 0.1}})
    run.advance(5)
    # Slopes of 10 on the left make the same rate too high.
    run.apply(NetworkEdit(5, network(run, alpha=(0, 10.0))))
    run.apply(TrainingEdit(5, with_value(run.assembly.experiment, "training.optimizer.learning_rate", 1e3).training))
    run.advance(500)
    assert run.divergence is not None
    assert run.step >= 5
    assert run.assembly.network.layers[0].activation.values["alpha"] == 10.0
    assert np.isfinite(run.evaluation.train_loss)


def session_of(run: Trainer) -> SavedSession:
    kept = collect(run)
    history = History(len(run.assembly.network.layers))
    experiment = replace(run.assembly.experiment, training=run.training)
    return SavedSession(experiment, (SavedRun("run", kept.step, kept.edits, kept.keyframes, history, kept.path),))


def opened(session: SavedSession, run: Trainer, folder: Path) -> Trainer:
    save_session(session, folder / "it.nnviz")
    assembly = replace(run.assembly, experiment=session.experiment)
    [run] = reopen(load_session(folder / "it.nnviz"), [assembly])
    return resume(run, assembly)


def test_a_session_file_holds_it(tmp_path: Path) -> None:
    run, log = run_of(), []
    edited(run, log)
    again = opened(session_of(run), run, tmp_path)
    assert again.edits == run.edits
    assert [state.network for state in again.keyframes.states] == [state.network for state in run.keyframes.states]
    for step in (3, 71, 76, 167, 30):
        assert Replay(again).to_step(step).theta.tobytes() == log[step]
    for each in (run, again):
        each.advance(200)
    assert again.theta.tobytes() == run.theta.tobytes()


def test_a_run_whose_form_says_something_else_goes_on_as_the_form_says(tmp_path: Path) -> None:
    run = run_of()
    run.advance(10)
    session = session_of(run)
    wanted = run.assembly.with_network(network(run, alpha=(0, 0.4)))
    save_session(session, tmp_path / "it.nnviz")
    [saved] = reopen(load_session(tmp_path / "it.nnviz"), [wanted])
    again = resume(saved, wanted)
    assert again.edits == (NetworkEdit(10, wanted.experiment.network),)
    assert again.assembly.experiment.network == wanted.experiment.network


def test_a_file_without_such_edits_says_nothing_of_networks(tmp_path: Path) -> None:
    run = run_of()
    run.advance(70)
    save_session(session_of(run), tmp_path / "new.nnviz")
    changed(tmp_path / "new.nnviz", tmp_path / "old.nnviz", lambda entry: entry.pop("networks"))
    [saved] = reopen(load_session(tmp_path / "old.nnviz"), [run.assembly])
    again = resume(saved, run.assembly)
    assert again.state().network == run.assembly.experiment.network


def changed(source: Path, target: Path, change: Any) -> None:
    """Copy a session file, with the entry of its first run changed."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            if info.filename == MANIFEST:
                manifest = json.loads(content)
                change(manifest["runs"][0])
                content = json.dumps(manifest).encode()
            after.writestr(info, content)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ({"hidden": [{"units": 6, "activation": LEAKY}, {"units": 4, "activation": ELU}]}, "not those of its experi"),
        ({"hidden": [{"units": 5, "activation": "relu"}, {"units": 4, "activation": ELU}]}, "not those of its experi"),
        ({"hidden": [{"units": 5, "activation": LEAKY}]}, "not those of its experiment"),
        ({"hidden": [{"units": 5, "activation": {**LEAKY, "alpha": 11.0}}]}, "alpha is 11"),
        ({"hidden": 3}, "expected a list"),
        ({"hidden": [{"units": 5, "dropout": 1.0}]}, "dropout is 1"),
    ],
)
def test_layers_of_something_else_are_refused(harm: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    run = run_of()
    run.advance(5)
    run.apply(NetworkEdit(5, network(run, alpha=(0, 0.5))))
    save_session(session_of(run), tmp_path / "it.nnviz")
    changed(tmp_path / "it.nnviz", tmp_path / "bad.nnviz", lambda entry: entry["networks"].__setitem__(1, harm))
    with pytest.raises(InvalidInput, match=sentence):
        reopen(load_session(tmp_path / "bad.nnviz"), [run.assembly])
    changed(tmp_path / "it.nnviz", tmp_path / "bad.nnviz", lambda entry: entry["edits"][0].update(network=2))
    with pytest.raises(InvalidInput, match="neither of training, layers nor weights"):
        load_session(tmp_path / "bad.nnviz")


@pytest.mark.parametrize(
    ("path", "live"),
    [
        ("network.hidden[0].activation.alpha", True),
        ("network.hidden.12.activation.alpha", True),
        ("network.hidden[3].dropout", True),
        ("network.output_activation.alpha", True),
        ("network.hidden[0].activation", False),
        ("network.hidden[0].activation.name", False),
        ("network.hidden[0].units", False),
        ("network.hidden[0].batch_norm", False),
        ("network.hidden", False),
        ("network.output_activation", False),
        ("network.initializer", False),
    ],
)
def test_what_of_a_layer_is_live(path: str, live: bool) -> None:
    assert is_live(path) == live


def test_what_is_fixed_decides_on_parameters() -> None:
    run = run_of()
    one = run.assembly.experiment.network
    assert fixed_part(network(run, alpha=(0, 0.3), dropout=(1, 0.2))) == fixed_part(one)
    for key, value in (("units", 9), ("batch_norm", True), ("activation", "tanh"), ("initial_bias", 0.1)):
        assert fixed_part(network(run, **{key: (0, value)})) != fixed_part(one)


def test_an_unchanged_network_is_the_same_assembly() -> None:
    assembly: Assembly = run_of().assembly
    assert assembly.with_network(assembly.experiment.network) is assembly
