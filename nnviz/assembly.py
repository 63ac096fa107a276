"""From an experiment to what a trainer runs: the data as the network sees them, the network, the loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.arrays import Array
from nnviz.datasets import DATASETS, Encoding, Split, prepare
from nnviz.errors import InvalidInput
from nnviz.experiment.choice import AUTO, ActivationChoice
from nnviz.experiment.document import plan_runs
from nnviz.experiment.schema import DEFAULT_BATCH_SIZE, Experiment, Training
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES, Loss
from nnviz.network import Network


@dataclass(frozen=True)
class Assembly:
    """One run's experiment with everything that follows from it.

    Attributes
    ----------
    name : str
        The run's name.
    experiment : Experiment
        With the variant's overrides applied.
    data : Split
    network : Network
    loss : Loss
    """

    name: str
    experiment: Experiment
    data: Split
    network: Network
    loss: Loss

    def initial_theta(self) -> Array:
        """Draw the run's initial parameters, shape (P,)."""
        experiment = self.experiment
        return self.network.initial_theta(
            experiment.seed, INITIALIZERS[experiment.network.initializer.name], experiment.training.dtype
        )

    @property
    def batch_size(self) -> int:
        """Rows in one batch; the last one of an epoch may have fewer."""
        return self.batch_size_with(self.experiment.training)

    @property
    def steps_per_epoch(self) -> int:
        """Batches in one epoch."""
        return -(-len(self.data.inputs_train) // self.batch_size)

    def batch_size_with(self, training: Training) -> int:
        """Return the rows in one batch after a live edit."""
        rows = len(self.data.inputs_train)
        return rows if training.batch_size is None else min(training.batch_size, rows)


def assemble(name: str, experiment: Experiment) -> Assembly:
    """Prepare one run.

    Raises
    ------
    InvalidInput
        If parts of the experiment do not fit each other, with the key that is wrong and what is allowed.
    """
    data, network, training = experiment.data, experiment.network, experiment.training
    dataset = DATASETS[data.name.name]
    if data.task not in (AUTO, dataset.task):
        raise InvalidInput(f"data.task is '{data.task}': the data set '{dataset.name}' is for {dataset.task}")
    output = network.output_activation.name
    classes = dataset.class_count(data.name.values) if dataset.task == "classification" else 0
    if output == AUTO:
        output = "linear" if classes == 0 else "sigmoid" if classes == 2 else "softmax"
        output_activation = ActivationChoice(output)
    else:
        output_activation = ActivationChoice(output, **network.output_activation.values)
    if output == "softmax" and classes == 0:
        raise InvalidInput("network.output_activation is 'softmax': it answers with classes, so not for regression")

    encoding: Encoding
    if classes == 0:
        encoding = "real"
    elif classes == 2 and output != "softmax":
        encoding = "signed" if output == "tanh" else "binary"
    else:
        encoding = "one_hot"
    loss = _loss(training.loss.name, output, classes, encoding)
    split = prepare(
        name=data.name.name,
        hyperparameters=data.name.values,
        seed=experiment.seed,
        samples=data.samples,
        noise=data.noise,
        test_fraction=data.test_fraction,
        scaling=data.scaling,
        features=data.features,
        encoding=encoding,
        dtype=training.dtype,
    )
    rows = len(split.inputs_train)
    batch_size = training.batch_size
    if batch_size is not None and batch_size > rows and batch_size != DEFAULT_BATCH_SIZE:
        raise InvalidInput(
            f"training.batch_size is {batch_size:,}: allowed is a whole number from 1 to the {rows:,} training rows"
        )
    built = Network.build(
        split.inputs_train.shape[1],
        [*(layer.units for layer in network.hidden), split.targets_train.shape[1]],
        [*(layer.activation for layer in network.hidden), output_activation],
    )
    return Assembly(name, experiment, split, built, loss)


def assemble_runs(
    experiment: Experiment, change: Callable[[Experiment], Experiment] = lambda experiment: experiment
) -> list[Assembly]:
    """Prepare the base run and every variant, each with `change` applied to its experiment.

    Raises
    ------
    InvalidInput
        As `assemble`; of a variant also with its name.
    """
    base, *variants = plan_runs(experiment)
    assemblies = [assemble(base.name, change(base.experiment))]
    for index, variant in enumerate(variants):
        try:
            assemblies.append(assemble(variant.name, change(variant.experiment)))
        except InvalidInput as error:
            raise InvalidInput(f"variants[{index}] '{variant.name}': {error}") from None
    return assemblies


def _loss(name: str, output: str, classes: int, encoding: Encoding) -> Loss:
    """Choose the loss: "auto" is the natural one for the output."""
    if name == AUTO:
        if classes == 0 or output == "tanh":
            # With targets -1 and +1 a logarithm of the answer has no meaning.
            name = "mse"
        else:
            name = "categorical_cross_entropy" if encoding == "one_hot" else "binary_cross_entropy"
    loss = LOSSES[name]
    task = "classification" if classes else "regression"
    if task not in loss.tasks:
        allowed = ", ".join(entry.name for entry in LOSSES.values() if task in entry.tasks)
        raise InvalidInput(f"training.loss is '{name}': it needs classes; for regression allowed are {allowed}")
    if loss.one_output_per_class and encoding != "one_hot":
        raise InvalidInput(
            f"training.loss is '{name}': it needs one output per class, so set network.output_activation to 'softmax'"
        )
    return loss
