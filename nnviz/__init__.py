"""nnviz: an exact neural-network engine whose every step can be looked at.

The package trains real networks with NumPy alone and never imports Qt; the window lives in ``ui``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import threadpoolctl

# NumPy must be loaded before its BLAS can be limited. One BLAS thread: on the small matrices of a lecture more threads
# only cost time, and the result of a product must not depend on the number of cores.
import numpy  # noqa: F401  # isort: skip

threadpoolctl.threadpool_limits(limits=1, user_api="blas")

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
