"""A registry choice in an experiment: a name, with the hyperparameters that the entry has.

In the file a choice is its name, or an object ``{"name": ..., hyperparameters}``. In memory every hyperparameter is
spelled out; in the file those that the entry has are written whenever it has any.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Self

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import SOURCES
from nnviz.errors import InvalidInput, shortened, unknown_name
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS
from nnviz.registry import Entry, Hyperparameter, Registry
from nnviz.schedules import SCHEDULES

AUTO = "auto"


class Choice:
    """One entry of a registry, and a value for each of its hyperparameters. Immutable.

    Parameters
    ----------
    name : str
        The entry's name (or ``"auto"`` where the family allows it).
    values : float
        Hyperparameters by name; the others take their defaults.

    Raises
    ------
    InvalidInput
        If the name or a hyperparameter does not exist, or a value is out of range.
    """

    __slots__ = ("_values", "name")

    registry: ClassVar[Registry[Any]]
    allows_auto: ClassVar[bool] = False

    name: str
    _values: tuple[tuple[str, float], ...]

    def __init__(self, name: str, /, **values: float) -> None:
        object.__setattr__(self, "name", name)
        if name == AUTO and self.allows_auto:
            known: tuple[Hyperparameter, ...] = ()
        elif name not in self.registry:
            names = [AUTO, *self.registry] if self.allows_auto else list(self.registry)
            raise unknown_name(self.registry.kind, name, names)
        else:
            known = self.registry[name].hyperparameters
        allowed = [h.name for h in known]
        for key, value in values.items():
            if key not in allowed:
                if not allowed:
                    raise InvalidInput(f"'{name}' has no hyperparameter '{shortened(key)}': it has none at all")
                raise unknown_name(f"hyperparameter of '{name}'", key, allowed)
            if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
                raise InvalidInput(f"{key} is {shortened(repr(value))}: it must be a number")
        object.__setattr__(self, "_values", tuple((h.name, h.check(values.get(h.name, h.default))) for h in known))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), self.name, **dict(self._values)), ()

    @property
    def values(self) -> dict[str, float]:
        """Every hyperparameter by name."""
        return dict(self._values)

    @property
    def entry(self) -> Entry:
        """The registry's entry. Raises `InvalidInput` for "auto", which stands for one that is not known yet."""
        entry: Entry = self.registry[self.name]
        return entry

    @classmethod
    def parse(cls, document: object) -> Self:
        """Read a choice as it stands in a file: a name, or an object with a name."""
        if isinstance(document, str):
            return cls(document)
        if isinstance(document, Mapping):
            if "name" not in document:
                raise InvalidInput(f"the {cls.registry.kind} has no 'name'")
            name = document["name"]
            if not isinstance(name, str):
                raise InvalidInput(f"the {cls.registry.kind}'s name must be text")
            return cls(name, **{key: value for key, value in document.items() if key != "name"})
        raise InvalidInput(f"the {cls.registry.kind} must be a name, or an object with a name")

    def document(self) -> str | dict[str, Any]:
        """Return the choice as it stands in a file."""
        if not self._values:
            return self.name
        return {"name": self.name, **{key: _plain(value) for key, value in self._values}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choice) and type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        values = "".join(f", {key}={value:g}" for key, value in self._values)
        return f"{type(self).__name__}({self.name!r}{values})"

    def _key(self) -> tuple[object, ...]:
        return (self.name, self._values)


def _plain(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


class DatasetChoice(Choice):
    """Which data set."""

    __slots__ = ()
    registry = SOURCES


class ActivationChoice(Choice):
    """Which activation a hidden layer has."""

    __slots__ = ()
    registry = ACTIVATIONS


class OutputActivationChoice(Choice):
    """Which activation the output has; "auto" follows the task."""

    __slots__ = ()
    registry = ACTIVATIONS
    allows_auto = True


class InitializerChoice(Choice):
    """How initial weights are drawn."""

    __slots__ = ()
    registry = INITIALIZERS


class LossChoice(Choice):
    """Which loss; "auto" follows the task."""

    __slots__ = ()
    registry = LOSSES
    allows_auto = True


class OptimizerChoice(Choice):
    """Which optimizer, with its learning rate."""

    __slots__ = ()
    registry = OPTIMIZERS


class ScheduleChoice(Choice):
    """How the learning rate changes while a run goes on."""

    __slots__ = ()
    registry = SCHEDULES
