"""How panels are arranged: a tree of places beside, below or behind each other. Plain data, remembered as JSON.

A leaf is a panel's name. The functions change a tree in place or return another root; no panel is ever in it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Literal

from msgspec import Struct

Way = Literal["across", "down", "tabs"]
Side = Literal["left", "right", "above", "below", "swap"]

WAYS: tuple[Way, ...] = ("across", "down", "tabs")
DEEPEST = 16
"""A tree that is deeper was not made by this program."""
LARGEST_SHARE = 2**20
"""Nor a share that is larger: they are pixels."""


class Split(Struct):
    """Places that share a room.

    Attributes
    ----------
    way : "across", "down" or "tabs"
        Side by side, below each other, or behind each other, of which one is seen.
    parts : list of Tree
    shares : list of int
        Their shares of the room, in any unit.
    """

    way: Way
    parts: list[Tree]
    shares: list[int]


Tree = Split | str


def across(*parts: tuple[Tree, int]) -> Split:
    """Return places side by side, each with its share."""
    return _split("across", parts)


def down(*parts: tuple[Tree, int]) -> Split:
    """Return places below each other, each with its share."""
    return _split("down", parts)


def tabs(*names: str) -> Split:
    """Return panels behind each other."""
    return Split("tabs", list(names), [1] * len(names))


def panels(tree: Tree | None) -> Iterator[str]:
    """Yield the names of all panels in a tree."""
    if isinstance(tree, str):
        yield tree
    elif tree is not None:
        for part in tree.parts:
            yield from panels(part)


def copied(tree: Tree) -> Tree:
    """Return a tree of its own."""
    if isinstance(tree, str):
        return tree
    return Split(tree.way, [copied(part) for part in tree.parts], list(tree.shares))


def without(tree: Tree | None, name: str) -> Tree | None:
    """Take a panel out; its neighbours share its room. Returns the root, None where nothing is left."""
    if tree is None or tree == name:
        return None
    if isinstance(tree, str):
        return tree
    kept = [
        (part, share)
        for part, share in ((without(part, name), share) for part, share in zip(tree.parts, tree.shares, strict=True))
        if part is not None
    ]
    if not kept:
        return None
    if len(kept) == 1:
        return kept[0][0]
    tree.parts, tree.shares = [part for part, _ in kept], [share for _, share in kept]
    return tree


def moved(tree: Tree, name: str, target: str, side: Side) -> Tree:
    """Move a panel to a side of another, or let both change places. Returns the root.

    A panel that is not in the tree can only be put beside one that is.
    """
    if name == target or target not in panels(tree):
        return tree
    if side == "swap":
        return _renamed(tree, {name: target, target: name})
    rest = without(tree, name)
    return tree if rest is None else _placed(rest, name, target, side)


def added(tree: Tree | None, name: str) -> Tree:
    """Put a panel at the right of everything. Returns the root."""
    if tree is None:
        return name
    if isinstance(tree, Split) and tree.way == "across":
        tree.parts.append(name)
        tree.shares.append(max(1, sum(tree.shares) // len(tree.shares)))
        return tree
    return across((tree, 2), (name, 1))


def encode(tree: Tree) -> Any:
    """Return a tree as JSON."""
    if isinstance(tree, str):
        return tree
    return {"way": tree.way, "parts": [encode(part) for part in tree.parts], "shares": tree.shares}


def decode(value: Any, names: Collection[str]) -> Tree | None:
    """Return the tree that JSON describes, or None where it describes none of the panels `names`, or one twice."""
    tree = _decoded(value, names, DEEPEST)
    found = list(panels(tree))
    return tree if len(found) == len(set(found)) else None


def _decoded(value: Any, names: Collection[str], depth: int) -> Tree | None:
    if isinstance(value, str):
        return value if value in names else None
    if not isinstance(value, dict) or value.get("way") not in WAYS or depth == 0:
        return None
    parts, shares = value.get("parts"), value.get("shares")
    if not isinstance(parts, list) or not isinstance(shares, list) or len(parts) != len(shares) or len(parts) < 2:
        return None
    children = [_decoded(part, names, depth - 1) for part in parts]
    if any(child is None for child in children):
        return None
    if not all(isinstance(share, int) and 0 <= share <= LARGEST_SHARE for share in shares):
        return None
    if value["way"] == "tabs" and not all(isinstance(child, str) for child in children):
        return None
    return Split(value["way"], [child for child in children if child is not None], shares)


def _split(way: Way, parts: tuple[tuple[Tree, int], ...]) -> Split:
    return Split(way, [part for part, _ in parts], [share for _, share in parts])


def _renamed(tree: Tree, names: dict[str, str]) -> Tree:
    if isinstance(tree, str):
        return names.get(tree, tree)
    tree.parts = [_renamed(part, names) for part in tree.parts]
    return tree


def _placed(tree: Tree, name: str, target: str, side: Side) -> Tree:
    """Put a panel that is not in the tree beside one that is: into the split that has that direction, or a new one."""
    way: Way = "across" if side in ("left", "right") else "down"
    after = side in ("right", "below")
    # Panels behind each other are one place.
    if tree == target or (isinstance(tree, Split) and tree.way == "tabs" and target in tree.parts):
        parts = [tree, name] if after else [name, tree]
        return Split(way, parts, [1, 1])
    if isinstance(tree, str):
        return tree
    for index, part in enumerate(tree.parts):
        if target not in panels(part):
            continue
        one_place = isinstance(part, str) or part.way == "tabs"
        if tree.way == way and one_place:
            half = max(1, tree.shares[index] // 2)
            tree.shares[index] = half
            tree.parts.insert(index + after, name)
            tree.shares.insert(index + after, half)
        else:
            tree.parts[index] = _placed(part, name, target, side)
        break
    return tree
