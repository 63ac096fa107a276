"""Rows that belong to something: to a hidden layer, to a choice with hyperparameters; and when rows take effect."""

from __future__ import annotations

from nnviz.experiment import Choice, HiddenLayer, is_live
from nnviz.experiment.fields import DROPOUT, LAYER_BIAS
from ui.controls import Mark
from ui.experiment_form.options import choose_layer_initializer, layer_initializers
from ui.experiment_form.ranges import range_of
from ui.experiment_form.specs import ChoiceSpec, NumberSpec, RowSpec, SwitchSpec

SECTION_MARKS: dict[str, Mark] = {"data": "restarts", "network": "restarts", "training": "live"}
"""When a change in a section takes effect; rows that differ say so themselves."""

BATCH_NORM = (
    "Brings each unit's sums to mean 0 and deviation 1 over the batch, then to a scale and shift that it learns."
)


def own_mark(path: str) -> Mark | None:
    """Return a row's own mark, where a change takes effect at another time than its section says."""
    mark: Mark = "live" if is_live(path) else "restarts"
    section = path.partition(".")[0]
    return None if mark == SECTION_MARKS.get(section, "live") else mark


def hyperparameter_rows(choice: Choice, path: str, prefix: str = "") -> list[RowSpec]:
    """Return one row for each hyperparameter of a choice."""
    known = choice.entry.hyperparameters if choice.name in choice.registry else ()
    return [
        NumberSpec(
            path=f"{path}.{number.name}",
            label=number.label,
            name=f"{prefix}{number.label.lower()}" if prefix else "",
            sentence=number.tooltip,
            mark=own_mark(f"{path}.{number.name}"),
            numbers=range_of(number),
        )
        for number in known
    ]


def layer_parts(layer: HiddenLayer, path: str, label: str) -> list[RowSpec]:
    """Return the rows of a hidden layer that stand below its units and its activation."""
    return [
        *hyperparameter_rows(layer.activation, f"{path}.activation", f"{label} "),
        NumberSpec(
            path=f"{path}.dropout",
            label=DROPOUT.label,
            name=f"{label} dropout",
            sentence=DROPOUT.tooltip,
            mark=own_mark(f"{path}.dropout"),
            rare=True,
            numbers=range_of(DROPOUT, percent=True),
        ),
        SwitchSpec(
            path=f"{path}.batch_norm", label="Batch norm", name=f"{label} batch norm", sentence=BATCH_NORM, rare=True
        ),
        ChoiceSpec(
            path=f"{path}.initializer",
            label="Own weights",
            name=f"{label} initial weights",
            sentence="How this layer's weights are drawn before the first step.",
            rare=True,
            options=layer_initializers(),
            change=choose_layer_initializer,
        ),
        *(
            hyperparameter_rows(layer.initializer, f"{path}.initializer", f"{label} initial weights ")
            if layer.initializer is not None
            else ()
        ),
        NumberSpec(
            path=f"{path}.initial_bias",
            label="Own bias",
            name=f"{label} initial bias",
            sentence=LAYER_BIAS.tooltip,
            rare=True,
            numbers=range_of(LAYER_BIAS),
        ),
    ]
