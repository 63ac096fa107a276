"""Which pictures suit which data, the most telling one first."""

from __future__ import annotations

from nnviz.assembly import Assembly
from ui.panels.output.curve import CurveView
from ui.panels.output.matrix import MatrixView
from ui.panels.output.regions import RegionsView
from ui.panels.output.scatter import ScatterView
from ui.panels.output.surface import SurfaceView
from ui.panels.output.view import View


def kinds_for(assembly: Assembly) -> list[type[View]]:
    """Return the kinds of pictures that suit a run's data."""
    columns = assembly.data.raw_train.shape[1]
    if assembly.data.task == "classification":
        return [RegionsView, MatrixView] if columns == 2 else [MatrixView]
    over_inputs: dict[int, list[type[View]]] = {1: [CurveView], 2: [SurfaceView]}
    return [*over_inputs.get(columns, []), ScatterView]
