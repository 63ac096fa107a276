"""The function as contours, with the racers' paths on it."""

from ui.lab.canvas.view import LandscapeCanvas

__all__ = ["LandscapeCanvas"]
