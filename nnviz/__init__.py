"""nnviz: an exact neural-network engine whose every step can be looked at.

The package trains real networks with NumPy alone and never imports Qt; the window lives in ``ui``.
"""

from __future__ import annotations

import threadpoolctl

# NumPy must be loaded before its BLAS can be limited. One BLAS thread: on the small matrices of a lecture more threads
# only cost time, and the result of a product must not depend on the number of cores.
import numpy  # noqa: F401  # isort: skip

threadpoolctl.threadpool_limits(limits=1, user_api="blas")

__version__ = "0.1.0"
