"""The Activations panel: each layer's f and f', and where on them its units work."""

from ui.panels.activations.panel import ActivationsPanel
from ui.panels.activations.recorded_panel import RecordedActivationsPanel

__all__ = ["ActivationsPanel", "RecordedActivationsPanel"]
