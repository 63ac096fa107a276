"""Editing a variant in place: its name, what it changes, and taking it away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz.experiment import Experiment, encode, is_live, plan_runs, with_value
from nnviz.experiment.fields import LIVE_PATHS
from ui.controls import IconButton, TextButton
from ui.experiment_form.catalogue import STOP, leaf_specs, override_specs
from ui.experiment_form.changes import with_override, without_override
from ui.experiment_form.edits import Edit, Submit
from ui.experiment_form.focus import leave, retire
from ui.experiment_form.paths import Document, inside, normal, value_at
from ui.experiment_form.row_list import RowList
from ui.experiment_form.run_row import INSET
from ui.experiment_form.specs import JsonSpec, RowSpec, TextSpec
from ui.theme import follow, px

_LIVE = tuple(path for path in LIVE_PATHS if path != STOP)
"""What a run can change as it goes on, and is worth a race; when it stops is not."""
_SECTIONS = {"data": "Data", "network": "Network", "training": "Training", "seed": "Seed"}


class VariantEditor(QWidget):
    """The fields of one variant.

    Parameters
    ----------
    submit : callable
        Where edits go.

    Attributes
    ----------
    remove_clicked : Signal()
        The user wants the variant away.
    """

    remove_clicked = Signal()

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self._experiment = Experiment()
        self._run = Experiment()
        self.index = 0
        self._offered: tuple[str, ...] = ()
        self.name = RowList(submit)
        self.overrides: dict[str, Override] = {}
        self.add = TextButton("Change more", kind="link", icon="plus", height=28)
        self.add.setToolTip("Choose another value that this variant changes.")
        self.add.clicked.connect(self._open_menu)
        self.remove = TextButton("Remove", kind="link", icon="trash-2", height=28)
        self.remove.setToolTip("Remove this variant.")
        self.remove.clicked.connect(self.remove_clicked)
        self.menu: QMenu | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.name)
        self._blocks = QVBoxLayout()
        self._column.addLayout(self._blocks)
        self._links = QHBoxLayout()
        self._links.addWidget(self.add)
        self._links.addStretch(1)
        self._links.addWidget(self.remove)
        self._column.addLayout(self._links)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._column.setContentsMargins(px(INSET), px(4), px(INSET), px(8))

    def offer_live_rows(self, offered: bool) -> None:
        """Show rows for all that changes without a restart, also where the variant does not override it yet."""
        self._offered = _LIVE if offered else ()

    def show_variant(self, experiment: Experiment, index: int, run: Experiment) -> bool:
        """Show a variant, and say whether rows came or went.

        Parameters
        ----------
        experiment : Experiment
            With all variants.
        index : int
            Which variant, 0 for the first.
        run : Experiment
            What the variant's run trains: the base with the overrides applied.
        """
        self._experiment, self._run, self.index = experiment, run, index
        path = f"variants[{index}].name"
        names: tuple[RowSpec, ...] = (TextSpec(path=path, label="Name", name="Variant name"),)
        self.name.show_rows(names, encode(experiment))
        document = encode(run)
        own = list(experiment.variants[index].set)
        taken = [normal(key) for key in own]
        offered = (*self._offered, *_live_in_layers(run, document)) if self._offered else ()
        free = [path for path in offered if not any(inside(path, key) or inside(key, path) for key in taken)]
        wanted = [*own, *free]
        # An offered row that is used becomes an override: it stays where it is, under the pointer that drags it.
        if set(wanted) == set(self.overrides):
            wanted = list(self.overrides)
        changed = wanted != list(self.overrides)
        for key in [key for key in self.overrides if key not in wanted]:
            retire(self.overrides.pop(key))
        for place, key in enumerate(wanted):
            if key not in self.overrides:
                self.overrides[key] = Override(key, self._submit_override, self._remove_override)
            if self._blocks.indexOf(self.overrides[key]) != place:
                self._blocks.insertWidget(place, self.overrides[key])
            changed = self.overrides[key].show_run(run, document, own=key in own) or changed
        return changed

    def _submit_override(self, edit: Edit) -> None:
        """Turn an edit of the variant's run into one of what the variant changes."""
        index = self.index

        def change(experiment: Experiment) -> Experiment:
            run = plan_runs(experiment)[index + 1].experiment
            return with_override(experiment, index, edit.change(run))

        self._submit(
            replace(
                edit,
                path=f"variants[{index}].set.{edit.path}",
                words=f"{self._experiment.variants[index].name}: {edit.words}",
                change=change,
            )
        )

    def _remove_override(self, block: Override) -> None:
        index, key = self.index, block.key
        self._submit(
            Edit(
                path=f"variants[{index}].set",
                words=f"{self._experiment.variants[index].name}: without {block.words}",
                change=lambda experiment: without_override(experiment, index, key),
                source=block,
            )
        )

    @Slot()
    def _open_menu(self) -> None:
        """List everything that the variant does not change yet."""
        self.menu = QMenu(self)
        taken = [normal(key) for key in self.overrides]
        submenus: dict[str, QMenu] = {}
        for spec in leaf_specs(self._run):
            if any(inside(spec.path, key) or inside(key, spec.path) for key in taken):
                continue
            section = spec.path.partition(".")[0]
            if section not in submenus:
                submenus[section] = self.menu.addMenu(_SECTIONS[section])
            words = f"{'Stop: ' if spec.path.startswith(STOP) else ''}{spec.full_name}"
            submenus[section].addAction(words, partial(self._add_override, spec))
        self.menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _add_override(self, spec: RowSpec) -> None:
        index = self.index
        value = value_at(encode(self._run), spec.path)
        overrides = dict(self._experiment.variants[index].set) | {spec.path: value}
        self._submit(
            Edit(
                path=f"variants[{index}].set",
                words=f"{self._experiment.variants[index].name}: {spec.words('').lower()}",
                change=lambda experiment: with_value(experiment, f"variants[{index}].set", overrides),
                source=next(iter(self.name)),
            )
        )


def _live_in_layers(run: Experiment, document: Document) -> list[str]:
    """Return what of a run's layers can change as it goes on: hyperparameters of activations, and dropout in use."""
    live = (spec.path for spec in leaf_specs(run) if spec.path.startswith("network.") and is_live(spec.path))
    return [path for path in live if "activation." in path or value_at(document, path)]


class Override(QWidget):
    """What a variant changes at one path, and an arrow that takes it back.

    Parameters
    ----------
    key : str
        The path as the variant spells it.
    submit : callable
        Where edits of the variant's run go.
    remove : callable
        ``remove(self)``, called by the arrow.
    """

    def __init__(self, key: str, submit: Submit, remove: Callable[[Override], None]) -> None:
        super().__init__()
        self.key = key
        self.words = key
        self._remove = remove
        self.rows = RowList(submit)
        self.revert = IconButton("undo-2", "", size=(16, 28), icon_size=14, token="ink3")
        self.revert.clicked.connect(self._on_revert)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.rows, 1)
        policy = self.revert.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.revert.setSizePolicy(policy)
        self._line.addWidget(self.revert, 0, Qt.AlignmentFlag.AlignTop)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._line.setSpacing(px(4))

    def show_run(self, run: Experiment, document: Document, *, own: bool) -> bool:
        """Show what the variant's run has at the path, its own or that of the base; say whether rows came or went."""
        path = normal(self.key)
        specs = override_specs(path, run) or (_json_spec(path),)
        self.words = specs[0].words("")
        self.revert.setToolTip(f"Take {self.words} as in the base")
        self.revert.setAccessibleName(self.revert.toolTip())
        if not own:
            leave(self.revert)
        self.revert.setVisible(own)
        return self.rows.show_rows(specs, document)

    def refuse(self, sentence: str) -> None:
        """Say why the override must stay."""
        next(iter(self.rows)).say(sentence)

    def settle(self) -> None:
        """Show nothing else: the rows show what is in force."""

    @Slot()
    def _on_revert(self) -> None:
        self._remove(self)


def _json_spec(path: str) -> JsonSpec:
    label = path.rpartition(".")[2].replace("_", " ").capitalize()
    return JsonSpec(path=path, label=label, sentence=f"{path}, as it stands in the file.")
