"""What the read-out card says of a weight, a unit or a layer: rows of words and numbers."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.network import Layer
from ui import numbers
from ui.frame import Selection
from ui.panels.network.columns import Column
from ui.panels.network.portrait import Portrait, Slow
from ui.panels.network.sample_words import raw_inputs

MOST_ROWS = 6


class Row(Struct, frozen=True):
    """One row: label left, value right."""

    label: str
    value: str


class Card(Struct, frozen=True):
    """What the card says.

    Attributes
    ----------
    title, value : str
        The first row.
    rows : tuple of Row
    parameter : int or None
        Which entry of theta can be edited here.
    parameter_row : int
        Where its value stands: -1 for the first row, else a row's number.
    editing : bool
        Whether a field stands in the place of the rows.
    """

    title: str
    value: str
    rows: tuple[Row, ...]
    parameter: int | None = None
    parameter_row: int = -1
    editing: bool = False


def edit_card(card: Card) -> Card:
    """Return the card that stands while its value is edited: it only says what is edited."""
    title = card.title if card.parameter_row < 0 else card.rows[card.parameter_row].label
    return Card(title, "", (), card.parameter, editing=True)


def spoken(card: Card) -> str:
    """Say a card in one line, for screen readers."""
    rows = [Row(card.title, card.value), *card.rows]
    return ", ".join(f"{row.label} {row.value}".strip() for row in rows)


def read_out(
    portrait: Portrait, slow: Slow | None, columns: tuple[Column, ...], selection: Selection, most: int = MOST_ROWS
) -> Card | None:
    """Return what there is to say of a selection, None where it does not exist in this network.

    Parameters
    ----------
    portrait : Portrait
    slow : Slow or None
        The newest gradient, which may be a moment older than the portrait.
    columns : tuple of Column
    selection : Selection
    most : int
        How many rows there may be below the title.
    """
    if not exists(columns, selection):
        return None
    if selection.unit is None:
        return _layer_card(portrait, slow, columns, selection.layer)
    if selection.layer == 0:
        return _input_card(portrait, columns[0], selection.unit)
    if selection.source is not None:
        return _weight_card(portrait, slow, columns, selection, most)
    return _unit_card(portrait, slow, columns, selection.layer, selection.unit, most)


def exists(columns: tuple[Column, ...], selection: Selection) -> bool:
    """Say whether a network has what is selected."""
    if not 0 <= selection.layer < len(columns):
        return False
    if selection.unit is None:
        return True
    if not 0 <= selection.unit < columns[selection.layer].units:
        return False
    return selection.source is None or (
        selection.layer > 0 and 0 <= selection.source < columns[selection.layer - 1].units
    )


def parameter_of(portrait: Portrait, selection: Selection) -> int | None:
    """Return the place in theta of a selected weight, or of a selected unit's bias; None for others."""
    if selection.unit is None or selection.layer == 0:
        return None
    layer = portrait.assembly.network.layers[selection.layer - 1]
    if selection.source is None:
        return layer.bias_start + selection.unit
    return layer.start + selection.source * layer.fan_out + selection.unit


def _gradient(slow: Slow | None, index: int) -> str:
    return numbers.weight(None if slow is None else float(slow.gradient[index]))


def _weight_card(
    portrait: Portrait, slow: Slow | None, columns: tuple[Column, ...], selection: Selection, most: int
) -> Card:
    number, unit, source = selection.layer, selection.unit, selection.source
    assert unit is not None
    assert source is not None
    layer = portrait.assembly.network.layers[number - 1]
    index = layer.start + source * layer.fan_out + unit
    weight = float(portrait.theta[index])
    rows = [Row("gradient dL/dw", _gradient(slow, index))]
    incoming = f"{'x' if number == 1 else 'a'}[{source}]"
    if portrait.sample_pass is None:
        rows.append(Row("adds to z", f"w · {incoming}"))
    else:
        value = float(_incoming(portrait, number)[source])
        words = f"{numbers.weight(weight)} · {numbers.weight(value)} = {numbers.weight(weight * value)}"
        rows.append(Row("adds to z", words))
    if columns[number - 1].labels:
        rows.append(Row("from", columns[number - 1].unit_name(source)))
    bias = float(layer.biases(portrait.theta)[unit])
    rows.append(Row(f"bias of {columns[number].unit_name(unit)}", numbers.weight(bias)))
    return Card(f"W{number}[{source}, {unit}]", numbers.weight(weight), tuple(rows[:most]), index)


def _unit_card(
    portrait: Portrait, slow: Slow | None, columns: tuple[Column, ...], number: int, unit: int, most: int
) -> Card:
    layer = portrait.assembly.network.layers[number - 1]
    index = layer.bias_start + unit
    sums = f"w·{'x' if number == 1 else 'a'} + b"
    sums = f"z = norm({sums})" if layer.batch_norm else f"z = {sums}"
    answers = f"a = {layer.entry.label.lower() or 'f'}(z)"
    if layer.activation.name == "linear":
        answers = "a = z"
    through = portrait.sample_pass
    bias = Row(f"bias b{number}[{unit}]", numbers.weight(float(portrait.theta[index])))
    gradient = Row("gradient dL/db", _gradient(slow, index))
    if through is None:
        rows = [Row("answer", f"{answers.removeprefix('a = ')}"), Row("sum", sums), bias, gradient]
    else:
        rows = [
            Row(answers, numbers.weight(float(through.a[number - 1][unit]))),
            Row(sums, numbers.weight(float(through.z[number - 1][unit]))),
            bias,
            gradient,
        ]
    # Arguments come before what else there is to say, where there is not room for everything.
    rows = [
        *(() if layer.batch_norm else rows[:1]),
        bias,
        *_normalisation(portrait, number, unit),
        *(rows[:1] if layer.batch_norm else ()),
        *_arguments(portrait, columns, number, unit),
        *(row for row in rows[1:] if row is not bias),
    ]
    rows = rows[:most]
    is_dead = slow is not None and bool(slow.dead[number - 1][unit])
    title = f"{layer.name}, {columns[number].unit_name(unit)}"
    return Card(title, "dead" if is_dead else "", tuple(rows), index, rows.index(bias))


def _normalisation(portrait: Portrait, number: int, unit: int) -> list[Row]:
    """Say what batch normalisation does to a unit's sum; nothing where it does not."""
    layer = portrait.assembly.network.layers[number - 1]
    if not layer.batch_norm:
        return []
    gamma, beta = layer.gamma_beta(portrait.theta)[:, unit].tolist()
    mean, variance = layer.running(portrait.theta)[:, unit].tolist()
    return [
        Row("scale γ, shift β", f"{numbers.weight(gamma)}, {numbers.weight(beta)}"),
        Row("running mean, variance", f"{numbers.weight(mean)}, {numbers.weight(variance)}"),
    ]


def _arguments(portrait: Portrait, columns: tuple[Column, ...], number: int, unit: int) -> list[Row]:
    """Say which classes the last hidden layer's unit speaks for and against, by its outgoing weights."""
    layers = portrait.assembly.network.layers
    if number != len(layers) - 1 or len(portrait.assembly.data.classes) < 3:
        return []
    weights = layers[-1].weights(portrait.theta)[unit].astype(float)
    order = np.argsort(weights)
    names = columns[-1].labels

    def words(classes: list[int]) -> str:
        return ", ".join(f"{names[k]} ({numbers.significant(float(weights[k]), 2)})" for k in classes)

    favoured = [k for k in order[::-1].tolist()[:2] if weights[k] > 0.0]
    opposed = [k for k in order.tolist()[:1] if weights[k] < 0.0]
    rows = [Row("argues for", words(favoured))] if favoured else []
    return [*rows, Row("argues against", words(opposed))] if opposed else rows


def _input_card(portrait: Portrait, column: Column, unit: int) -> Card:
    data = portrait.assembly.data
    rows = []
    through = portrait.sample_pass
    if through is not None and portrait.sample is not None:
        if data.features is None:
            rows.append(Row("this sample", numbers.weight(float(raw_inputs(data, portrait.sample)[unit]))))
        rows.append(Row("as the network sees it", numbers.weight(float(through.inputs[unit]))))
    scaler = data.input_scaler
    if scaler.scaling != "none":
        offset, scale = float(scaler.offset[unit]), float(scaler.scale[unit])
        sign = numbers.MINUS if offset >= 0.0 else "+"
        words = f"(x {sign} {numbers.weight(abs(offset))}) / {numbers.weight(scale)}"
        rows.append(Row("scaled", words if scale > 0.0 else "constant, so 0"))
    return Card(column.unit_name(unit), f"x[{unit}]", tuple(rows))


def _layer_card(portrait: Portrait, slow: Slow | None, columns: tuple[Column, ...], number: int) -> Card:
    column = columns[number]
    if number == 0:
        return Card(column.name, "", (Row("values", numbers.count(column.units)),))
    layer: Layer = portrait.assembly.network.layers[number - 1]
    weights = layer.weights(portrait.theta).astype(float)
    with np.errstate(all="ignore"):
        size = float(np.sqrt(np.mean(np.square(weights))))
        rows = [Row("weights", numbers.count(weights.size)), Row("their size (rms)", numbers.weight(size))]
        if slow is not None:
            slope = layer.weights(slow.gradient).astype(float)
            rows.append(Row("gradient (rms)", numbers.weight(float(np.sqrt(np.mean(np.square(slope)))))))
    rows.append(Row("largest |w|", numbers.weight(float(np.max(np.abs(weights), initial=0.0)))))
    rows += [Row(words, "in training only") for words in column.extras if words.startswith("dropout")]
    if layer.batch_norm:
        rows.append(Row("batch norm", "between sum and activation"))
    return Card(layer.name, column.detail, tuple(rows))


def _incoming(portrait: Portrait, number: int) -> Array:
    assert portrait.sample_pass is not None
    return portrait.sample_pass.inputs if number == 1 else portrait.sample_pass.a[number - 2]
