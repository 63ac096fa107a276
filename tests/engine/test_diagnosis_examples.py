"""The bundled experiments: healthy ones raise no finding with any seed, and the others raise exactly their own."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble_runs
from nnviz.diagnosis import with_remedy
from tests.engine.diagnosis_runs import Watched, kinds
from tests.engine.test_examples import NAMES, example

HEALTHY = [
    "autoencoder",
    "circles-momentum",
    "denoising",
    "diabetes",
    "digits",
    "edge-of-stability",
    "iris",
    "sine",
    "spirals",
    "two-parameters",
]
STEPS = (0, 20, 100, 300, 800)

RAISED: dict[str, dict[int, set[str]]] = {
    "vanishing": {0: {"vanishing_gradients"}},
    "exploding": {0: {"exploding_gradients"}},
    "dead-relu": {0: {"dead_units"}},
    "zeros": {0: {"symmetric_weights"}},
    "initializers": {4: {"symmetric_weights"}},
    "overfitting": {0: {"overfitting"}},
    "xor": {0: {"straight_border"}},
}
"""Which runs raise what; all their other runs are healthy."""


def test_every_example_is_tried() -> None:
    assert sorted([*HEALTHY, *RAISED]) == NAMES


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_examples_raise_nothing_with_any_seed(name: str) -> None:
    for seed in range(5):
        watched = Watched(*assemble_runs(replace(example(name), seed=seed)))
        for step, of_runs in watched.look(*STEPS):
            for run, of_run in enumerate(of_runs):
                # That learning is slow without momentum is what the first example is about.
                expected = [set(), {"slow_progress"}] if (name, run) == ("circles-momentum", 1) else [set()]
                assert kinds(of_run) in expected, (seed, step, run)


def test_the_first_example_finds_out_what_it_is_about() -> None:
    watched = Watched(*assemble_runs(example("circles-momentum")))
    [(_, [with_momentum, without])] = watched.look(1000)
    assert with_momentum == ()
    [finding] = without
    assert finding.headline == "Without momentum, learning is slow"
    # The base is what it says to try: no run has to be added.
    assert with_remedy(example("circles-momentum"), finding) == (example("circles-momentum"), 0)


@pytest.mark.parametrize("name", RAISED)
def test_the_others_raise_exactly_what_they_are_about(name: str) -> None:
    watched = Watched(*assemble_runs(example(name)))
    begins = {"dead-relu": 400, "overfitting": 660, "xor": 850}.get(name, 20)
    for step, of_runs in watched.look(*sorted({begins, begins + 80, begins + 400, 1000})):
        for run, of_run in enumerate(of_runs):
            assert kinds(of_run) == RAISED[name].get(run, set()), (step, run)


def test_what_helps_against_vanishing_runs_beside_it() -> None:
    watched = Watched(*assemble_runs(example("vanishing")))
    [(_, [[finding], _])] = watched.look(20)
    assert with_remedy(example("vanishing"), finding) == (example("vanishing"), 1)


def test_findings_do_not_flicker() -> None:
    for name in RAISED:
        watched = Watched(*assemble_runs(example(name))[:1])
        shown = [kinds(of_run) for _, [of_run] in watched.look(*range(0, 600, 10))]
        changes = sum(one != other for one, other in pairwise(shown))
        assert changes <= (3 if name == "dead-relu" else 1)
