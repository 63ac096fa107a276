"""What runs beside the base in each race: variants of an experiment, the most instructive ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import dataset_of, share_sizes
from nnviz.errors import number_in_words
from nnviz.experiment import Experiment, Variant
from nnviz.experiment.carrying import carried_over
from nnviz.initializers import INITIALIZERS
from nnviz.optimizers import OPTIMIZERS
from nnviz.schedules import SCHEDULES

RATE_FACTORS = (0.1, 1 / 3, 3.0, 10.0)
"""An even grid on a logarithmic axis, with the present rate in its middle."""
STARTS = ("zeros", "normal_small", "normal_large", "xavier_normal", "he_normal")
TELLING = ("linear", "sigmoid", "tanh", "relu", "gelu", "sine")
"""The activations that differ most from each other; the rest are kin of theirs."""
MILESTONES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
"""The optimizers each of which added one idea; the others are kin of theirs."""
BATCH_SIZES = (1, 10)
"""Beside the full batch."""
USUAL_EPOCHS = 100
"""How long a run is taken to be that has no end."""
LEFT_AT_END = 0.01
"""What an exponential schedule leaves of the rate."""
L1, L2 = 0.001, 0.01
"""Penalties that show in the weights of the bundled experiments within some hundred steps."""
DROPPED = 0.2
"""A share that a network of ten units a layer still learns with; larger networks stand 0.5."""
SMALL_SAMPLE, ROWS_PER_CLASS = 16, 2
"""Rows that a network must be able to learn by heart, at least so many of each class on average."""
SMALL_SAMPLE_STEPS = 5000


def momentum(experiment: Experiment) -> Iterator[Variant]:
    """Yield the same gradient descent with momentum where there is none, and without where there is."""
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


def optimizers(experiment: Experiment) -> Iterator[Variant]:
    """Yield the other optimizers, the most instructive first."""
    for name in dict.fromkeys((*MILESTONES, *OPTIMIZERS)):
        if name != experiment.training.optimizer.name:
            yield _optimizer(experiment, name, OPTIMIZERS[name].label)


def _optimizer(experiment: Experiment, name: str, label: str) -> Variant:
    """Return a variant with another optimizer, at the same rate where it means the same."""
    before = experiment.training.optimizer.document()
    return Variant(name=label, set={"training.optimizer": carried_over(before, OPTIMIZERS, name)})


def learning_rates(experiment: Experiment) -> Iterator[Variant]:
    """Yield an even grid of rates around the present one."""
    for factor in RATE_FACTORS:
        rate = float(f"{experiment.training.optimizer.values['learning_rate'] * factor:.2g}")
        yield Variant(name=f"rate {number_in_words(rate)}", set={"training.optimizer.learning_rate": rate})


def schedules(experiment: Experiment) -> Iterator[Variant]:
    """Yield the other schedules, each as fast as the run is long."""
    epochs = experiment.training.stop.epochs or USUAL_EPOCHS
    fitted: dict[str, dict[str, float]] = {
        "step": {"epochs_each": max(1, epochs // 4)},
        "exponential": {"factor": float(f"{LEFT_AT_END ** (1.0 / epochs):.4g}")},
        "cosine": {"epochs_to_minimum": epochs},
        "linear_warmup": {"epochs_to_full": max(1, epochs // 5)},
        "reduce_on_plateau": {"patience": max(1, epochs // 20)},
    }
    for name, entry in SCHEDULES.items():
        if name != experiment.training.schedule.name:
            yield Variant(name=entry.label, set={"training.schedule": {"name": name, **fitted.get(name, {})}})


def initializers(experiment: Experiment) -> Iterator[Variant]:
    """Yield initial weights of all sizes."""
    own = [index for index, layer in enumerate(experiment.network.hidden) if layer.initializer is not None]
    everywhere = {f"network.hidden[{index}].initializer": None for index in own}
    for name in STARTS:
        yield Variant(name=INITIALIZERS[name].label, set={"network.initializer": name, **everywhere})


def activations(experiment: Experiment) -> Iterator[Variant]:
    """Yield the other activations for all hidden layers; softmax has no derivative of its own, for outputs only."""
    hidden = experiment.network.hidden
    telling = {name: place for place, name in enumerate(TELLING)}
    # Step comes last: it cannot be trained through, so it is the first to leave out where there are too many.
    order = sorted(ACTIVATIONS, key=lambda name: (telling.get(name, len(telling)), name == "step"))
    for name, entry in ((name, ACTIVATIONS[name]) for name in order):
        if entry.derivative is not None and {layer.activation.name for layer in hidden} != {name}:
            paths = [f"network.hidden[{index}].activation" for index in range(len(hidden))]
            yield Variant(name=entry.label, set=dict.fromkeys(paths, name))


def batch_sizes(experiment: Experiment) -> Iterator[Variant]:
    """Yield small batches, and the full one."""
    data, now = experiment.data, experiment.training.batch_size
    samples = dataset_of(data).sample_count(data.samples)
    rows = share_sizes(samples, data.test_fraction, data.validation_fraction).train
    for size in BATCH_SIZES:
        if size < rows and size != now:
            yield Variant(name=f"batch size {size}", set={"training.batch_size": size})
    # A batch of all rows is the full batch, whichever way it is written.
    if now is not None and now < rows:
        yield Variant(name="full batch", set={"training.batch_size": None})


def penalty(path: str, label: str, value: float) -> Callable[[Experiment], Iterator[Variant]]:
    """Return what yields a penalty where there is none, and none where there is one."""

    def variants(experiment: Experiment) -> Iterator[Variant]:
        present: Any = getattr(experiment.training, path.rpartition(".")[2])
        yield Variant(name=f"{'without' if present else 'with'} {label}", set={path: 0.0 if present else value})

    return variants


def batch_norm(experiment: Experiment) -> Iterator[Variant]:
    """Yield batch normalisation in all hidden layers where none has it, and in none where one has."""
    present = any(layer.batch_norm for layer in experiment.network.hidden)
    yield _of_hidden_layers(experiment, "batch_norm", "batch normalisation", not present)


def dropout(experiment: Experiment) -> Iterator[Variant]:
    """Yield dropout in all hidden layers where none has it, and in none where one has."""
    present = any(layer.dropout for layer in experiment.network.hidden)
    yield _of_hidden_layers(experiment, "dropout", "dropout", 0.0 if present else DROPPED)


def _of_hidden_layers(experiment: Experiment, key: str, label: str, value: float) -> Variant:
    """Return a variant whose hidden layers all have, or all lack, something."""
    paths = [f"network.hidden[{index}].{key}" for index in range(len(experiment.network.hidden))]
    return Variant(name=f"{'with' if value else 'without'} {label}", set=dict.fromkeys(paths, value))


def small_sample(experiment: Experiment) -> Iterator[Variant]:
    """Yield a run on so few rows that any network worth training learns them by heart, with nothing that hinders it."""
    data = experiment.data
    dataset = dataset_of(data)
    rows = max(SMALL_SAMPLE, ROWS_PER_CLASS * dataset.class_count(data.name.values))
    if dataset.sample_count(data.samples) <= rows:
        return
    changes: dict[str, Any] = {
        "data.samples": rows,
        "data.test_fraction": 0.0,
        "data.validation_fraction": 0.0,
        "training.batch_size": None,
        "training.l1": 0.0,
        "training.l2": 0.0,
        "training.stop": {"epochs": None, "steps": SMALL_SAMPLE_STEPS},
    }
    for index, layer in enumerate(experiment.network.hidden):
        if layer.dropout:
            changes[f"network.hidden[{index}].dropout"] = 0.0
    yield Variant(name=f"{rows} rows by heart", set=changes)
