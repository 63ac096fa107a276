"""Experiment documents for property tests: valid ones in all their variety, and anything else."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import DATASETS
from nnviz.experiment.fields import FIELDS
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS
from nnviz.registry import Registry

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def number_of(path: str) -> st.SearchStrategy[Any]:
    field = FIELDS[path]
    numbers: st.SearchStrategy[Any]
    if field.integer:
        numbers = st.integers(int(field.minimum), int(field.maximum))
    else:
        numbers = st.floats(field.minimum, field.maximum)
    return st.none() | numbers if field.optional else numbers


def choice(registry: Registry[Any], *more: str) -> st.SearchStrategy[Any]:
    """Return names and objects for every entry, with some of its hyperparameters."""
    names = [*registry, *more]

    def spelled(name: str) -> st.SearchStrategy[Any]:
        known = registry[name].hyperparameters if name in registry else ()
        values = {
            h.name: st.integers(int(h.minimum), int(h.maximum))
            if h.integer
            else st.floats(h.minimum, h.maximum, exclude_min=h.minimum_excluded, exclude_max=h.maximum_excluded)
            for h in known
        }
        return st.just(name) | st.fixed_dictionaries({"name": st.just(name)}, optional=values)

    return st.sampled_from(names).flatmap(spelled)


LAYER = st.fixed_dictionaries(
    {}, optional={"units": st.integers(1, 4096), "activation": choice(ACTIVATIONS), "batch_norm": st.booleans(),
                  "dropout": st.floats(0.0, 1.0, exclude_max=True)}
)  # fmt: skip
DATA = st.fixed_dictionaries(
    {},
    optional={
        "name": choice(DATASETS),
        "task": st.sampled_from(["auto", "classification", "regression"]),
        "samples": number_of("data.samples"),
        "noise": number_of("data.noise"),
        "test_fraction": number_of("data.test_fraction"),
        "validation_fraction": number_of("data.validation_fraction"),
        "scaling": st.sampled_from(["standard", "minmax", "none"]),
        "features": st.none() | st.lists(st.sampled_from(["x1", "x2", "x1^2", "x1*x2", "sin(x2)"]), max_size=5),
    },
)
NETWORK = st.fixed_dictionaries(
    {},
    optional={
        "hidden": st.lists(LAYER, max_size=6),
        "output_activation": choice(ACTIVATIONS, "auto"),
        "initializer": choice(INITIALIZERS),
    },
)
TRAINING = st.fixed_dictionaries(
    {},
    optional={
        "loss": choice(LOSSES, "auto"),
        "batch_size": number_of("training.batch_size"),
        "dtype": st.sampled_from(["float32", "float64"]),
        "optimizer": choice(OPTIMIZERS),
        "l1": number_of("training.l1"),
        "l2": number_of("training.l2"),
        "stop": st.fixed_dictionaries(
            {}, optional={key: number_of(f"training.stop.{key}")
                          for key in ("epochs", "steps", "train_loss", "test_accuracy", "patience")}
        ),
    },
)  # fmt: skip
OVERRIDES = st.fixed_dictionaries(
    {},
    optional={
        "training.optimizer": choice(OPTIMIZERS),
        "training": TRAINING,
        "network.hidden": st.lists(LAYER, max_size=3),
        "data.noise": number_of("data.noise"),
        "seed": number_of("seed"),
    },
)
VARIANTS = st.lists(
    st.fixed_dictionaries({"name": TEXT.filter(str.strip)}, optional={"set": OVERRIDES}),
    max_size=5,
    unique_by=lambda variant: variant["name"],
)
DOCUMENT = st.fixed_dictionaries(
    {"nnviz": st.just(1)},
    optional={
        "name": TEXT,
        "notes": TEXT,
        "seed": number_of("seed"),
        "data": DATA,
        "network": NETWORK,
        "training": TRAINING,
        "variants": VARIANTS,
    },
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT
    | st.sampled_from([10**400, -(10**400), 1e308, "sgd", "relu", "auto", "digits"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)  # fmt: skip
