"""Computes the reference values of the metrics with scikit-learn and stores them beside this file.

scikit-learn is not needed to run the tests. To make the values anew, in an environment of its own::

    python -m venv /tmp/reference
    /tmp/reference/bin/pip install scikit-learn numpy
    /tmp/reference/bin/python tests/reference/make_metrics.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from metric_cases import classifications, regressions
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    precision_recall_fscore_support,
    r2_score,
)


def main() -> None:
    stored: dict[str, np.ndarray] = {}
    for name, (classes, labels, predicted) in classifications().items():
        of_classes = precision_recall_fscore_support(labels, predicted, labels=range(classes), zero_division=0.0)
        macro = precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0.0)
        stored[f"{name}/classes"] = np.array(of_classes)
        stored[f"{name}/macro"] = np.array(macro[:3])
        stored[f"{name}/accuracy"] = np.array(accuracy_score(labels, predicted))
        stored[f"{name}/matrix"] = confusion_matrix(labels, predicted, labels=range(classes))
    for name, (values, predicted) in regressions().items():
        scores = mean_absolute_error(values, predicted), r2_score(values, predicted)
        stored[f"{name}/scores"] = np.array(scores)
    np.savez_compressed(Path(__file__).with_name("scikit_learn.npz"), **stored)


if __name__ == "__main__":
    main()
