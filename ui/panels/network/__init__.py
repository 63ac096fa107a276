"""The Network panel, the window's centrepiece.

`columns` says what each layer shows, `layout` where everything stands (plain numbers), `portrait` what is computed in
the background, `scene` and `overlay` draw it, `interaction` is what a user can do.
"""

from ui.panels.network.panel import NetworkPanel

__all__ = ["NetworkPanel"]
