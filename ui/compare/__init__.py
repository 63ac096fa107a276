"""Comparing runs: ready races, forks that change one thing, and the table of differences."""

from ui.compare.commands import CompareCommands

__all__ = ["CompareCommands"]
