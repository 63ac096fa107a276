"""The Loss surface panel: the loss around the paths that the runs take through their parameters."""

from ui.panels.surface.panel import SurfacePanel

__all__ = ["SurfacePanel"]
