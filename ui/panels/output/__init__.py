"""The Output panel."""

from ui.panels.output.panel import OutputPanel

__all__ = ["OutputPanel"]
