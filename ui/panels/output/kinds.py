"""Which pictures suit which data, the most telling one first."""

from __future__ import annotations

from nnviz.assembly import Assembly
from nnviz.autoencoder import latent_layer
from ui.panels.output.autoencoder.latent import LatentView
from ui.panels.output.autoencoder.pairs import PairsView
from ui.panels.output.autoencoder.pictures import PicturesView
from ui.panels.output.autoencoder.profiles import ProfilesView
from ui.panels.output.autoencoder.walk import WalkView
from ui.panels.output.curve import CurveView
from ui.panels.output.matrix import MatrixView
from ui.panels.output.regions import RegionsView
from ui.panels.output.scatter import ScatterView
from ui.panels.output.surface import SurfaceView
from ui.panels.output.view import View


def kinds_for(assembly: Assembly) -> list[type[View]]:
    """Return the kinds of pictures that suit a run's data."""
    if assembly.data.task == "reconstruction":
        return kinds_of_reconstruction(assembly)
    columns = assembly.data.raw_train.shape[1]
    if assembly.data.task == "classification":
        return [RegionsView, MatrixView] if columns == 2 else [MatrixView]
    over_inputs: dict[int, list[type[View]]] = {1: [CurveView], 2: [SurfaceView]}
    return [*over_inputs.get(columns, []), ScatterView]


def kinds_of_reconstruction(assembly: Assembly) -> list[type[View]]:
    """Return the kinds of pictures that suit an autoencoder: samples first, then its latent layer, if it has one."""
    data = assembly.data
    samples: type[View] = ProfilesView
    if data.input_shape is not None:
        samples = PicturesView
    elif data.raw_train.shape[1] == 2 and data.features is None:
        samples = PairsView
    return [samples] if latent_layer(assembly.network) is None else [samples, LatentView, WalkView]
