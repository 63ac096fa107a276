"""What a row of the form shows and edits, as plain descriptions that can be compared: an unchanged row stays as it is.

Free of widgets. `ui.experiment_form.catalogue` writes them from the schema and the registries.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from nnviz.experiment import Experiment
from ui.controls import Mark, Option
from ui.experiment_form.ranges import FormRange


def lowered(label: str) -> str:
    """Return a label as it stands in a sentence: "Learning rate" as "learning rate", but "L2" as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class RowSpec(Struct, frozen=True, kw_only=True):
    """One row.

    Attributes
    ----------
    path : str
        What it edits.
    label : str
        The words before the control.
    sentence : str
        The label's tooltip.
    mark : "live", "restarts" or None
        When a change takes effect, where that differs from the row's section.
    rare : bool
        Whether the row is folded away as long as it holds the default.
    name : str
        What it is called where its place says nothing: for screen readers and in the words of undo; empty where the
        label does.
    """

    path: str
    label: str
    name: str = ""
    sentence: str = ""
    mark: Mark | None = None
    rare: bool = False

    @property
    def key(self) -> str:
        """What tells rows apart: a path can be shown by rows of several kinds."""
        return f"{type(self).__name__} {self.path}"

    @property
    def full_name(self) -> str:
        """The name, or the label where it says everything."""
        return self.name or self.label

    def words(self, value: str) -> str:
        """Return the words of undo: "learning rate 0.05"."""
        return f"{lowered(self.full_name)} {value}".rstrip()


class NumberSpec(RowSpec, frozen=True, kw_only=True):
    """A number with a slider.

    Attributes
    ----------
    numbers : FormRange
        What is allowed.
    null_shown : float or None
        The number that null is shown as; None where null is not allowed, or has a word of its own.
    """

    numbers: FormRange
    null_shown: float | None = None


class SeedSpec(RowSpec, frozen=True, kw_only=True):
    """The seed: a wide field, and a button that draws another."""

    numbers: FormRange


class ChoiceSpec(RowSpec, frozen=True, kw_only=True):
    """One of several options.

    Attributes
    ----------
    options : tuple of Option
        In the order of the list.
    short : tuple of (str, str)
        Keys of options, and what the field says of them where it has no room for the label.
    change : callable
        ``change(experiment, path, key)`` returns the experiment with another option.
    """

    options: tuple[Option, ...]
    short: tuple[tuple[str, str], ...] = ()
    change: Callable[[Experiment, str, str], Experiment]


class SwitchSpec(RowSpec, frozen=True, kw_only=True):
    """Something that is on or off."""


class ThumbnailsSpec(RowSpec, frozen=True, kw_only=True):
    """Data sets as pictures.

    Attributes
    ----------
    names : tuple of str
        Which, in the order of the row.
    """

    names: tuple[str, ...]


class FeaturesSpec(RowSpec, frozen=True, kw_only=True):
    """Which functions of the coordinates the network sees.

    Attributes
    ----------
    options : tuple of Option
        All that the data can have.
    columns : int
        How many coordinates the data have: the first features, in force where none are chosen.
    dataset : str
        Name of the data set.
    """

    options: tuple[Option, ...]
    columns: int
    dataset: str


class LayerSpec(RowSpec, frozen=True, kw_only=True):
    """A hidden layer: units, activation, and a button that removes it.

    Attributes
    ----------
    index : int
        0 for the first hidden layer.
    longest : str
        The longest label of all layers, so that their fields line up.
    units : FormRange
        How many units it can have.
    activations : tuple of Option
        By their short names.
    """

    index: int
    longest: str
    units: FormRange
    activations: tuple[Option, ...]


class LinkSpec(RowSpec, frozen=True, kw_only=True):
    """A link that changes the experiment: add a layer.

    Attributes
    ----------
    change : callable
        ``change(experiment)`` returns the experiment after a click.
    enabled : bool
        Whether it can be clicked; the sentence then says why not.
    """

    change: Callable[[Experiment], Experiment]
    enabled: bool = True


class FoldSpec(RowSpec, frozen=True, kw_only=True):
    """Rows that are folded away behind one line that sums them up.

    Attributes
    ----------
    rows : tuple of RowSpec
        What it unfolds to.
    summary : callable
        ``summary(document)`` returns the line's words.
    """

    rows: tuple[RowSpec, ...]
    summary: Callable[[dict[str, object]], str]


class TextSpec(RowSpec, frozen=True, kw_only=True):
    """A line of text, such as a name."""


class JsonSpec(RowSpec, frozen=True, kw_only=True):
    """A value that no other row knows, as it stands in the file."""
