"""``make bench``: prints one JSON line a figure.

Live and headless training are measured in alternation, in one process and with the same evaluation schedule, so that
their ratio holds on a noisy machine.
"""

from __future__ import annotations

import json
import statistics
import sys
from typing import Any

from PySide6.QtWidgets import QApplication

from nnviz.experiment import Experiment, decode
from tests.benchmarks.costs import measured
from tests.benchmarks.first_window import seconds_to_first_window
from tests.benchmarks.frozen import seconds_to_first_frozen_window, sizes
from tests.benchmarks.headless import history_cost, steps_per_second
from tests.benchmarks.live import WARM_UP_SECONDS, Live
from tests.benchmarks.loss_landscapes_ratio import is_installed, ratios
from tests.benchmarks.recordings import recording_times
from tests.benchmarks.seek import seek_times
from tests.benchmarks.sessions import session_open_ms
from tests.benchmarks.surface_updates import surface_updates_per_second
from tests.benchmarks.surfaces import SURFACES, side_redraws_per_second, surface_seconds
from ui.garbage import Garbage

ROUNDS = 5
SECONDS = 4.0
FRAMES_PER_SECOND = 30

CIRCLES: dict[str, Any] = {
    "nnviz": 1,
    "name": "circles",
    "seed": 7,
    "data": {"name": "circles", "noise": 0.1},
    "network": {"hidden": [{"units": 8, "activation": "tanh"}, {"units": 8, "activation": "tanh"}]},
    "training": {"batch_size": 30, "optimizer": {"name": "sgd", "learning_rate": 0.03}, "stop": {}},
}
DIGITS: dict[str, Any] = {
    "nnviz": 1,
    "name": "digits",
    "seed": 7,
    "data": {"name": "digits", "scaling": "minmax"},
    "network": {"hidden": [{"units": 64, "activation": "relu"}], "initializer": "he_normal"},
    "training": {"batch_size": 32, "dtype": "float32", "optimizer": {"name": "adam"}, "stop": {}},
}


def show(name: str, value: float, unit: str) -> None:
    """Print one figure."""
    print(json.dumps({"name": name, "value": round(value, 4), "unit": unit}), flush=True)


def measure(prefix: str, document: dict[str, Any]) -> None:
    """Print every figure of one experiment."""
    experiment = decode(document)
    headless, live = [], []
    window = Live(experiment)
    try:
        for _ in range(ROUNDS):
            headless.append(steps_per_second(experiment, SECONDS))
            live.append(window.train(SECONDS))
        headless.append(steps_per_second(experiment, SECONDS))
        # Each live round is held against the mean of the headless rounds before and after it.
        ratios = [
            steps / ((before + after) / 2) for steps, before, after in zip(live, headless, headless[1:], strict=False)
        ]
        show(f"{prefix}headless_steps_per_second", statistics.median(headless), "steps/s")
        show(f"{prefix}live_steps_per_second", statistics.median(live), "steps/s")
        show(f"{prefix}live_epochs_per_second", statistics.median(live) / window.steps_per_epoch, "epochs/s")
        show(f"{prefix}live_ratio", statistics.median(ratios), "ratio")
        for panel, rate in window.paints_per_second().items():
            show(f"{prefix}{panel}_paints_per_second", rate, "paints/s")
        p50, p99 = window.frame_intervals()
        show(f"{prefix}frame_interval_p50_ms", p50, "ms")
        show(f"{prefix}frame_interval_p99_ms", p99, "ms")
        show(f"{prefix}input_response_p99_ms", window.input_response(), "ms")
        seeks = seek_times(window)
        show(f"{prefix}seek_p50_ms", seeks[len(seeks) // 2] * 1000, "ms")
        show(f"{prefix}seek_p95_ms", seeks[int(len(seeks) * 0.95)] * 1000, "ms")
        show(f"{prefix}history_cost_percent", history_cost(experiment, SECONDS / 2.0, ROUNDS) * 100.0, "%")
    finally:
        window.close()
    show_costs(prefix, experiment)


def show_costs(prefix: str, experiment: Experiment) -> None:
    """Print what each panel costs. Qt finds what paints once and for all, so this takes a window of its own."""
    with measured() as costs:
        window = Live(experiment)
        window.train(SECONDS)
        window.close()
    frames = (SECONDS + WARM_UP_SECONDS) * FRAMES_PER_SECOND
    for panel in window.paints_per_second():
        show(f"{prefix}{panel}_window_ms_per_frame", costs.window[panel] / frames * 1000, "ms")
        show(f"{prefix}{panel}_background_ms_per_frame", costs.background[panel] / frames * 1000, "ms")


def main() -> int:
    """Measure everything."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    Garbage(app)  # as in the app: else any thread may stop for it, in the middle of a frame
    measure("", CIRCLES)
    measure("digits_", DIGITS)
    show("session_open_ms", session_open_ms(decode(CIRCLES)), "ms")
    recording = recording_times(decode(CIRCLES))
    show("recording_open_ms", recording.opening, "ms")
    show("recording_seek_p50_ms", recording.seek_p50, "ms")
    show("recording_seek_p95_ms", recording.seek_p95, "ms")
    for name, document in SURFACES.items():
        for dtype in ("float64", "float32"):
            show(f"surface_{name}_{dtype}_seconds", surface_seconds(document, dtype, None), "s")
            show(f"surface_{name}_{dtype}_one_thread_seconds", surface_seconds(document, dtype, 1), "s")
    if is_installed():
        for name, ratio in ratios(SURFACES):
            show(name, ratio, "ratio")
    else:
        print("surfaces are not held against loss-landscapes: torch and loss-landscapes are not both installed")
    show("surface_updates_per_second", surface_updates_per_second(decode(CIRCLES)), "updates/s")
    show("surface_side_redraws_per_second", side_redraws_per_second(), "redraws/s")
    show("first_window_seconds", seconds_to_first_window(), "s")
    frozen = seconds_to_first_frozen_window()
    if frozen is not None:
        show("frozen_first_window_seconds", frozen, "s")
    for name, megabytes in sizes():
        show(name, megabytes, "MB")
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
