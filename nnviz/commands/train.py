"""``train``: trains an experiment and its variants, and says how it went."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.commands.command import Command, load_runs, whole_number
from nnviz.commands.console import Progress, answer, complain
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment, Stop
from nnviz.experiment.fields import FIELDS
from nnviz.metrics_file import MetricsFile
from nnviz.output_file import OutputFile
from nnviz.scheduler import Scheduler
from nnviz.speed import Speed
from nnviz.trainer import Trainer
from nnviz.weights import archive, load_weights, named_arrays

DIVERGED = 3

CHUNK_SECONDS = 0.1
"""How long training goes on before it looks at the progress bar."""

LARGEST_CHUNK = 10**12
"""In samples."""

DESCRIPTION = """\
Trains the experiment and its variants in lock-step, and prints one line of JSON at the end: step, epoch, train_loss,
test_loss, train_accuracy, test_accuracy, parameters, steps_per_second, diverged, and variants, a list of the same with
their names. Where a validation share is held out, validation_loss and validation_accuracy are there too. What does not
exist, such as the accuracy of a regression, is null. steps_per_second is that of training alone: set-up, evaluations
and the first 100 steps do not count.

Every run goes on until one of its stop conditions is met. --steps and --epochs take the place of all stop conditions,
for every run alike; with both, what comes first ends it.

Exit code 0; 3 when the base run diverged (its weights and metrics are those up to its last finite step); 2 for anything
wrong with what was asked.
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    steps, epochs = (whole_number(int(FIELDS[f"training.stop.{unit}"].maximum)) for unit in ("steps", "epochs"))
    parser.add_argument("file", type=Path, metavar="FILE", help="an experiment file (*.nnviz.json)")
    parser.add_argument("--steps", type=steps, metavar="N", help="train N steps; 0 evaluates the initial weights")
    parser.add_argument("--epochs", type=epochs, metavar="N", help="train N epochs")
    parser.add_argument(
        "--initial-weights",
        type=Path,
        metavar="W.npz",
        help="start from these weights; a variant whose layers have other sizes starts from its own draw",
    )
    parser.add_argument("--weights", type=Path, metavar="OUT.npz", help="write the base run's last weights there")
    parser.add_argument(
        "--metrics", type=Path, metavar="OUT.csv", help="write a row for step 0 and for every epoch of every run there"
    )


def _run(options: argparse.Namespace) -> int:
    def change(experiment: Experiment) -> Experiment:
        if options.steps is None and options.epochs is None:
            return experiment
        stop = Stop(steps=options.steps, epochs=options.epochs)
        training = replace(experiment.training, stop=stop)
        return replace(experiment, training=training)

    assemblies = load_runs(options.file, change)
    for assembly in assemblies:
        _check_that_it_ends(assembly, options.file)
    _check_places(options)
    initial = _initial_thetas(options.initial_weights, assemblies)
    with ExitStack() as stack:
        weights = stack.enter_context(OutputFile(options.weights)) if options.weights else None
        metrics = None
        if options.metrics:
            metrics = MetricsFile(stack.enter_context(OutputFile(options.metrics)), assemblies)
        trainers = [Trainer(*pair) for pair in zip(assemblies, initial, strict=True)]
        scheduler = Scheduler(trainers)
        _train(scheduler, metrics)
        for trainer in trainers:
            trainer.conclude()
        base = trainers[0]
        if weights is not None:
            weights.write(archive(named_arrays(base.assembly.network, base.theta)))
            weights.commit()
        if metrics is not None:
            metrics.finish()
    results = [_result(trainer, speed) for trainer, speed in zip(trainers, scheduler.speeds, strict=True)]
    variants = [{"name": run.assembly.name, **result} for run, result in zip(trainers, results, strict=True)][1:]
    answer({**results[0], "variants": variants})
    if base.divergence is None:
        return 0
    divergence = base.divergence
    complain(
        f"the run '{base.assembly.name}' diverged at step {divergence.step:,} in {divergence.layer_name}: "
        f"{divergence.reason}"
    )
    return DIVERGED


def _check_that_it_ends(assembly: Assembly, file: Path) -> None:
    stop = assembly.experiment.training.stop
    has_accuracy = assembly.data.task == "classification" and len(assembly.data.targets_test) > 0
    if stop == Stop():
        raise InvalidInput(
            f"{file.name}: training.stop of the run '{assembly.name}' has no condition: say how far with --steps or "
            "--epochs"
        )
    if stop == Stop(test_accuracy=stop.test_accuracy) and not has_accuracy:
        raise InvalidInput(
            f"{file.name}: training.stop of the run '{assembly.name}' waits for a test accuracy, and there is none: "
            "say how far with --steps or --epochs"
        )


def _check_places(options: argparse.Namespace) -> None:
    """Refuse to write over what was read, or two things to one place."""
    written = {name: path.resolve() for name in ("weights", "metrics") if (path := getattr(options, name))}
    for name, path in written.items():
        if path == options.file.resolve():
            raise InvalidInput(f"--{name} is the experiment file itself: name another file")
    if len(set(written.values())) < len(written):
        raise InvalidInput("--weights and --metrics are the same file: name two")


def _initial_thetas(path: Path | None, assemblies: list[Assembly]) -> list[Array | None]:
    """Return where each run starts: in the weight file if the layer sizes are those of the base, else None."""
    if path is None:
        return [None] * len(assemblies)
    base = assemblies[0]
    theta = load_weights(path, base.network, base.experiment.training.dtype)
    return [theta if assembly.network.shape == base.network.shape else None for assembly in assemblies]


def _train(scheduler: Scheduler, metrics: MetricsFile | None) -> None:
    """Train until no run can go on."""
    trainers = scheduler.trainers
    noted = [-1] * len(trainers)
    seen, chunk = 0, 1
    looked = time.perf_counter()
    with Progress() as progress:
        while True:
            if metrics is not None:
                for run, trainer in enumerate(trainers):
                    if trainer.evaluation.step == trainer.step > noted[run] and trainer.epoch.is_integer():
                        metrics.note(run, trainer)
                        noted[run] = trainer.step
            if not scheduler.running:
                return
            start = time.perf_counter()
            seen += chunk
            if metrics is not None:
                seen = min(seen, scheduler.next_epoch_end)
            scheduler.advance_to(seen)
            now = time.perf_counter()
            if now - start < CHUNK_SECONDS / 2:
                chunk = min(2 * chunk, LARGEST_CHUNK)
            elif now - start > CHUNK_SECONDS * 2:
                chunk = max(1, chunk // 2)
            if now - looked > CHUNK_SECONDS:
                looked = now
                for trainer in trainers:
                    trainer.take_scalars()  # nobody reads them here, and they must not pile up
                progress.show(*_progress(trainers))


def _progress(trainers: Sequence[Trainer]) -> tuple[float, str]:
    """Return how much is done of the run that is least far, and the base run in words."""

    def done(trainer: Trainer) -> float:
        stop = trainer.training.stop
        parts = [trainer.step / stop.steps] if stop.steps else []
        parts += [trainer.epoch / stop.epochs] if stop.epochs else []
        return max(parts, default=0.0) if trainer.running else 1.0

    base = trainers[0]
    words = f"step {base.step:,}  epoch {base.epoch:,.1f}  train loss {base.evaluation.train_loss:.4g}"
    return min(map(done, trainers)), words


def _result(trainer: Trainer, speed: Speed) -> dict[str, Any]:
    evaluation, divergence = trainer.evaluation, trainer.divergence
    validation = {}
    if len(trainer.assembly.data.targets_validation):
        validation = {
            "validation_loss": evaluation.validation_loss,
            "validation_accuracy": evaluation.validation_accuracy,
        }
    return {
        "step": trainer.step,
        "epoch": trainer.epoch,
        "train_loss": evaluation.train_loss,
        "test_loss": evaluation.test_loss,
        "train_accuracy": evaluation.train_accuracy,
        "test_accuracy": evaluation.test_accuracy,
        **validation,
        "parameters": trainer.assembly.network.size,
        "steps_per_second": speed.steps_per_second,
        "diverged": None if divergence is None else {"step": divergence.step, "layer": divergence.layer},
    }


COMMAND = Command(
    name="train",
    sentence="train an experiment and its variants",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
