"""Data: what there is to learn from, and how it is made ready for a network.

`DATASETS` lists all sets, `SOURCES` also those that users give; `dataset_of` is that of an experiment. `prepare` turns
one into a `Split`: features computed, training, test and validation share drawn, columns scaled, targets encoded.
"""

from __future__ import annotations

from nnviz.datasets.catalogue import DATASETS
from nnviz.datasets.dataset import Dataset
from nnviz.datasets.encoding import ENCODINGS, Encoding, encode_targets
from nnviz.datasets.features import FEATURES, Feature, available_features, choose_features
from nnviz.datasets.scaling import SCALINGS, Scaler, Scaling
from nnviz.datasets.shares import ShareSizes, share_sizes
from nnviz.datasets.sources import SOURCES, dataset_of, is_slow
from nnviz.datasets.split import Split, prepare
from nnviz.datasets.table import Table, Task

__all__ = [
    "DATASETS",
    "ENCODINGS",
    "FEATURES",
    "SCALINGS",
    "SOURCES",
    "Dataset",
    "Encoding",
    "Feature",
    "Scaler",
    "Scaling",
    "ShareSizes",
    "Split",
    "Table",
    "Task",
    "available_features",
    "choose_features",
    "dataset_of",
    "encode_targets",
    "is_slow",
    "prepare",
    "share_sizes",
]
