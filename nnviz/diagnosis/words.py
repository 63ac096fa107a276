"""Numbers and lists in the sentences of findings: true minus, thin spaces, the digits that each quantity deserves."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

MINUS = "\u2212"
THIN_SPACE = "\u2009"

_SMALL, _LARGE = 1e-4, 1e6
_LOSS_DECIMALS = (3, 1e3), (1, 1e5), (0, _LARGE)
"""A loss below the second, as it is written, has so many decimals."""
_E_FORM = re.compile(r"e([+-])0*(\d+)")


def significant(value: float, digits: int) -> str:
    """Return a number with this many significant digits, in e-form beyond [1e-4, 1e6): ``0.00038``, ``1.2e−6``."""
    if not math.isfinite(value):
        return "not finite"
    rounded = float(f"{value:.{digits - 1}e}")
    if rounded == 0.0:
        return "0"
    if not _SMALL <= abs(rounded) < _LARGE:
        return true_minus(f"{value:.{digits - 1}e}")
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return true_minus(f"{rounded:.{max(decimals, 0)}f}")


def ratio(value: float) -> str:
    """Return a ratio with two significant digits."""
    return significant(value, 2)


def loss(value: float) -> str:
    """Return a loss: 4 decimals below 0.1, then 3, from 1,000 on 1, from 100,000 on none; e-form beyond [1e-4, 1e6)."""
    size = abs(value)
    if round(size, 4) < 0.1:
        return true_minus(f"{value:.4f}") if size == 0.0 or size >= 0.99995 * _SMALL else significant(value, 3)
    decimals = loss_decimals(size)
    return significant(value, 3) if decimals is None else true_minus(f"{value:.{decimals}f}")


def loss_decimals(size: float) -> int | None:
    """Return how many decimals a loss of this size, 0.1 or more, is written with; None where it takes the e-form."""
    return next((few for few, end in _LOSS_DECIMALS if round(size, few) < end), None)


def percent(share: float) -> str:
    """Return a share of 1 in whole per cent."""
    return f"{100.0 * share:.0f}{THIN_SPACE}%"


def entry(value: float) -> str:
    """Return a hyperparameter as one would type it: ``0.03``, ``1e−5``."""
    return true_minus(f"{value:.6g}")


def true_minus(text: str) -> str:
    """Write exponents short, and every minus as one: ``1.2e-06`` becomes ``1.2e−6``."""
    return _E_FORM.sub(lambda found: f"e{MINUS if found[1] == '-' else ''}{found[2]}", text).replace("-", MINUS)


def listed(names: Sequence[str]) -> str:
    """Join names: ``Hidden 1``, ``Hidden 1 and Hidden 2``, ``Hidden 1, Hidden 2 and 3 more layers``."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} more layers"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
