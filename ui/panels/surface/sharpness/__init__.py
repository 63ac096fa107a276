"""The sharpness of every run over its steps, against what its optimizer bears: a view of the Loss surface panel."""

from ui.panels.surface.sharpness.table import table
from ui.panels.surface.sharpness.view import SharpnessView
from ui.panels.surface.sharpness.work import Outcome as SharpnessOutcome

__all__ = ["SharpnessOutcome", "SharpnessView", "table"]
