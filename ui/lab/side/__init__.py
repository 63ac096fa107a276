"""What stands beside the landscape: how the racers stand, and what makes the chosen one move as it does."""

from ui.lab.side.views import SideViews

__all__ = ["SideViews"]
