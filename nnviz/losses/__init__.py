r"""Losses: how far the outputs y are from the targets t, as one number and as a gradient.

A loss is a mean, that is, a sum of terms times a weight:

- ``terms(y, t, out, scratch, **hyperparameters)`` writes the terms into `out`;
- ``gradient(y, t, out, scratch, **hyperparameters)`` writes dL/dy into `out`.

A loss that is `fused_with` its natural output activation is computed from z instead, where it is stable and where
dL/dz = (a - t) weight. All arrays have the shape (batch, outputs); `scratch` is free for use. `Loss.bound` fills the
hyperparameters in.
"""

from nnviz.losses.catalogue import LOSSES
from nnviz.losses.cross_entropies import CLIP
from nnviz.losses.loss import Loss

__all__ = ["CLIP", "LOSSES", "Loss"]
