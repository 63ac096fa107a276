"""What the user has made of each named layout: where panels stand, which are hidden, which tab is in front."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from ui import arrangement
from ui.arrangement import Side, Tree
from ui.panel_table import LAYOUTS, PANELS

NAMES = tuple(kind.name for kind in PANELS)


class Room(Struct):
    """One layout at one width, as it is now.

    Attributes
    ----------
    tree : Tree
        Hidden panels keep their place in it.
    hidden : set of str
    front : set of str
        Panels that are in front of others in the same place.
    """

    tree: Tree
    hidden: set[str] = field(default_factory=set)
    front: set[str] = field(default_factory=set)

    @property
    def shown(self) -> list[str]:
        """The panels that are to be seen, by the order of the tree."""
        return [name for name in arrangement.panels(self.tree) if name in NAMES and name not in self.hidden]

    def show(self, name: str) -> None:
        """Show a panel, where it was or at the right of everything, in front."""
        self.hidden.discard(name)
        if name not in arrangement.panels(self.tree):
            self.tree = arrangement.added(self.tree, name)
        self.bring_to_front(name)

    def hide(self, name: str) -> None:
        """Hide a panel, unless it is the last."""
        if self.shown != [name]:
            self.hidden.add(name)

    def move(self, name: str, target: str, side: Side) -> None:
        """Move a panel to a side of another, or let both change places."""
        self.tree = arrangement.moved(self.tree, name, target, side)

    def bring_to_front(self, name: str) -> None:
        """Put a panel in front of those that share its place."""
        self.front -= self._sharing(self.tree, name)
        self.front.add(name)

    def _sharing(self, tree: Tree, name: str) -> set[str]:
        """Return the panels of the place behind each other that holds `name`."""
        if isinstance(tree, str):
            return set()
        if tree.way == "tabs":
            names = set(arrangement.panels(tree))
            return names if name in names else set()
        return set().union(*(self._sharing(part, name) for part in tree.parts))


class Layouts:
    """The rooms of all layouts."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, bool], Room] = {}

    def room(self, name: str, narrow: bool) -> Room:
        """Return a layout's room at a width."""
        key = name, narrow
        if key not in self._rooms:
            layout = LAYOUTS[name]
            self._rooms[key] = Room(arrangement.copied(layout.narrow if narrow else layout.wide))
        return self._rooms[key]

    def reset(self, name: str) -> None:
        """Forget what the user has made of a layout."""
        for narrow in (False, True):
            self._rooms.pop((name, narrow), None)

    def encode(self) -> Any:
        """Return everything as JSON."""
        return [
            {
                "name": name,
                "narrow": narrow,
                "tree": arrangement.encode(room.tree),
                "hidden": sorted(room.hidden),
                "front": sorted(room.front),
            }
            for (name, narrow), room in self._rooms.items()
        ]

    def decode(self, value: Any) -> None:
        """Take what was remembered; what makes no sense is as if it were not there."""
        for item in value if isinstance(value, list) else []:
            if not isinstance(item, dict) or item.get("name") not in tuple(LAYOUTS):
                continue
            tree = arrangement.decode(item.get("tree"), NAMES)
            if tree is None:
                continue
            room = Room(tree, _names(item.get("hidden")), _names(item.get("front")))
            if room.shown:
                self._rooms[item["name"], bool(item.get("narrow"))] = room


def _names(value: Any) -> set[str]:
    return {name for name in value if name in NAMES} if isinstance(value, list) else set()
