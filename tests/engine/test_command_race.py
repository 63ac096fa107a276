"""``race``: what it writes, answers and refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.__main__ import main
from tests.engine.shell import Shell


def written(shell: Shell, *arguments: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    out = shell.folder / "race.npz"
    answer = shell.answer("race", *arguments, "--out", str(out))
    with np.load(out, allow_pickle=False) as file:
        return dict(file), answer


def test_paths_and_losses_stand_in_the_order_given(shell: Shell) -> None:
    arrays, answer = written(
        shell, "bowl", "--start", "-1e-1", "2", "--steps", "3",
        "--optimizer", "momentum:learning_rate=0.1,momentum=0.5", "sgd:learning_rate=0.25", "--optimizer", "adam",
    )  # fmt: skip
    assert list(arrays) == ["path_0", "path_1", "path_2", "loss_0", "loss_1", "loss_2"]
    np.testing.assert_allclose(arrays["path_1"], [[-0.1, 2], [-0.05, 1], [-0.025, 0.5], [-0.0125, 0.25]], rtol=1e-15)
    # v1 = 0.1 * 4 = 0.4; w1 = 1.6; v2 = 0.2 + 0.32 = 0.52; w2 = 1.08; v3 = 0.26 + 0.216 = 0.476; w3 = 0.604
    np.testing.assert_allclose(arrays["path_0"][:, 1], [2, 1.6, 1.08, 0.604], rtol=1e-14)
    np.testing.assert_allclose(arrays["loss_1"], (arrays["path_1"] ** 2).sum(axis=1), rtol=1e-15)
    assert [racer["optimizer"] if isinstance(racer["optimizer"], str) else racer["optimizer"]["name"]
            for racer in answer["racers"]] == ["momentum", "sgd", "adam"]  # fmt: skip
    assert answer["racers"][1]["y"] == pytest.approx(0.25)
    assert answer["racers"][1]["distance"] == pytest.approx(np.hypot(0.0125, 0.25))


def test_the_condition_belongs_to_the_ravine(shell: Shell) -> None:
    arrays, _ = written(shell, "ravine", "--start", "1", "1", "--steps", "1", "--optimizer", "sgd:learning_rate=0.1",
                        "--condition", "4")  # fmt: skip
    np.testing.assert_allclose(arrays["path_0"][1], [0.9, 0.6], rtol=1e-15)
    assert arrays["loss_0"][0] == 2.5


def test_after_divergence_stands_nan_and_the_answer_says_when(shell: Shell) -> None:
    arrays, answer = written(shell, "rosenbrock", "--start", "-1.5", "2", "--steps", "50",
                             "--optimizer", "sgd:learning_rate=1")  # fmt: skip
    step = answer["racers"][0]["diverged"]
    assert np.isfinite(arrays["loss_0"][:step]).all()
    assert np.isnan(arrays["loss_0"][step:]).all()
    assert answer["racers"][0]["loss"] == arrays["loss_0"][step - 1]


def test_a_function_without_lowest_point_has_no_distance(shell: Shell) -> None:
    _, answer = written(shell, "saddle", "--start", "1", "1", "--steps", "2", "--optimizer", "sgd")
    assert answer["racers"][0]["distance"] is None


def test_noise_is_drawn_from_the_seed(shell: Shell) -> None:
    race = ("noisy_bowl", "--start", "1", "1", "--steps", "5", "--optimizer", "sgd", "--seed")
    first, again, other = (written(shell, *race, seed)[0]["path_0"] for seed in ("1", "1", "2"))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


GOOD = {"--start": ["1", "1"], "--optimizer": ["sgd"], "--steps": ["1"]}


@pytest.mark.parametrize(
    ("function", "changes", "words"),
    [
        ("bowle", {}, "did you mean 'bowl'"),
        ("bowl", {"--start": ["1"]}, "--start"),
        ("bowl", {"--start": ["1", "nan"]}, "'nan' is not allowed"),
        ("bowl", {"--start": ["1", "1e7"]}, "from -1e6 to 1e6"),
        ("bowl", {"--start": ["one", "1"]}, "'one' is not allowed"),
        ("bowl", {"--optimizer": ["sgdd"]}, "did you mean 'sgd'"),
        ("bowl", {"--optimizer": ["sgd:momentum=0.9"]}, "'momentum'"),
        ("bowl", {"--optimizer": ["sgd:learning_rate"]}, "KEY=VALUE"),
        ("bowl", {"--optimizer": ["sgd:learning_rate=0"]}, "learning_rate is 0"),
        ("bowl", {"--optimizer": ["sgd:learning_rate=fast"]}, "'fast' is not allowed"),
        ("bowl", {"--optimizer": ["sgd:learning_rate=1,learning_rate=2"]}, "stands there twice"),
        ("bowl", {"--optimizer": ["sgd"] * 9}, "allowed are 1 to 8"),
        ("bowl", {"--steps": ["-1"]}, "--steps"),
        ("bowl", {"--steps": ["1000001"]}, "from 0 to 1,000,000"),
        ("bowl", {"--condition": ["3"]}, "it belongs to ravine"),
        ("ravine", {"--condition": ["0.5"]}, "allowed is from 1 to"),
        ("ravine", {"--noise": ["1"]}, "it belongs to noisy_bowl"),
        ("noisy_bowl", {"--noise": ["-1"]}, "allowed is from 0"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    shell: Shell, function: str, changes: dict[str, list[str]], words: str
) -> None:
    out = shell.folder / "r.npz"
    options = [text for name, values in {**GOOD, **changes}.items() for text in (name, *values)]
    assert words in shell.refusal("race", function, *options, "--out", str(out))
    assert not out.exists()


def test_help_names_every_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["race", "--help"]) == 0
    assert "rosenbrock" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_named(shell: Shell) -> None:
    words = shell.refusal("race", "bowl", "--start", "1", "1", "--optimizer", "sgd", "--steps", "1", "--out",
                          str(Path(shell.folder, "nowhere", "r.npz")))  # fmt: skip
    assert "nowhere" in words
