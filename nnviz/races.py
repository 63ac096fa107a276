"""Ready races: what a lecturer compares in one click. Each is one entry of `RACES`: menus, palette and tests follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import DATASETS, share_sizes
from nnviz.errors import InvalidInput, number_in_words
from nnviz.experiment import Experiment, Variant, decode, encode, plan_runs
from nnviz.experiment.carrying import carried_over
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.initializers import INITIALIZERS
from nnviz.optimizers import OPTIMIZERS

RATE_FACTORS = (0.1, 1 / 3, 3.0, 10.0)
"""An even grid on a logarithmic axis, with the present rate in its middle."""
STARTS = ("zeros", "normal_small", "normal_large", "xavier_normal", "he_normal")
BATCH_SIZES = (1, 10)
"""Beside the full batch."""
L1, L2 = 0.001, 0.01
"""Penalties that show in the weights of the bundled experiments within some hundred steps."""


@dataclass(frozen=True, kw_only=True)
class Race:
    """One comparison that is worth a click.

    Attributes
    ----------
    name, label : str
        Its key, and the words of the menu.
    sentence : str
        What is compared, for the tooltip.
    nothing : str
        Why there may be nothing to compare: the end of a refusal.
    variants : callable
        ``variants(experiment)`` yields what runs beside the base, the first ones first. It may yield what the
        experiment cannot have, or has already: `variants_of` leaves that out.
    """

    name: str
    label: str
    sentence: str
    nothing: str
    variants: Callable[[Experiment], Iterator[Variant]]


def variants_of(race: Race, experiment: Experiment) -> tuple[Variant, ...]:
    """Return what a race runs beside the base: at most five variants, none as the base or as another one."""
    base = msgspec.structs.replace(experiment, variants=())
    kept: list[Variant] = []
    runs = [plan_runs(base)[0].experiment]
    for variant in race.variants(base):
        try:
            run = plan_runs(msgspec.structs.replace(base, variants=(variant,)))[1].experiment
        except InvalidInput:  # such as a rate above the highest
            continue
        if run not in runs and len(kept) < MAXIMUM_VARIANTS:
            runs.append(run)
            kept.append(variant)
    return tuple(kept)


def with_race(experiment: Experiment, race: Race) -> Experiment:
    """Return the experiment with a race's variants in place of its own.

    Raises
    ------
    InvalidInput
        If there is nothing to compare.
    """
    variants = variants_of(race, experiment)
    if not variants:
        raise InvalidInput(f"There is nothing to compare: {race.nothing}.")
    return decode(encode(msgspec.structs.replace(experiment, variants=variants)))


def _momentum(experiment: Experiment) -> Iterator[Variant]:
    optimizer = experiment.training.optimizer
    if optimizer.values.get("momentum"):
        yield _optimizer(experiment, "sgd", "without momentum")
    elif "momentum" in optimizer.values:
        beta = optimizer.entry.defaults()["momentum"]
        yield Variant(name="with momentum", set={"training.optimizer.momentum": beta})
    elif optimizer.name == "sgd":
        yield _optimizer(experiment, "momentum", "with momentum")
    else:
        yield _optimizer(experiment, "momentum", "SGD with momentum")
        yield _optimizer(experiment, "sgd", "SGD without momentum")


def _optimizers(experiment: Experiment) -> Iterator[Variant]:
    for name, entry in OPTIMIZERS.items():
        if name != experiment.training.optimizer.name:
            yield _optimizer(experiment, name, entry.label)


def _optimizer(experiment: Experiment, name: str, label: str) -> Variant:
    """Return a variant with another optimizer, at the same rate where it means the same."""
    before = experiment.training.optimizer.document()
    return Variant(name=label, set={"training.optimizer": carried_over(before, OPTIMIZERS, name)})


def _learning_rates(experiment: Experiment) -> Iterator[Variant]:
    for factor in RATE_FACTORS:
        rate = float(f"{experiment.training.optimizer.values['learning_rate'] * factor:.2g}")
        yield Variant(name=f"rate {number_in_words(rate)}", set={"training.optimizer.learning_rate": rate})


def _initializers(experiment: Experiment) -> Iterator[Variant]:
    for name in STARTS:
        yield Variant(name=INITIALIZERS[name].label, set={"network.initializer": name})


def _activations(experiment: Experiment) -> Iterator[Variant]:
    """Yield the other activations for all hidden layers; softmax has no derivative of its own, for outputs only."""
    hidden = experiment.network.hidden
    # Step comes last: it cannot be trained through, so it is the one to leave out where there are too many.
    for name, entry in sorted(ACTIVATIONS.items(), key=lambda item: item[0] == "step"):
        if entry.derivative is not None and {layer.activation.name for layer in hidden} != {name}:
            paths = [f"network.hidden[{index}].activation" for index in range(len(hidden))]
            yield Variant(name=entry.label, set=dict.fromkeys(paths, name))


def _batch_sizes(experiment: Experiment) -> Iterator[Variant]:
    data, now = experiment.data, experiment.training.batch_size
    rows, _ = share_sizes(DATASETS[data.name.name].sample_count(data.samples), data.test_fraction)
    for size in BATCH_SIZES:
        if size < rows and size != now:
            yield Variant(name=f"batch size {size}", set={"training.batch_size": size})
    # A batch of all rows is the full batch, whichever way it is written.
    if now is not None and now < rows:
        yield Variant(name="full batch", set={"training.batch_size": None})


def _penalty(path: str, label: str, value: float) -> Callable[[Experiment], Iterator[Variant]]:
    def variants(experiment: Experiment) -> Iterator[Variant]:
        present: Any = getattr(experiment.training, path.rpartition(".")[2])
        yield Variant(name=f"{'without' if present else 'with'} {label}", set={path: 0.0 if present else value})

    return variants


_ALWAYS = "every such change is there already"

RACES: Mapping[str, Race] = {
    race.name: race
    for race in (
        Race(
            name="momentum",
            label="With and without momentum",
            sentence="The same gradient descent, at the same rate, with and without momentum.",
            nothing=_ALWAYS,
            variants=_momentum,
        ),
        Race(
            name="optimizers",
            label="Optimizers",
            sentence="The other optimizers; the rate is kept where it means the same, else each has its own default.",
            nothing=_ALWAYS,
            variants=_optimizers,
        ),
        Race(
            name="learning_rates",
            label="Learning rates",
            sentence="A tenth, a third, three and ten times the present learning rate.",
            nothing="no such learning rate is allowed",
            variants=_learning_rates,
        ),
        Race(
            name="initializers",
            label="Initial weights",
            sentence="All zeros, too small, too large, Xavier and He: what the first weights decide.",
            nothing=_ALWAYS,
            variants=_initializers,
        ),
        Race(
            name="activations",
            label="Activations",
            sentence="Other activations in all hidden layers; the output keeps its own.",
            nothing="there is no hidden layer",
            variants=_activations,
        ),
        Race(
            name="batch_sizes",
            label="Batch sizes",
            sentence="One sample, ten samples and all of them a step, aligned by samples seen.",
            nothing="there are too few training rows",
            variants=_batch_sizes,
        ),
        Race(
            name="l1",
            label="With and without L1",
            sentence=f"No penalty on the sizes of the weights, and one of {L1:g}: many weights go to zero.",
            nothing=_ALWAYS,
            variants=_penalty("training.l1", "L1", L1),
        ),
        Race(
            name="l2",
            label="With and without L2",
            sentence=f"No penalty on the squares of the weights, and one of {L2:g}: all weights stay small.",
            nothing=_ALWAYS,
            variants=_penalty("training.l2", "L2", L2),
        ),
    )
}
