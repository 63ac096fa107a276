"""The whole script: what it says at its head, the functions, and below them the numbers."""

from __future__ import annotations

from nnviz import __version__
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.network import Network
from nnviz.weights import named_arrays
from nnviz.weights_script.functions import (
    NORMALISED,
    activation_functions,
    answer_functions,
    forward_function,
    input_functions,
    normalisation_function,
)
from nnviz.weights_script.text import array_text, list_text, printable

SHOWN_ROWS = 3


def script(assembly: Assembly, theta: Array, step: int, *, module: str, weights_name: str | None = None) -> str:
    """Return the script.

    Its ``predict(inputs)`` takes raw rows, shape (n, d), and returns the network's answers, shape (n, outputs): for a
    regression in the target's own unit. ``classify(inputs)`` returns the classes' names, ``forward(inputs)`` what the
    output layer gives.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (length,)
    step : int
    module : str
        The script's own name without its suffix.
    weights_name : str or None
        The file beside the script that it loads the weights from; None writes them as text.
    """
    parts = [
        _head(assembly, step, module),
        ("" if weights_name is None else "from pathlib import Path\n\n") + "import numpy as np",
        *input_functions(assembly),
        *activation_functions(assembly.network),
        *normalisation_function(assembly.network),
        forward_function(assembly),
        *answer_functions(assembly),
        _scaling(assembly) + _weights(assembly.network, theta, weights_name),
        _trial(assembly),
    ]
    return "\n\n\n".join(parts) + "\n"


def _head(assembly: Assembly, step: int, module: str) -> str:
    """Write what this is.

    What a user named stands in comments behind the docstring, where it cannot declare another encoding of the file.
    """
    network = assembly.network
    layers = ", ".join(f"{layer.fan_out} {layer.activation.name}" for layer in network)
    imported = f", or `from {module} import predict`" if module.isidentifier() and module.isascii() else ""
    return (
        f'"""A trained network in plain NumPy, written by nnviz {__version__}.\n\n'
        "predict(inputs) answers to rows of raw data as the network did. Run this file to see its answers to rows of\n"
        f'its training data{imported}.\n"""\n\n'
        f"# Experiment: {printable(assembly.experiment.name)}\n"
        f"# Run: {printable(assembly.name)}, step {step:,}\n"
        f"# Network: {network.inputs} in, {layers}; {network.size:,} parameters"
    )


def _scaling(assembly: Assembly) -> str:
    """Write the numbers of both scalings, where there is any: the experiment scales inputs and targets alike."""
    inputs, target = assembly.data.input_scaler, assembly.data.target_scaler
    if inputs.scaling == "none":
        return ""
    lines = [
        f"# Scaling ({inputs.scaling}), fitted on the training data.",
        array_text("OFFSET", inputs.offset),
        array_text("SCALE", inputs.scale),
    ]
    if target is not None:
        lines.append(f"TARGET_OFFSET, TARGET_SCALE = {float(target.offset[0])!r}, {float(target.scale[0])!r}")
    return "\n".join([*lines, "", ""])


def _weights(network: Network, theta: Array, weights_name: str | None) -> str:
    words = "# Weights W, shape (values in, units), and biases b, shape (units,), of each layer."
    if any(layer.batch_norm for layer in network):
        words += "\n# Where a layer is normalised: gamma, beta, and the mean and variance kept from training, (units,)."
    if weights_name is None:
        arrays = named_arrays(network, theta).items()
        return "\n".join([words, *(array_text(name, values, theta.dtype.name) for name, values in arrays)])
    load = []
    for k, layer in enumerate(network, 1):
        load.append(_loaded([f"W{k}", f"b{k}"]))
        if layer.batch_norm:
            load.append(_loaded([f"{name}{k}" for name in NORMALISED]))
    return "\n".join([words, f"with np.load(Path(__file__).with_name({weights_name!r})) as file:", *load])


def _loaded(names: list[str]) -> str:
    """Write the line that takes arrays out of the weight file."""
    return f"    {', '.join(names)} = " + ", ".join(f'file["{name}"]' for name in names)


def _trial(assembly: Assembly) -> str:
    """Write the end: classes, a few rows, and what happens when the file is run."""
    data = assembly.data
    classes = [f"CLASSES = np.array({list_text([repr(name) for name in data.classes])})", ""] if data.classes else []
    lines = [
        *classes,
        "# Rows of the training data to try it with.",
        array_text("ROWS", data.raw_train[:SHOWN_ROWS]),
        "",
        'if __name__ == "__main__":',
        "    print(predict(ROWS))",
    ]
    return "\n".join(lines + (["    print(classify(ROWS))"] if data.classes else []))
