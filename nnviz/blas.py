"""The threads of NumPy's matrix products."""

from __future__ import annotations

from functools import cache


@cache
def use_one_thread() -> None:
    """Let every product of this process be computed by one thread, once and for all.

    On the small matrices of a lecture more threads only cost time, and the result of a product must not depend on the
    number of cores. The programs of nnviz call this as they start, and whatever trains with its engine calls it, too;
    a script that only records its own training keeps its threads.
    """
    # NumPy must be loaded before its BLAS can be limited.
    import numpy  # noqa: F401  # isort: skip
    import threadpoolctl

    threadpoolctl.threadpool_limits(limits=1, user_api="blas")
