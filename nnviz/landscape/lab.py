"""What stands in the landscape lab: a function, a start, some racers. Frozen; every change is another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from nnviz.errors import InvalidInput
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.landscape.functions import FUNCTIONS, NOISE, LandscapeFunction
from nnviz.landscape.minima_search import lowest_minima
from nnviz.landscape.race_report import Report, report
from nnviz.landscape.racing import MOST_RACERS, Tracks, gathered, race

OWN = "formula"
"""The name of the user's own function."""

FIRST_FORMULA = "x**2/4 + y**2 + sin(3*x)"
OWN_BOX = (-3.0, 3.0, -3.0, 3.0)
OWN_START = (-2.4, 1.8)
OWN_RATE = 0.05
FEWEST_STEPS, MOST_STEPS = 1, 5000
FARTHEST = 1e6
"""How far from the origin a start may lie."""

Box = tuple[float, float, float, float]


class Lab(Struct, frozen=True, dict=True):
    """A race as it is set up.

    Attributes
    ----------
    function : str
        A name in `FUNCTIONS`, or `OWN`.
    values : tuple of (str, float)
        The function's hyperparameters.
    formula : str
        The user's own function, kept while another one is shown.
    start : (x, y)
    racers : tuple of OptimizerChoice
        1 to `MOST_RACERS`.
    steps : int
        `FEWEST_STEPS` to `MOST_STEPS`.
    seed : int
        Decides the noise.
    """

    function: str
    values: tuple[tuple[str, float], ...]
    formula: str
    start: tuple[float, float]
    racers: tuple[OptimizerChoice, ...]
    steps: int = 300
    seed: int = 0

    @classmethod
    def on(cls, name: str, formula: str = FIRST_FORMULA) -> Self:
        """Return the lab as it opens on a function: with and without momentum, from where that shows."""
        entry = None if name == OWN else FUNCTIONS[name]
        rate = OWN_RATE if entry is None else entry.learning_rate
        return cls(
            function=name,
            values=() if entry is None else tuple(entry.defaults().items()),
            formula=formula,
            start=OWN_START if entry is None else entry.start,
            racers=(
                OptimizerChoice("sgd", learning_rate=rate),
                OptimizerChoice("momentum", learning_rate=rate),
            ),
        )

    @property
    def entry(self) -> LandscapeFunction | None:
        """The function's registry entry; None for the user's own."""
        return None if self.function == OWN else FUNCTIONS[self.function]

    @cached_property
    def landscape(self) -> AnalyticLandscape:
        """The function. Raises `InvalidInput` where the user's own cannot be read."""
        entry = self.entry
        return AnalyticLandscape(self.formula) if entry is None else entry.landscape(**dict(self.values))

    @property
    def minima(self) -> tuple[tuple[float, float], ...]:
        """The lowest points, where they are known; of the user's own function those that a search finds in the view."""
        return _own_minima(self.formula) if self.entry is None else self.entry.minima

    @property
    def box(self) -> Box:
        """A good view."""
        return OWN_BOX if self.entry is None else self.entry.box

    @property
    def noise(self) -> float:
        """Deviation of the gradient's noise."""
        return dict(self.values).get(NOISE, 0.0)

    def run(self) -> Tracks:
        """Let the racers go."""
        return race(self.landscape, self.start, self.racers, self.steps, noise=self.noise, seed=self.seed)

    def reports(self, tracks: Tracks) -> list[Report]:
        """Say what became of them."""
        return report(self.landscape, self.minima, self.box, self.racers, tracks, noise=self.noise)

    def run_after(self, earlier: Self, tracks: Tracks, reports: Sequence[Report]) -> tuple[Tracks, list[Report]]:
        """Return what `run` and `reports` do, by letting those racers alone go that did not in an earlier lab."""
        same = replace(earlier, racers=self.racers) == self
        ways = {racer: place for place, racer in enumerate(earlier.racers)} if same else {}
        fresh = tuple(racer for racer in self.racers if racer not in ways)
        if len(fresh) == len(self.racers):
            tracks = self.run()
            return tracks, self.reports(tracks)
        known = [(tracks, reports[ways[racer]], ways[racer]) for racer in self.racers if racer in ways]
        if fresh:
            others = replace(self, racers=fresh)
            ran = others.run()
            new = [(ran, done, place) for place, done in enumerate(others.reports(ran))]
        else:
            new = []
        rest, found = iter(known), iter(new)
        field = [next(rest if racer in ways else found) for racer in self.racers]
        return gathered([(run, place) for run, _, place in field]), [done for _, done, _ in field]

    def with_value(self, name: str, value: float) -> Self:
        """Return the lab with another hyperparameter of its function. Raises `InvalidInput` out of range."""
        entry = self.entry
        known = {h.name: h for h in entry.hyperparameters} if entry is not None else {}
        return replace(self, values=tuple({**dict(self.values), name: known[name].check(value)}.items()))

    def with_formula(self, formula: str) -> Self:
        """Return the lab on the user's own function. Raises `InvalidInput` where it cannot be read."""
        AnalyticLandscape(formula)
        if self.function == OWN:
            return replace(self, formula=formula)
        return replace(self.on(OWN, formula), racers=self.racers, steps=self.steps, seed=self.seed)

    def with_start(self, x: float, y: float) -> Self:
        """Return the lab with another start. Raises `InvalidInput` out of range."""
        for name, value in (("x", x), ("y", y)):
            if not (math.isfinite(value) and abs(value) <= FARTHEST):
                raise InvalidInput(f"The start's {name} is {value:g}: allowed is from -1e6 to 1e6.")
        return replace(self, start=(x, y))

    def with_steps(self, steps: int) -> Self:
        """Return the lab with another number of steps. Raises `InvalidInput` out of range."""
        if not FEWEST_STEPS <= steps <= MOST_STEPS:
            raise InvalidInput(f"The race has {steps} steps: allowed is from {FEWEST_STEPS} to {MOST_STEPS:,}.")
        return replace(self, steps=steps)

    def with_seed(self, seed: int) -> Self:
        """Return the lab with another seed. Raises `InvalidInput` out of range."""
        if not 0 <= seed < 2**63:
            raise InvalidInput(f"The seed is {seed}: allowed is a whole number from 0 to 2^63 - 1.")
        return replace(self, seed=seed)

    def with_racers(self, racers: tuple[OptimizerChoice, ...]) -> Self:
        """Return the lab with other racers. Raises `InvalidInput` where these are none, or too many."""
        if not 1 <= len(racers) <= MOST_RACERS:
            raise InvalidInput(f"There would be {len(racers)} racers: allowed is from 1 to {MOST_RACERS}.")
        return replace(self, racers=racers)

    def with_racer(self, racer: int, optimizer: OptimizerChoice) -> Self:
        """Return the lab with another optimizer for a racer."""
        return replace(self, racers=(*self.racers[:racer], optimizer, *self.racers[racer + 1 :]))

    def with_one_more(self, optimizer: OptimizerChoice) -> Self:
        """Return the lab with one more racer. Raises `InvalidInput` where there is no room."""
        if len(self.racers) == MOST_RACERS:
            raise InvalidInput(f"There are {MOST_RACERS} racers, which is the most.")
        return replace(self, racers=(*self.racers, optimizer))

    def without(self, racer: int) -> Self:
        """Return the lab without a racer. Raises `InvalidInput` for the last one."""
        if len(self.racers) == 1:
            raise InvalidInput("The last racer stays: there would be nothing to see.")
        return replace(self, racers=(*self.racers[:racer], *self.racers[racer + 1 :]))

    def encode(self) -> dict[str, Any]:
        """Return everything as JSON."""
        return {
            "function": self.function,
            "values": dict(self.values),
            "formula": self.formula,
            "start": list(self.start),
            "racers": [racer.document() for racer in self.racers],
            "steps": self.steps,
            "seed": self.seed,
        }

    @classmethod
    def decode(cls, value: Any) -> Self:
        """Read what `encode` returns. Raises `InvalidInput` for anything else."""
        try:
            lab = cls.on(value["function"], str(value["formula"]))
            for name, number in value["values"].items():
                lab = lab.with_value(name, number)
            x, y = value["start"]
            lab = lab.with_start(float(x), float(y))
            racers = tuple(OptimizerChoice.parse(item) for item in value["racers"][:MOST_RACERS])
            steps, seed = int(value["steps"]), int(value["seed"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidInput(f"The lab cannot be read: {error}") from None
        if not racers or not FEWEST_STEPS <= steps <= MOST_STEPS or not 0 <= seed < 2**63:
            raise InvalidInput("The lab cannot be read: racers, steps or seed are out of range")
        lab = replace(lab, racers=racers, steps=steps, seed=seed)
        _ = lab.landscape
        return lab


@lru_cache(maxsize=8)
def _own_minima(formula: str) -> tuple[tuple[float, float], ...]:
    return lowest_minima(AnalyticLandscape(formula), OWN_BOX)
