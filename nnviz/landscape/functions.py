"""Analytic landscapes to race optimizers on: bowls, ravines, saddles, and functions with many minima.

Adding one means adding one entry to `FUNCTIONS`.
"""

from __future__ import annotations

from typing import Literal

from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.registry import Entry, Hyperparameter, Registry

Point = tuple[float, float]
Group = Literal["bowl", "minima", "saddle"]

NOISE = "noise"
"""The hyperparameter that says how far each component of the gradient strays, as its standard deviation."""


class LandscapeFunction(Entry, frozen=True, kw_only=True):
    """One function of x and y.

    Attributes
    ----------
    group : "bowl", "minima" or "saddle"
        What kind of landscape it is: one hollow, several of them, or none.
    expression : str
        The formula as `nnviz.formula` reads it; hyperparameters stand in it by name.
    minima : tuple of (x, y)
        Its lowest points, all of them; empty where it falls for ever.
    box : tuple of float
        (left, right, bottom, top) of a good view.
    start : (x, y)
        From where a race shows what is special about it.
    learning_rate : float
        With which gradient descent makes its way from there.
    """

    group: Group
    expression: str
    minima: tuple[Point, ...] = ()
    box: tuple[float, float, float, float]
    start: Point
    learning_rate: float

    def landscape(self, **values: float) -> AnalyticLandscape:
        """Return the function with its hyperparameters, those left out at their defaults."""
        return AnalyticLandscape(self.expression, {**self.defaults(), **values})


FUNCTIONS: Registry[LandscapeFunction] = Registry(
    "function",
    LandscapeFunction(
        name="bowl",
        group="bowl",
        label="Bowl",
        formula=r"x^2 + y^2",
        sentence="The same slope on every side: gradient descent walks straight to the middle.",
        source="The sphere function, De Jong 1975",
        expression="x**2 + y**2",
        minima=((0.0, 0.0),),
        box=(-3.0, 3.0, -3.0, 3.0),
        start=(-2.4, 1.8),
        learning_rate=0.1,
    ),
    LandscapeFunction(
        name="ravine",
        group="bowl",
        label="Ravine",
        formula=r"\frac{1}{2} (x^2 + K y^2)",
        sentence="K times steeper across than along: plain descent zigzags between the walls, momentum does not.",
        source="A quadratic of condition number K; Polyak 1964, Goh 2017",
        hyperparameters=(
            Hyperparameter(
                name="K",
                label="Condition",
                default=100.0,
                minimum=1.0,
                maximum=1e6,
                slider=(1.0, 1000.0),
                scale="log",
                tooltip="How many times steeper the walls are than the floor: the condition number of the Hessian.",
            ),
        ),
        expression="(x**2 + K*y**2)/2",
        minima=((0.0, 0.0),),
        box=(-10.5, 3.5, -2.0, 2.0),
        start=(-9.0, 1.2),
        learning_rate=0.018,
    ),
    LandscapeFunction(
        name="rosenbrock",
        group="bowl",
        label="Rosenbrock's valley",
        formula=r"(1 - x)^2 + 100 (y - x^2)^2",
        sentence="A bent valley: its floor is soon found, and then hardly slopes.",
        source="Rosenbrock 1960",
        expression="(1 - x)**2 + 100*(y - x**2)**2",
        minima=((1.0, 1.0),),
        box=(-2.0, 2.0, -1.0, 3.0),
        start=(-1.5, 2.0),
        learning_rate=0.0008,
    ),
    LandscapeFunction(
        name="himmelblau",
        group="minima",
        label="Himmelblau's four minima",
        formula=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        sentence="Four minima of the same depth: start and optimizer decide in which one a path ends.",
        source="Himmelblau 1972",
        expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.584428340330492, -1.8481265269644036),
        ),
        box=(-6.0, 6.0, -6.0, 6.0),
        start=(-0.4, -1.4),
        learning_rate=0.005,
    ),
    LandscapeFunction(
        name="beale",
        group="bowl",
        label="Beale's plain",
        formula=r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
        sentence="Nearly flat around its minimum, with steep walls in the corners.",
        source="Beale 1958",
        expression="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        minima=((3.0, 0.5),),
        box=(-4.5, 4.5, -4.5, 4.5),
        start=(0.8, 1.6),
        learning_rate=0.005,
    ),
    LandscapeFunction(
        name="camel",
        group="minima",
        label="Six-hump camel",
        formula=r"(4 - 2.1 x^2 + \frac{x^4}{3}) x^2 + xy + (4 y^2 - 4) y^2",
        sentence="Six minima, two of which are the deepest.",
        source="Dixon and Szego 1978",
        expression="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2",
        minima=((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396)),
        box=(-2.2, 2.2, -1.3, 1.3),
        start=(-1.9, -0.9),
        learning_rate=0.01,
    ),
    LandscapeFunction(
        name="saddle",
        group="saddle",
        label="Saddle",
        formula=r"x^2 - y^2",
        sentence="Downhill on two sides only: whoever starts on the ridge stays on it.",
        source="Dauphin et al. 2014 on saddle points in training",
        expression="x**2 - y**2",
        box=(-2.0, 2.0, -2.0, 2.0),
        start=(-1.6, 0.001),
        learning_rate=0.05,
    ),
    LandscapeFunction(
        name="monkey_saddle",
        group="saddle",
        label="Monkey saddle",
        formula=r"x^3 - 3 x y^2",
        sentence="Three ways down from a point without any curvature: nothing tells where to go at first.",
        source="Hilbert and Cohn-Vossen 1932",
        expression="x**3 - 3*x*y**2",
        box=(-1.5, 1.5, -1.5, 1.5),
        start=(0.9, 0.02),
        learning_rate=0.03,
    ),
    LandscapeFunction(
        name="plateau",
        group="bowl",
        label="Plateau",
        formula=r"1 - e^{-(x^2 + y^2) / 2}",
        sentence="A hole in a plain: far from it there is no slope to follow.",
        source="An inverted Gaussian",
        expression="1 - exp(-(x**2 + y**2)/2)",
        minima=((0.0, 0.0),),
        box=(-4.5, 4.5, -4.5, 4.5),
        start=(-3.0, 2.0),
        learning_rate=0.5,
    ),
    LandscapeFunction(
        name="rastrigin",
        group="minima",
        label="Rastrigin's egg box",
        formula=r"20 + x^2 - 10 \cos 2\pi x + y^2 - 10 \cos 2\pi y",
        sentence="A bowl full of dents: most paths end in one of them.",
        source="Rastrigin 1974",
        expression="20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
        minima=((0.0, 0.0),),
        box=(-5.12, 5.12, -5.12, 5.12),
        start=(-3.3, 2.6),
        learning_rate=0.002,
    ),
    LandscapeFunction(
        name="ackley",
        group="minima",
        label="Ackley's funnel",
        formula=r"-20 e^{-0.2 \sqrt{(x^2 + y^2) / 2}} - e^{(\cos 2\pi x + \cos 2\pi y) / 2} + e + 20",
        sentence="A funnel with a rough wall; at its very tip there is no slope (it counts as 0).",
        source="Ackley 1987",
        expression="-20*exp(-0.2*sqrt((x**2 + y**2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + e + 20",
        minima=((0.0, 0.0),),
        box=(-5.0, 5.0, -5.0, 5.0),
        start=(-3.2, 2.7),
        learning_rate=0.02,
    ),
    LandscapeFunction(
        name="styblinski_tang",
        group="minima",
        label="Styblinski and Tang's valleys",
        formula=r"\frac{1}{2} (x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y)",
        sentence="Four valleys, one of which is the deepest.",
        source="Styblinski and Tang 1990",
        expression="(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2",
        minima=((-2.903534027771178, -2.903534027771178),),
        box=(-5.0, 5.0, -5.0, 5.0),
        start=(0.4, 4.4),
        learning_rate=0.01,
    ),
    LandscapeFunction(
        name="noisy_bowl",
        group="bowl",
        label="Noisy bowl",
        formula=r"x^2 + y^2, \quad g = \nabla f + \sigma \varepsilon",
        sentence="A bowl whose gradient is only known with noise, as that of a small batch: no path comes to rest.",
        source="The noise of SGD; Robbins and Monro 1951",
        hyperparameters=(
            Hyperparameter(
                name=NOISE,
                label="Noise",
                default=1.0,
                minimum=0.0,
                maximum=1000.0,
                slider=(0.0, 5.0),
                tooltip="How far each component of the gradient strays, as its standard deviation.",
            ),
        ),
        expression="x**2 + y**2",
        minima=((0.0, 0.0),),
        box=(-3.0, 3.0, -3.0, 3.0),
        start=(-2.4, 1.8),
        learning_rate=0.1,
    ),
)
