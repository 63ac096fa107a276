"""nnviz: an exact neural-network engine whose every step can be looked at.

The package trains real networks with NumPy alone and never imports Qt; the window lives in ``ui``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nnviz.recorder import Recorder as Recorder
    from nnviz.store.recording import Recording as Recording


def __getattr__(name: str) -> Any:
    """Import what scripts use of this package when they first ask for it: the window must start fast."""
    if name == "Recorder":
        from nnviz.recorder import Recorder

        return Recorder
    if name == "Recording":
        from nnviz.store.recording import Recording

        return Recording
    raise AttributeError(f"module 'nnviz' has no attribute '{name}'")
