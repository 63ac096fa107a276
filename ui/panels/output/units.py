"""How a quantity is named together with its unit."""

from __future__ import annotations


def with_unit(name: str, unit: str) -> str:
    """Return a quantity's name, with its unit in brackets where it has one."""
    return f"{name} ({unit})" if unit else name
