r"""Optimizers: how a gradient becomes a step. They see flat vectors only, so they know nothing of networks.

``update(theta, gradient, state, scratch, count, learning_rate, **hyperparameters)`` changes `theta` (P,) and `state` in
place. `state` is a sequence of `vectors` vectors (P,) that start at 0; `scratch` is a sequence of `SCRATCH_VECTORS`
vectors (P,) that are free for use; `count` is 1 for the first update with this state. Nothing is allocated.
"""

from nnviz.optimizers.catalogue import OPTIMIZERS
from nnviz.optimizers.optimizer import SCRATCH_VECTORS, Optimizer

__all__ = ["OPTIMIZERS", "SCRATCH_VECTORS", "Optimizer"]
