"""The timeline at the foot of the window: any step of the past, and what happened on the way."""

from ui.timeline.player import Player
from ui.timeline.timeline import Timeline

__all__ = ["Player", "Timeline"]
