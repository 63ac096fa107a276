"""From an experiment to what a trainer runs: the data as the network sees them, the network, the loss."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.datasets import Encoding, Split, Task, dataset_of, prepare
from nnviz.errors import InvalidInput
from nnviz.experiment.choice import AUTO, ActivationChoice, LossChoice
from nnviz.experiment.document import plan_runs
from nnviz.experiment.schema import DEFAULT_BATCH_SIZE, Experiment, Training
from nnviz.experiment.schema import Network as NetworkRecord
from nnviz.initializers import INITIALIZERS, LayerStart
from nnviz.losses import LOSSES, Loss
from nnviz.network import Network


class Assembly(Struct, frozen=True):
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
        return self.network.initial_theta(experiment.seed, _starts(experiment.network), experiment.training.dtype)

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

    def with_network(self, network: NetworkRecord) -> Assembly:
        """Return the run after a live edit of its layers, which leaves their `nnviz.edits.fixed_part` as it is."""
        if network == self.experiment.network:
            return self
        output = self.network.layers[-1]
        choice = ActivationChoice(output.activation.name, **network.output_activation.values)
        hidden = zip(self.network.layers, network.hidden, strict=False)
        layers = (replace(layer, activation=new.activation, dropout=new.dropout) for layer, new in hidden)
        experiment = replace(self.experiment, network=network)
        return replace(self, experiment=experiment, network=Network((*layers, replace(output, activation=choice))))


def assemble(name: str, experiment: Experiment) -> Assembly:
    """Prepare one run.

    Raises
    ------
    InvalidInput
        If parts of the experiment do not fit each other, with the key that is wrong and what is allowed.
    """
    data, network, training = experiment.data, experiment.network, experiment.training
    dataset = dataset_of(data)
    reconstructs = data.task == "reconstruction"
    if data.task not in (AUTO, dataset.task) and not reconstructs:
        raise InvalidInput(f"data.task is '{data.task}': the data set '{dataset.name}' is for {dataset.task}")
    if data.input_noise and not reconstructs:
        raise InvalidInput(
            f"data.input_noise is {data.input_noise:g}: it is for networks that take noise away, so set data.task to "
            "'reconstruction'"
        )
    task: Task = "reconstruction" if reconstructs else dataset.task
    output = network.output_activation.name
    classes = dataset.class_count(data.name.values) if task == "classification" else 0
    if output == AUTO:
        output = "linear" if classes == 0 else "sigmoid" if classes == 2 else "softmax"
        output_activation = ActivationChoice(output)
    else:
        output_activation = ActivationChoice(output, **network.output_activation.values)
    if output == "softmax" and classes == 0:
        raise InvalidInput(f"network.output_activation is 'softmax': it answers with classes, so not for {task}")

    loss = _loss(training.loss, task, output, classes)
    if task == "reconstruction" and "regression" not in loss.tasks and data.scaling != "minmax":
        raise InvalidInput(
            f"training.loss is '{loss.name}': it reconstructs shares from 0 to 1, so set data.scaling to 'minmax'"
        )
    split = prepare(
        name=dataset,
        hyperparameters=data.name.values,
        seed=experiment.seed,
        samples=data.samples,
        noise=data.noise,
        test_fraction=data.test_fraction,
        validation_fraction=data.validation_fraction,
        scaling=data.scaling,
        features=data.features,
        encoding=_encoding(loss, output, classes),
        reconstructs=reconstructs,
        input_noise=data.input_noise,
        dtype=training.dtype,
    )
    if training.stop.patience is not None and not len(split.inputs_validation):
        raise InvalidInput(
            f"training.stop.patience is {training.stop.patience:,}: it waits for a lower validation loss, so set "
            "data.validation_fraction above 0"
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
        batch_norm=[layer.batch_norm for layer in network.hidden],
        dropout=[layer.dropout for layer in network.hidden],
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


def _starts(network: NetworkRecord) -> list[LayerStart]:
    """Return what each layer starts from: the network's choices, where a hidden layer does not say otherwise."""
    wanted = [*((layer.initializer, layer.initial_bias) for layer in network.hidden), (None, None)]
    starts = []
    for initializer, bias in wanted:
        choice = network.initializer if initializer is None else initializer
        draw = INITIALIZERS[choice.name].bound(choice.values)
        starts.append(LayerStart(draw, network.initial_bias if bias is None else bias))
    return starts


def _loss(choice: LossChoice, task: Task, output: str, classes: int) -> Loss:
    """Choose the loss: "auto" is the natural one for the output."""
    if choice.name == AUTO:
        if classes == 0 or output == "tanh":
            # With targets -1 and +1 a logarithm of the answer has no meaning.
            choice = LossChoice("mse")
        else:
            one_hot = classes > 2 or output == "softmax"
            choice = LossChoice("categorical_cross_entropy" if one_hot else "binary_cross_entropy")
    name, loss = choice.name, LOSSES[choice.name]
    if task not in loss.tasks:
        allowed = ", ".join(entry.name for entry in LOSSES.values() if task in entry.tasks)
        raise InvalidInput(f"training.loss is '{name}': it needs classes; for {task} allowed are {allowed}")
    if loss.signed_targets and classes > 2:
        allowed = ", ".join(entry.name for entry in LOSSES.values() if not entry.signed_targets)
        raise InvalidInput(
            f"training.loss is '{name}': it tells two classes apart, and there are {classes}; allowed are {allowed}"
        )
    return loss.bound(choice.values)


def _encoding(loss: Loss, output: str, classes: int) -> Encoding:
    """Choose how targets are written."""
    if classes == 0:
        return "real"
    if classes > 2 or output == "softmax":
        return "signed_one_hot" if loss.signed_targets else "one_hot"
    return "signed" if output == "tanh" or loss.signed_targets else "binary"
