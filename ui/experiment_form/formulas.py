r"""Formulas of the registries, from LaTeX to the little HTML that a tooltip can show.

Only what a short formula needs: fractions in one line, roots, accents, Greek letters, superscripts and subscripts.
"""

from __future__ import annotations

import html
import re
from functools import cache

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ", "varphi": "φ", "Sigma": "Σ", "Delta": "Δ",
    "leftarrow": " ← ", "rightarrow": " → ", "to": " → ", "geq": " ≥ ", "leq": " ≤ ", "neq": " ≠ ", "in": " ∈ ",
    "sim": " ~ ", "approx": " ≈ ", "times": " × ", "cdot": " · ", "oplus": " ⊕ ", "odot": " ⊙ ", "pm": "±", "mp": "∓",
    "sum": "Σ", "prod": "Π", "partial": "∂", "nabla": "∇", "infty": "∞", "dots": "…", "ldots": "…", "cdots": "…",
    "quad": " &nbsp; ", "qquad": " &nbsp; &nbsp; ", "left": "", "right": "", "big": "", "Big": "", "|": "‖",
    "{": "{", "}": "}", ",": " ", ";": " ", ":": " ", " ": " ", "!": "", "\\": "<br>", "&": "&amp;", "%": "%",
}  # fmt: skip
_FUNCTIONS = {"max", "min", "ln", "log", "exp", "sin", "cos", "tanh", "sinh", "cosh", "erf", "arg"}
_STYLES = {"text", "mathrm", "mathbf", "boldsymbol", "mathit", "mathcal", "operatorname"}
_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}
_DOUBLE = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "E": "𝔼"}
_SCRIPT = re.compile(r"<(su[bp]|b)>[^<]*</\1>")
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}_^])|(\s+)|([^\\{}_^\s])")


@cache
def formula_html(latex: str) -> str:
    r"""Return a formula as HTML: ``w \leftarrow w - \eta g`` as ``w ← w − η g``.

    A command that is not known is shown by its name.
    """
    text = re.sub(r" {2,}", " ", _Reader(latex).sequence(until_brace=False)).strip()
    return re.sub(r"(?<=[(\[]) | (?=[)\],])", "", text)


def tooltip(sentence: str, formula: str = "") -> str:
    """Return a tooltip of one sentence, with a formula below it."""
    if not formula:
        return sentence
    return f"<p>{html.escape(sentence)}</p><p>{formula_html(formula)}</p>"


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, latex: str) -> None:
        self._tokens = [match.groups() for match in _TOKEN.finditer(latex)]
        self._next = 0

    def sequence(self, *, until_brace: bool) -> str:
        parts: list[str] = []
        while self._next < len(self._tokens):
            if self._tokens[self._next][1] == "}" and until_brace:
                self._next += 1
                break
            parts.append(self._item())
        return "".join(parts)

    def _item(self) -> str:
        command, mark, space, character = self._tokens[self._next]
        self._next += 1
        if command is not None:
            return self._command(command)
        if mark == "{":
            return self.sequence(until_brace=True)
        if mark in ("_", "^"):
            tag = "sub" if mark == "_" else "sup"
            return f"<{tag}>{self._argument().strip()}</{tag}>"
        if space is not None:
            return " "
        return {"-": "−", "<": "&lt;", ">": "&gt;", "&": "&amp;"}.get(character or "", character or "")

    def _argument(self) -> str:
        while self._next < len(self._tokens) and self._tokens[self._next][2] is not None:
            self._next += 1
        return self._item() if self._next < len(self._tokens) else ""

    def _is_next(self, *characters: str) -> bool:
        return self._next < len(self._tokens) and any(part in characters for part in self._tokens[self._next])

    def _command(self, name: str) -> str:
        if name in ("frac", "tfrac", "dfrac"):
            above, below = self._argument(), self._argument()
            return f"{_grouped(above)}/{_grouped(below)}"
        if name == "sqrt":
            return f"√{_grouped(self._argument())}"
        if name in _ACCENTS:
            return f"{self._argument()}{_ACCENTS[name]}"
        if name == "mathbb":
            letter = self._argument()
            return _DOUBLE.get(letter, letter)
        if name in ("mathbf", "boldsymbol"):
            return f"<b>{self._argument()}</b>"
        if name in _STYLES:
            return self._argument()
        if name in _FUNCTIONS:
            return name if self._is_next("(", "_", "^") else f"{name} "
        return _SYMBOLS.get(name, name)


def _grouped(part: str) -> str:
    """Put a part of several letters into brackets, as a fraction in one line needs."""
    bare = html.unescape(re.sub(r"[\u0300-\u036f]", "", part)).strip()
    while re.search(_SCRIPT, bare):
        bare = re.sub(_SCRIPT, "", bare)
    simple = len(bare) <= 1 or re.fullmatch(r"[\d.]+|√?\w|√\(.*\)", bare)
    return part.strip() if simple else f"({part.strip()})"
