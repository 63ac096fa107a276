"""Whose matrix products are computed by one thread: those of nnviz, not those of a script that records with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT = """
import threadpoolctl
print([pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"])
"""
RECORDS = """
import sys
import numpy, nnviz
with nnviz.Recorder(sys.argv[1]) as recorder:
    recorder.record(0, train_loss=1.0, weights=[numpy.ones((3, 2))])
"""
TRAINS = """
from nnviz.assembly import assemble
from nnviz.experiment import Experiment
from nnviz.trainer import Trainer
Trainer(assemble("", Experiment()))
"""
COMMANDS = """
from nnviz.__main__ import main
main(["--version"])
"""


def threads(code: str, *arguments: str) -> str:
    # Two threads to begin with, also on a machine with one core.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}
    command = [sys.executable, "-c", code + COUNT, *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def unlimited() -> str:
    count = threads("import numpy")
    if "2" not in count:
        pytest.skip("this NumPy computes its products in some other way")
    return count


def test_a_script_that_records_keeps_its_threads(unlimited: str, tmp_path: Path) -> None:
    assert threads(RECORDS, str(tmp_path / "run.nnviz")) == unlimited


@pytest.mark.parametrize("code", [TRAINS, COMMANDS])
def test_what_trains_computes_with_one_thread(unlimited: str, code: str) -> None:
    assert threads(code) == unlimited.replace("2", "1")
