"""The findings strip at the foot of the window."""

from ui.findings_strip.remark import Remark
from ui.findings_strip.strip import FindingsStrip

__all__ = ["FindingsStrip", "Remark"]
