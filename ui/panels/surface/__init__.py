"""The Loss surface panel: the loss around the paths that the runs take through their parameters."""

from ui.panels.surface.panel import SurfacePanel
from ui.panels.surface.recorded_panel import RecordedPathPanel

__all__ = ["RecordedPathPanel", "SurfacePanel"]
