"""Networks whose Hessian both PyTorch and nnviz compute. Plain data: it imports neither."""

from __future__ import annotations

from msgspec import Struct

ROWS = 20
INPUTS = 3
CLASSES = 3


class SharpnessCase(Struct, frozen=True):
    """One small network.

    Attributes
    ----------
    hidden : tuple of (int, str, bool)
        Units, activation and batch normalisation of each layer.
    output, loss : str
    outputs : int
    l2 : float
    spread : float
        The deviation of all parameters.
    """

    hidden: tuple[tuple[int, str, bool], ...]
    output: str
    loss: str
    outputs: int = 1
    l2: float = 0.0
    spread: float = 0.7


SHARPNESS_CASES: dict[str, SharpnessCase] = {
    "regression": SharpnessCase(((4, "tanh", False), (3, "sigmoid", False)), "linear", "mse", l2=0.05),
    "two classes": SharpnessCase(((5, "tanh", False),), "sigmoid", "binary_cross_entropy"),
    "classes": SharpnessCase(((4, "softplus", False),), "softmax", "categorical_cross_entropy", outputs=CLASSES),
    "kinks": SharpnessCase(((6, "relu", False), (4, "relu", False)), "linear", "mse", outputs=2),
    "normalised": SharpnessCase(((4, "tanh", True), (3, "relu", True)), "sigmoid", "binary_cross_entropy", l2=0.02),
    "not fused": SharpnessCase(((4, "silu", False),), "softmax", "mse", outputs=CLASSES),
    # Far from any minimum: the lowest eigenvalue is larger in size than the highest.
    "saddle": SharpnessCase(((5, "tanh", False), (4, "tanh", False)), "tanh", "mse", spread=2.0),
}
