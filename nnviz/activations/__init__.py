r"""Activations: a = f(z), and how a gradient passes back through f.

Every function writes into arrays that it is given, because the step loop allocates nothing:

- ``function(z, out, scratch, **hyperparameters)`` writes f(z) into `out`;
- ``derivative(z, a, out, scratch, **hyperparameters)`` writes f'(z) into `out`, where `a` is f(z).

All arrays have the shape (batch, units); `scratch` is free for use, and no two of them share memory. At a kink the
derivative is the left one: 0 for ReLU, alpha for leaky ReLU and ELU, scale times alpha for SELU. NaN passes through
every function, so that divergence shows. Softmax is not elementwise: it has a pullback in place of a derivative.

Outputs of NumPy functions are passed by position here and in all that the step loop calls: on arrays as small as these
the keyword alone takes a sixth of a call.
"""

from nnviz.activations.entry import Activation
from nnviz.activations.rows import largest_of_rows, sum_of_rows
from nnviz.activations.table import ACTIVATIONS

__all__ = ["ACTIVATIONS", "Activation", "largest_of_rows", "sum_of_rows"]
