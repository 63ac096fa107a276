"""The functions of a script: what happens to a row before the first layer, in the layers, and behind the last one."""

from __future__ import annotations

import textwrap

from nnviz.answers import middle
from nnviz.assembly import Assembly
from nnviz.network import Network
from nnviz.normalisation import EPSILON
from nnviz.weights import RUNNING_MEAN, RUNNING_VARIANCE
from nnviz.weights_script.formulas import ACTIVATION_BODIES, FEATURE_EXPRESSIONS
from nnviz.weights_script.text import printable

NORMALISED = ("gamma", "beta", RUNNING_MEAN, RUNNING_VARIANCE)


def input_functions(assembly: Assembly) -> list[str]:
    """Write the features and the scaling, as far as the experiment has them."""
    data = assembly.data
    functions = []
    if data.features is not None:
        one = data.raw_train.shape[1] == 1
        names, values = ("x1", "inputs[:, 0]") if one else ("x1, x2", "inputs[:, 0], inputs[:, 1]")
        seen = ", ".join(FEATURE_EXPRESSIONS[feature.name] for feature in data.features)
        body = f"{names} = {values}\nreturn np.stack([{seen}], axis=1)"
        functions.append(_function("features(inputs)", f"Return what the network may see of {names}.", body))
    if data.input_scaler.scaling != "none":
        body = (
            "shifted = values - OFFSET\n"
            "# A constant column has the scale 0, and becomes 0.\n"
            "return np.divide(shifted, SCALE, out=np.zeros_like(shifted), where=SCALE > 0.0)"
        )
        functions.append(_function("scaled(values)", "Return (values - offset) / scale, column by column.", body))
    return functions


def activation_functions(network: Network) -> list[str]:
    """Write each activation that some layer has, once."""
    functions = []
    for name, layer in {layer.activation.name: layer for layer in network}.items():
        arguments = ", ".join(["z", *layer.activation.values])
        functions.append(_function(f"{name}({arguments})", layer.entry.sentence, ACTIVATION_BODIES[name]))
    return functions


def normalisation_function(network: Network) -> list[str]:
    """Write batch normalisation, where some layer has it."""
    if not any(layer.batch_norm for layer in network):
        return []
    signature = f"normalised(s, {', '.join(NORMALISED)})"
    sentence = "Return batch normalisation of s, shape (rows, units), by the mean and variance kept from training."
    body = f"return gamma * (s - {RUNNING_MEAN}) / np.sqrt({RUNNING_VARIANCE} + {EPSILON!r}) + beta"
    return [_function(signature, sentence, body)]


def forward_function(assembly: Assembly) -> str:
    """Write the pass through the layers, one line each."""
    data, columns = assembly.data, assembly.data.raw_train.shape[1]
    seen = "inputs" if data.features is None else "features(inputs)"
    seen = seen if data.input_scaler.scaling == "none" else f"scaled({seen})"
    lines = [
        "inputs = np.atleast_2d(np.asarray(inputs, dtype=np.float64))",
        f"if inputs.shape[1] != {columns}:",
        f'    raise ValueError(f"a row has {{inputs.shape[1]}} columns: it must have {columns}")',
        f"a = {seen}.astype(np.{data.inputs_train.dtype.name})",
    ]
    for number, layer in enumerate(assembly.network, 1):
        values = "".join(f", {name}={value!r}" for name, value in layer.activation.values.items())
        sums = f"a @ W{number} + b{number}"
        if layer.batch_norm:
            own = ", ".join(f"{name}{number}" for name in NORMALISED)
            sums = f"normalised({sums}, {own})"
        call = f"a = {layer.activation.name}({sums}{values})"
        lines.append(f"{call}  # {layer.name}: {layer.fan_in} -> {layer.fan_out}")
    sentence = "Return what the output layer gives: each layer computes z = a W + b, then a = f(z)."
    return _function("forward(inputs)", sentence, "\n".join([*lines, "return a"]))


def answer_functions(assembly: Assembly) -> list[str]:
    """Write what the output layer's values mean: a value in its own unit, or a class."""
    data = assembly.data
    if data.task == "reconstruction":
        undone = "" if data.input_scaler.scaling == "none" else " * SCALE + OFFSET"
        shape = f"shape (rows, {assembly.network.outputs})"
        sentence = f"Return what the network makes of each row, in the inputs' own units, {shape}."
        return [_function("predict(inputs)", sentence, f"return forward(inputs).astype(np.float64){undone}")]
    if not data.classes:
        scaled = data.target_scaler is not None and data.target_scaler.scaling != "none"
        undone = " * TARGET_SCALE + TARGET_OFFSET" if scaled else ""
        sentence = f"Return the {printable(data.target_name)} predicted for each row, in its own unit, shape (rows, 1)."
        return [_function("predict(inputs)", sentence, f"return forward(inputs).astype(np.float64){undone}")]
    if assembly.network.outputs == 1:
        meaning = "low for the first class, high for the second"
        chosen = f"chosen = (predict(inputs)[:, 0] > {middle(assembly)!r}).astype(int)"
        why = "above the middle of the two classes' targets"
    else:
        meaning = "one for each class"
        chosen, why = "chosen = predict(inputs).argmax(axis=1)", "the largest answer; the first in a tie"
    sentence = f"Return the network's answers, shape (rows, {assembly.network.outputs}): {meaning}."
    body = f"{chosen}  # {why}\nreturn CLASSES[chosen]"
    return [
        _function("predict(inputs)", sentence, "return forward(inputs)"),
        _function("classify(inputs)", "Return the class that each row is taken for.", body),
    ]


def _function(signature: str, sentence: str, body: str) -> str:
    return f'def {signature}:\n    """{sentence}"""\n{textwrap.indent(body, "    ")}'
