"""Surfaces drawn by a graphics processor, wherever there is one: the fast path beside `ui.plotting.relief`."""

from ui.plotting.graphics.processor import Graphics, graphics

__all__ = ["Graphics", "graphics"]
