"""What a change of the experiment means for the runs: nothing, a live edit, or a restart."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from nnviz.assembly import Assembly
from nnviz.edits import fixed_part
from nnviz.experiment import Choice, Experiment, Network, Training
from nnviz.experiment.schema import Stop


class Change(Struct, frozen=True):
    """How to bring the runs from one experiment to another.

    Attributes
    ----------
    restart : bool
        Whether the runs have to start anew.
    live : dict of int to Training
        Otherwise: for each run that changes, its new training settings.
    layers : dict of int to Network
        Likewise: for each run whose layers go on in another way, its new network.
    """

    restart: bool
    live: dict[int, Training]
    layers: dict[int, Network] = field(default_factory=dict)


def compare(before: list[Assembly], after: list[Assembly]) -> Change:
    """Find out what the runs have to do to go from one list of assemblies to another."""
    if [_fixed(assembly.experiment) for assembly in before] != [_fixed(assembly.experiment) for assembly in after]:
        return Change(True, {})
    pairs = [(old.experiment, new.experiment) for old, new in zip(before, after, strict=True)]
    live = {run: new.training for run, (old, new) in enumerate(pairs) if old.training != new.training}
    layers = {run: new.network for run, (old, new) in enumerate(pairs) if old.network != new.network}
    return Change(False, live, layers)


def _fixed(experiment: Experiment) -> Experiment:
    """Return the experiment without names and without what can change while a run goes on."""
    default = Training()
    training = replace(
        experiment.training,
        optimizer=default.optimizer,
        batch_size=default.batch_size,
        l1=default.l1,
        l2=default.l2,
        stop=Stop(),
    )
    network = fixed_part(experiment.network)
    return replace(experiment, name="", notes="", variants=(), training=training, network=network)


def in_words(before: Training, after: Training) -> str:
    """Say what changed, as short as a flag: "rate 0.1 → 0.05". Empty where only stop conditions did."""
    words = []
    if before.optimizer.name != after.optimizer.name:
        words.append(f"{before.optimizer.entry.label} → {after.optimizer.entry.label}")
    else:
        for hyperparameter in after.optimizer.entry.hyperparameters:
            old, new = (choice.values[hyperparameter.name] for choice in (before.optimizer, after.optimizer))
            if old != new:
                label = "rate" if hyperparameter.name == "learning_rate" else hyperparameter.label.lower()
                words.append(f"{label} {old:g} → {new:g}")
    for label, old, new in (("L1", before.l1, after.l1), ("L2", before.l2, after.l2)):
        if old != new:
            words.append(f"{label} {old:g} → {new:g}")
    if before.batch_size != after.batch_size:
        words.append(f"batch {before.batch_size or 'all'} → {after.batch_size or 'all'}")
    return ", ".join(words)


def network_in_words(before: Network, after: Network) -> str:
    """Say what changed in layers that stay: "Hidden 1 alpha 0.01 → 0.2"."""
    words = []
    for number, (old, new) in enumerate(zip(before.hidden, after.hidden, strict=True), 1):
        words += _layer_in_words(f"Hidden {number}", old.activation, new.activation)
        if old.dropout != new.dropout:
            words.append(f"Hidden {number} dropout {old.dropout:g} → {new.dropout:g}")
    words += _layer_in_words("Output", before.output_activation, after.output_activation)
    return ", ".join(words)


def _layer_in_words(layer: str, before: Choice, after: Choice) -> list[str]:
    known = before.entry.hyperparameters if before.values else ()
    pairs = ((number.label.lower(), before.values[number.name], after.values[number.name]) for number in known)
    return [f"{layer} {label} {old:g} → {new:g}" for label, old, new in pairs if old != new]
