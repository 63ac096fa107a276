"""The Loss panel: loss and accuracy of every run."""

from ui.panels.loss.panel import LossPanel

__all__ = ["LossPanel"]
