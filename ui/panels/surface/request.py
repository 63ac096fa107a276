"""What is asked for, and what comes back: frozen data between the window and the background."""

from __future__ import annotations

import threading

from msgspec import Struct, field

from nnviz.assembly import Assembly
from nnviz.landscape import Plane, Rows
from nnviz.snapshot import Snapshot
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.fit import Fit
from ui.panels.surface.options import Options
from ui.panels.surface.track import Floats, Track
from ui.plotting.extent import Extent
from ui.plotting.levels import Levels
from ui.plotting.mesh import Mesh
from ui.plotting.relief import Relief
from ui.plotting.side_view import View
from ui.theme.colour_maps import Pixels


class Seen(Struct, frozen=True, eq=False):
    """One run whose path is shown.

    Attributes
    ----------
    name : str
    assembly : Assembly
    snapshot : Snapshot
    """

    name: str
    assembly: Assembly
    snapshot: Snapshot

    @property
    def index(self) -> int:
        """Which run of the experiment."""
        return self.snapshot.run


class Request(Struct, frozen=True, eq=False):
    """One surface to compute.

    Attributes
    ----------
    chosen : Seen
        The run that the surface belongs to.
    seen : tuple of Seen
        The runs whose paths are shown.
    options : Options
    size : (int, int)
        Of the picture, in pixels of the screen.
    ratio : float
        Pixels of the screen for each pixel of the window.
    live : bool
        Whether another one is wanted soon: then it is coarse and quick.
    held : Result or None
        What is shown until now.
    view : Extent or None
        The part that the user looks at; None shows the paths.
    anew : bool
        Whether plane, extent and levels are to be chosen anew.
    relevel : bool
        Whether the levels are.
    steady : bool
        Whether a plane that serves is kept, and the picture never comes closer.
    best : Point or None
        The chosen run's best weights, for the plane through them; None where they are not known.
    side : View or None
        From where the surface is seen, whatever its extent, where it is drawn without a graphics processor.
    meshed : bool
        Whether triangles of it are wanted, for the graphics processor.
    unwanted : threading.Event
        Set when something else is wanted.
    """

    chosen: Seen
    seen: tuple[Seen, ...]
    options: Options
    size: tuple[int, int]
    ratio: float
    live: bool
    held: Result | None
    view: Extent | None
    anew: bool
    relevel: bool
    steady: bool = False
    best: Point | None = None
    side: View | None = None
    meshed: bool = False
    unwanted: threading.Event = field(default_factory=threading.Event)

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.size[0] / self.size[1]


class Grid(Struct, frozen=True, eq=False):
    """The losses of a surface.

    Attributes
    ----------
    x, y : ndarray, shape (X,) and (Y,)
        What the axes read.
    losses : ndarray, shape (Y, X)
    rows : Rows
        What of the share they are means over.
    """

    x: Floats
    y: Floats
    losses: Floats
    rows: Rows


class End(Struct, frozen=True):
    """What the surface says of a run's present point, and what is true.

    Attributes
    ----------
    run : int
    name : str
    off : float
        How far it lies off the plane, in the parameters' own unit.
    off_share : float
        The same against the way from the start to the present point.
    true, shown : float
        The loss there, and at the nearest point of the plane, over the same rows; NaN where it has no such share.
    offs : ndarray, shape (n + 1,)
        The same as `off_share` for every point of the way, as `Track.whole` has them.
    """

    run: int
    name: str
    off: float
    off_share: float
    true: float
    shown: float
    offs: Floats


class Result(Struct, frozen=True, eq=False):
    """One surface with everything that belongs to it.

    Attributes
    ----------
    chosen : Seen
        The run that it belongs to.
    seen : tuple of Seen
        The runs whose paths are shown.
    step : int
        Of that run: the surface goes through its point at this step.
    fit : Fit
    plane : Plane
        Its directions, through that point.
    tracks : tuple of Track
        In the order of the runs.
    share : float
        Of the paths' variance that the plane holds; NaN where nothing varies.
    axis_shares : (float, float) or None
        The same along each axis; None for axes that no path has chosen.
    grid : Grid
    core : Extent
        What of the plane has to be seen.
    extent : Extent
        What the picture shows.
    view : Extent or None
        The same where the user has chosen it.
    levels : Levels
    pixels : uint32 ndarray, shape (height, width)
    ends : tuple of End
    lowest : (float, float, float) or None
        The lowest point of an exact surface, and the loss there.
    live : bool
        Whether it is coarse, because another one follows soon.
    best : Point or None
        Through which best weights the plane goes.
    best_at : (float, float) or None
        What the axes read there.
    relief : Relief or None
        The surface from where it was seen when it was asked for.
    mesh : Mesh or None
        Its triangles, where they were asked for.
    """

    chosen: Seen
    seen: tuple[Seen, ...]
    step: int
    fit: Fit
    plane: Plane
    tracks: tuple[Track, ...]
    share: float
    axis_shares: tuple[float, float] | None
    grid: Grid
    core: Extent
    extent: Extent
    view: Extent | None
    levels: Levels
    pixels: Pixels
    ends: tuple[End, ...]
    lowest: tuple[float, float, float] | None
    live: bool
    best: Point | None = None
    best_at: tuple[float, float] | None = None
    relief: Relief | None = None
    mesh: Mesh | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        height, width = self.pixels.shape
        return width, height

    def end(self, run: int) -> End | None:
        """Return what is known of a run's present point."""
        return next((end for end in self.ends if end.run == run), None)

    def track(self, run: int) -> Track | None:
        """Return a run's path."""
        return next((track for track in self.tracks if track.run == run), None)
