"""Landscapes: a loss over two coordinates, such as a plane through the parameters of a network.

Make a `Plane` (`weights_plane`, `random_plane`, `principal_plane`, `line_plane`, `checkpoint_plane`), choose the part
to look at (`axis`) and the rows of the data (`choose_rows`), then `compute_surface`; `project` puts paths on it.
`measure_sharpness` says how steep the steepest ravine at a point is, in all directions.
"""

from __future__ import annotations

from nnviz.landscape.axis import axis
from nnviz.landscape.checkpoints import LineLoss, checkpoint_plane, losses_on_line
from nnviz.landscape.directions import filter_normalised_direction, line_plane, random_plane
from nnviz.landscape.picks import parameter_index, weights_plane
from nnviz.landscape.plane import KINDS, Kind, Plane
from nnviz.landscape.plane_loss import PlaneLoss, spare_threads
from nnviz.landscape.principal import LIVE_POINTS, principal_plane, thinned
from nnviz.landscape.projection import Projection, coordinates, project
from nnviz.landscape.rows import SHARES, Rows, ShareName, choose_rows, live_rows, loss_over
from nnviz.landscape.sharpness import Sharpness, SharpnessSearch, measure_sharpness, sharpness_rows
from nnviz.landscape.surface import Surface, compute_surface

__all__ = [
    "KINDS",
    "LIVE_POINTS",
    "SHARES",
    "Kind",
    "LineLoss",
    "Plane",
    "PlaneLoss",
    "Projection",
    "Rows",
    "ShareName",
    "Sharpness",
    "SharpnessSearch",
    "Surface",
    "axis",
    "checkpoint_plane",
    "choose_rows",
    "compute_surface",
    "coordinates",
    "filter_normalised_direction",
    "line_plane",
    "live_rows",
    "loss_over",
    "losses_on_line",
    "measure_sharpness",
    "parameter_index",
    "principal_plane",
    "project",
    "random_plane",
    "sharpness_rows",
    "spare_threads",
    "thinned",
    "weights_plane",
]
