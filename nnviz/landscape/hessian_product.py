r"""Products of the Hessian of the training objective with any vector, without the Hessian.

With R the derivative along v in the space of parameters, :math:`R\{\partial L / \partial \theta\} = H v`: one more pass
forward and one more back give the whole product (Pearlmutter 1994, "Fast exact multiplication by the Hessian"). For a
layer z = x W + b, a = f(z),

.. math:: R z = (R x)\, W + x V_W + v_b, \quad R a = f'(z)\, R z, \quad
          R \delta_z = f'(z)\, R \delta_a + f''(z)\, R z\, \delta_a

and so on by the chain rule. f'' and the second derivative of the loss by z are differences of the first derivatives,
which the registries hold (`nnviz.landscape.directional`); they are taken within an activation or a loss, where nothing
is large or small, so that the product keeps some ten digits, and ReLU's kink is never stepped across.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.landscape.hessian_layer import HeadCurvature, LayerCurvature
from nnviz.landscape.rows import Rows
from nnviz.workspace import Passes


class HessianProduct:
    """The Hessian of the objective at one point, as what it does to vectors. It belongs to one thread.

    The objective is what an optimizer lowers: the data loss over the rows, and the penalty. Nothing is dropped out, and
    batch normalisation goes by the running statistics, which are constants, as on a loss surface. At a kink, such as
    ReLU's or that of an l1 penalty, there is no curvature.

    Parameters
    ----------
    assembly : Assembly
    rows : Rows
    theta : ndarray, shape (length,)

    Attributes
    ----------
    size : int
        P, the number of parameters.
    finite : bool
        Whether loss and gradient are finite there; the products need not be where they are not.
    """

    def __init__(self, assembly: Assembly, rows: Rows, theta: Array) -> None:
        self.size = assembly.network.size
        self._l2 = assembly.experiment.training.l2
        self._network = assembly.network
        inputs = augment(rows.inputs.astype(np.float64))
        targets = np.asfortranarray(rows.targets, dtype=np.float64)
        point, gradient = theta.astype(np.float64), np.zeros(self.size)
        self._layers: list[LayerCurvature] = []
        with np.errstate(all="ignore"):
            workspace, head = Passes(assembly.network, assembly.loss, point, gradient).over(len(targets))
            workspace.forward(inputs)
            self.finite = bool(np.isfinite(head.value(targets)))
            head.delta(targets)
            workspace.backward(inputs)
            self.finite &= bool(np.isfinite(gradient).all())
            below = inputs.T
            for layer, buffers in zip(assembly.network, workspace.layers, strict=True):
                self._layers.append(LayerCurvature(layer, buffers, point, below))
                below = self._layers[-1].outputs
            for lower, upper in zip(self._layers, self._layers[1:], strict=False):
                lower.take_pulled(upper.pulled())
        # From now on the loss is tried out at other places in the output's buffers.
        self._head = HeadCurvature(assembly, workspace, head, targets)

    def __call__(self, vector: Array) -> Array:
        """Return H v for v of shape (P,)."""
        product = np.zeros(self.size)
        with np.errstate(all="ignore"):
            moved: Array | None = None
            for layer in self._layers[:-1]:
                layer.forward(vector, moved)
                moved = layer.answer()
            turned = self._head.turn(self._layers[-1].forward(vector, moved))
            for lower, upper in zip(self._layers[-2::-1], self._layers[:0:-1], strict=True):
                turned = lower.turn(upper.backward(vector, turned, product))
            self._layers[0].backward(vector, turned, product)
            if self._l2:
                for description in self._network:
                    description.weights(product)[...] += self._l2 * description.weights(vector)
        return product
