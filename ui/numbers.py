"""How numbers are written, everywhere: true minus, thin space before %, the digits that each quantity deserves.

Free of Qt. Whatever is not known (None, NaN) is a dash.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nnviz.diagnosis.words import loss_decimals
from nnviz.errors import InvalidInput

MINUS = "\u2212"
THIN_SPACE = "\u2009"
UNKNOWN = "\u2013"
INFINITY = "\u221e"

_SMALL = 1e-4
_LARGE = 1e6
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def loss(value: float | None) -> str:
    """Return a loss, or another score: 3 decimals from 0.1 up, 4 below, and e-form beyond [1e-4, 1e6).

    From 1,000 on it has fewer decimals: never more than 7 digits with the point, ``1234.6``, ``45635.2``, ``456352``.
    """
    if value is None or not math.isfinite(value):
        return _special(value)
    size = abs(value)
    # What counts is the number as it is written: 0.09999 is written as 0.1, so it has 3 decimals.
    if round(size, 4) >= 0.1:
        decimals = loss_decimals(size)
        return scientific(value) if decimals is None else _plain(value, decimals)
    if size == 0.0 or _rounded(size, 3) >= _SMALL:
        return _plain(value, 4)
    return scientific(value)


def percent(share: float | None) -> str:
    """Return a share of 1, such as an accuracy, in per cent with one decimal: ``98.0 %``."""
    if share is None or not math.isfinite(share):
        return _special(share)
    return f"{_plain(100.0 * share, 1)}{THIN_SPACE}%"


def probability(value: float | None) -> str:
    """Return a probability in per cent; what would round to nothing or to certainty says so: ``< 0.1 %``."""
    if value is not None and 0.0 < value < 0.0005:
        return f"<{THIN_SPACE}0.1{THIN_SPACE}%"
    if value is not None and 0.9995 <= value < 1.0:
        return f">{THIN_SPACE}99.9{THIN_SPACE}%"
    return percent(value)


def weight(value: float | None) -> str:
    """Return a weight, gradient, output or size with 3 significant digits: ``−0.000182``, ``0.0620``."""
    return significant(value, 3)


def ratio(value: float | None) -> str:
    """Return a ratio with 2 significant digits: ``0.00038``."""
    return significant(value, 2)


def significant(value: float | None, digits: int) -> str:
    """Return a number with this many significant digits, in e-form beyond [1e-4, 1e6)."""
    if value is None or not math.isfinite(value):
        return _special(value)
    if value == 0.0:
        return "0"
    size = _rounded(abs(value), digits)
    if not _SMALL <= size < _LARGE:
        return scientific(value, digits)
    decimals = digits - 1 - math.floor(math.log10(size))
    return _plain(math.copysign(size, value), max(decimals, 0))


def scientific(value: float | None, digits: int = 3) -> str:
    """Return the e-form with this many significant digits: ``1.23e−6``."""
    if value is None or not math.isfinite(value):
        return _special(value)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return _true_minus(f"{mantissa}e{int(exponent)}") if value else "0"


def count(value: float | None) -> str:
    """Return a whole number with thousands commas: ``1,820``."""
    if value is None or not math.isfinite(value):
        return _special(value)
    return _true_minus(f"{round(value):,}")


def tick(value: float, step: float) -> str:
    """Return the label of a tick on a linear axis, plain: ``0``, ``0.25``, ``0.5``, ``1,500``.

    Parameters
    ----------
    value : float
        Where the tick stands.
    step : float
        The distance between ticks; what is far below it is rounding, not a digit to show.
    """
    if step:
        value = round(value / step * 1e6) * step / 1e6
    return _short(value, ",")


def brief_tick(value: float, step: float) -> str:
    """Return the label of a tick in e-form, for where a plain one is too long: ``0``, ``2e5``, ``1.5e6``."""
    if step:
        value = round(value / step * 1e6) * step / 1e6
    return _e_form(value) if value else "0"


def log_ticks(values: Sequence[float]) -> list[str]:
    """Return the labels of a logarithmic axis: plain where all lie within [0.01, 10,000], else powers of ten."""
    if all(0.01 <= value <= 10_000 for value in values):
        return [_short(value, ",") for value in values]
    return [_power(value) for value in values]


def entry(value: float) -> str:
    """Return a number as one would type it into a field, without losing a digit: ``0.05``, ``1e−5``, ``500``."""
    if isinstance(value, int) or (value == round(value) and abs(value) < 1e15):
        return _true_minus(str(int(value)))
    return _short(value)


def parse(text: str) -> float:
    """Read what somebody typed as a number.

    Accepted are a point or a comma as the decimal mark, commas between thousands where the number could not be meant
    otherwise (``12,345,678``, ``1,820.5``), e-form, a true minus, and spaces anywhere between digits.

    Raises
    ------
    InvalidInput
        When it is no finite number.
    """
    cleaned = re.sub(r"\s", "", text).replace(MINUS, "-")
    if cleaned.count(",") == 1 and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    elif _GROUPED.fullmatch(cleaned.partition(".")[0]):
        cleaned = cleaned.replace(",", "")
    try:
        value = float(cleaned) if "_" not in cleaned else math.nan
    except ValueError:
        value = math.nan
    if math.isinf(value) and any(map(str.isdigit, cleaned)):  # else it is a word
        raise InvalidInput(f"'{text.strip()}' is too {'large' if value > 0.0 else 'small'}")
    if not math.isfinite(value):
        raise InvalidInput(f"'{text.strip()}' is not a number" if text.strip() else "a number is missing")
    return value


def parse_count(text: str) -> int:
    """Read what somebody typed as a whole number; here a comma always stands between thousands (``1,820``).

    Raises
    ------
    InvalidInput
        When it is no whole number.
    """
    cleaned = re.sub(r"\s", "", text).replace(MINUS, "-")
    value = parse(cleaned.replace(",", "") if _GROUPED.fullmatch(cleaned) else text)
    if value != round(value):
        raise InvalidInput(f"'{text.strip()}' is not a whole number")
    # A float holds whole numbers exactly up to 2**53 only, and a seed may be larger.
    digits = cleaned.replace(",", "")
    return int(digits) if re.fullmatch(r"[+-]?\d+", digits) else int(value)


def _special(value: float | None) -> str:
    if value is None or math.isnan(value):
        return UNKNOWN
    return INFINITY if value > 0 else MINUS + INFINITY


def _plain(value: float, decimals: int, group: str = "") -> str:
    return _true_minus(f"{value:z{group}.{decimals}f}")


def _short(value: float, group: str = "") -> str:
    """Return the shortest form that says the value to 12 digits."""
    if value == 0.0:
        return "0"
    if _SMALL <= abs(value) < _LARGE:
        return _true_minus(_trimmed(f"{value:{group}.12g}"))
    return _e_form(value)


def _e_form(value: float) -> str:
    mantissa, exponent = f"{value:.11e}".split("e")
    return _true_minus(f"{_trimmed(mantissa)}e{int(exponent)}")


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _power(value: float) -> str:
    exponent = math.floor(math.log10(value) + 1e-9)
    leading = _short(float(f"{value / 10.0**exponent:.6g}"))
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if leading == "1" else f"{leading}·{power}"


def _rounded(size: float, digits: int) -> float:
    return float(f"{size:.{digits - 1}e}")


def _true_minus(text: str) -> str:
    return text.replace("-", MINUS)
