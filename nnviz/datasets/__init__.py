"""Data: what there is to learn from, and how it is made ready for a network.

`DATASETS` lists all sets. `prepare` turns one into a `Split`: features computed, training and test share drawn,
columns scaled, targets encoded.
"""

from __future__ import annotations

from nnviz.datasets.catalogue import DATASETS
from nnviz.datasets.dataset import Dataset
from nnviz.datasets.encoding import ENCODINGS, Encoding, encode_targets
from nnviz.datasets.features import FEATURES, Feature, available_features, choose_features
from nnviz.datasets.scaling import SCALINGS, Scaler, Scaling
from nnviz.datasets.split import Split, prepare, share_sizes
from nnviz.datasets.table import Table, Task

__all__ = [
    "DATASETS",
    "ENCODINGS",
    "FEATURES",
    "SCALINGS",
    "Dataset",
    "Encoding",
    "Feature",
    "Scaler",
    "Scaling",
    "Split",
    "Table",
    "Task",
    "available_features",
    "choose_features",
    "encode_targets",
    "prepare",
    "share_sizes",
]
