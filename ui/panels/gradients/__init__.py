"""The Gradients panel: how much of the signal reaches each layer."""

from ui.panels.gradients.panel import GradientsPanel

__all__ = ["GradientsPanel"]
