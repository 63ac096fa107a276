"""A trained network as a Python file that needs nothing but NumPy, and from which the forward pass can be learned.

It holds all that stands between a row of data and the network's answer: features, scaling, layers, and for a
regression the way back to the target's own unit. The weights stand in it as text where there are few, else in an NPZ
file beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.network import Network
from nnviz.output_file import OutputFile
from nnviz.weights import archive, named_arrays
from nnviz.weights_script.script import script

__all__ = ["MOST_IN_TEXT", "script", "weights_beside", "write_script", "write_weights"]

MOST_IN_TEXT: Final = 1000
"""Parameters that are still written as text: about 20 kB."""


def write_weights(path: Path, network: Network, theta: Array) -> None:
    """Write a weight file, as the headless command does: W1, b1, W2, ... in the training dtype.

    Parameters
    ----------
    path : Path
    network : Network
    theta : ndarray, shape (P,)

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    _write(path, archive(named_arrays(network, theta)))


def weights_beside(path: Path, network: Network) -> Path | None:
    """Return where `write_script` puts the weights that are too many to stand in the script; None if they do."""
    return path.with_name(f"{path.stem}-weights.npz") if network.size > MOST_IN_TEXT else None


def write_script(path: Path, assembly: Assembly, theta: Array, step: int) -> None:
    """Write the stand-alone script of a network, and its weights beside it where they are too many to be text.

    Parameters
    ----------
    path : Path
    assembly : Assembly
    theta : ndarray, shape (P,)
    step : int
        Where the run stands, for the words at the head.

    Raises
    ------
    InvalidInput
        If one of them cannot be written. The weights come first: there is never a script without them.
    """
    beside = weights_beside(path, assembly.network)
    if beside is not None:
        write_weights(beside, assembly.network, theta)
    weights_name = None if beside is None else beside.name
    _write(path, script(assembly, theta, step, module=path.stem, weights_name=weights_name).encode())


def _write(path: Path, content: bytes) -> None:
    with OutputFile(path) as output:
        output.write(content)
        output.commit()
