"""Ready races: what a lecturer compares in one click. Each is one entry of `RACES`: menus, palette and tests follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from nnviz import race_variants
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment, Variant, decode, encode, plan_runs
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.race_variants import DROPPED, L1, L2, SMALL_SAMPLE


class Race(Struct, frozen=True, kw_only=True):
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
    base = replace(experiment, variants=())
    kept: list[Variant] = []
    runs = [plan_runs(base)[0].experiment]
    for variant in race.variants(base):
        try:
            run = plan_runs(replace(base, variants=(variant,)))[1].experiment
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
    return decode(encode(replace(experiment, variants=variants)))


_ALWAYS = "every such change is there already"

RACES: Mapping[str, Race] = {
    race.name: race
    for race in (
        Race(
            name="momentum",
            label="With and without momentum",
            sentence="The same gradient descent, at the same rate, with and without momentum.",
            nothing=_ALWAYS,
            variants=race_variants.momentum,
        ),
        Race(
            name="optimizers",
            label="Optimizers",
            sentence="The other optimizers; the rate is kept where it means the same, else each has its own default.",
            nothing=_ALWAYS,
            variants=race_variants.optimizers,
        ),
        Race(
            name="learning_rates",
            label="Learning rates",
            sentence="A tenth, a third, three and ten times the present learning rate.",
            nothing="no such learning rate is allowed",
            variants=race_variants.learning_rates,
        ),
        Race(
            name="schedules",
            label="Learning rate schedules",
            sentence="The other ways in which the learning rate may change, each as fast as the run is long.",
            nothing=_ALWAYS,
            variants=race_variants.schedules,
        ),
        Race(
            name="initializers",
            label="Initial weights",
            sentence="All zeros, too small, too large, Xavier and He: what the first weights decide.",
            nothing=_ALWAYS,
            variants=race_variants.initializers,
        ),
        Race(
            name="activations",
            label="Activations",
            sentence="Other activations in all hidden layers; the output keeps its own.",
            nothing="there is no hidden layer",
            variants=race_variants.activations,
        ),
        Race(
            name="batch_sizes",
            label="Batch sizes",
            sentence="One sample, ten samples and all of them a step, aligned by samples seen.",
            nothing="there are too few training rows",
            variants=race_variants.batch_sizes,
        ),
        Race(
            name="batch_norm",
            label="With and without batch normalisation",
            sentence="The same network, with and without batch normalisation in all hidden layers.",
            nothing="there is no hidden layer",
            variants=race_variants.batch_norm,
        ),
        Race(
            name="dropout",
            label="With and without dropout",
            sentence=f"The same network with {DROPPED:.0%} of its activations dropped in training, and with none.",
            nothing="there is no hidden layer",
            variants=race_variants.dropout,
        ),
        Race(
            name="l1",
            label="With and without L1",
            sentence=f"No penalty on the sizes of the weights, and one of {L1:g}: many weights go to zero.",
            nothing=_ALWAYS,
            variants=race_variants.penalty("training.l1", "L1", L1),
        ),
        Race(
            name="l2",
            label="With and without L2",
            sentence=f"No penalty on the squares of the weights, and one of {L2:g}: all weights stay small.",
            nothing=_ALWAYS,
            variants=race_variants.penalty("training.l2", "L2", L2),
        ),
        Race(
            name="small_sample",
            label="Overfit a small sample first",
            sentence=f"Only {SMALL_SAMPLE} rows or two of each class, no penalties: who fails here learns nothing.",
            nothing="there are too few rows already",
            variants=race_variants.small_sample,
        ),
    )
}
