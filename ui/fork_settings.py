"""What a fork is in the experiment: one more variant, with the settings that its run has there or is to have. No Qt."""

from __future__ import annotations

from msgspec.structs import replace

from nnviz.experiment import Experiment, decode, encode, plan_runs, with_copy

_SECTIONS = ("training", "network")
"""What can differ between a run and its fork: settings that can change while a run goes on."""


def with_fork(experiment: Experiment, settings: Experiment, run: int, name: str) -> Experiment:
    """Return an experiment with one more variant: as a run of it, in the settings that this run has in another one.

    Parameters
    ----------
    experiment : Experiment
        It stays as it is beside the new variant.
    settings : Experiment
        The same experiment after live edits; or that very one.
    run : int
        0 for the base.
    name : str
        Where it is taken, a number is added.

    Raises
    ------
    InvalidInput
        If there is no room for one more variant.
    """
    copied = with_copy(experiment, run, name)
    if settings == experiment:
        return copied
    *others, copy = copied.variants
    now, wanted = (encode(plan_runs(each)[run].experiment) for each in (experiment, settings))
    overrides = dict(copy.set)
    for section in _SECTIONS:
        for key, value in wanted[section].items():
            if value != now[section][key]:
                path = f"{section}.{key}"
                inner = (f"{path}.", f"{path}[")  # a variant may have overridden a part of it
                overrides = {place: kept for place, kept in overrides.items() if not place.startswith(inner)}
                overrides[path] = value
    variants = (*others, replace(copy, set=overrides))
    return decode(encode(replace(copied, variants=variants)))


def forks_reset(names: list[str]) -> str:
    """Say what a reset makes of forks: it trains all of every run anew, in the run's own settings."""
    quoted = ", ".join(f"“{name}”" for name in names)
    is_what = "is a variant like any other now" if len(names) == 1 else "are variants like any other now"
    return f"All runs begin at step 0 again: {quoted} {is_what}, no longer forked from another run."


def fork_moved(name: str, parent: str, step: int) -> str:
    """Say where a fork begins that is made again, of a run that has not come as far as it had then."""
    return f"“{name}” begins at step {step:,} now: “{parent}” has taken no further step since it began anew."
