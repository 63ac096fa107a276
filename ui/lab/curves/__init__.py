"""The loss against the step, for all racers."""

from ui.lab.curves.view import LossCurves

__all__ = ["LossCurves"]
