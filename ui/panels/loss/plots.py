"""The plots of the Loss panel at one moment: what they show, how far their axes reach, and where they are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QWidget

from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.loss.arrangement import Place, Sizes, arrange
from ui.panels.loss.axes import side_width
from ui.panels.loss.axis_ends import Extreme, accuracy_ends, ends_of, spans_decades
from ui.panels.loss.flags import Flag, flags_of
from ui.panels.loss.labels import Labels
from ui.panels.loss.layout import Label
from ui.panels.loss.options import Metric, Options, Told
from ui.panels.loss.reading import value_text
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View, make_view, y_ticks
from ui.plotting.easing import Easing
from ui.plotting.ranges import Range, growing_end, united
from ui.plotting.scale import Scale
from ui.plotting.text import shape_of
from ui.theme import px

LEAST_STEPS = 100
LEAST_EPOCHS = 5
_LEAST_SIDE = 30
_WIDEST: dict[Metric, str] = {"loss": "0.0000", "accuracy": f"100.0{numbers.THIN_SPACE}%", "rate": "0.00000"}


class Plots:
    """The plots.

    Parameters
    ----------
    widget : QWidget
        The panel they are in.

    Attributes
    ----------
    options : Options
        How they are drawn; after a change call `show_at_once`.
    told : Told
        The shares whose values are told: train, validation and test, as far as there are.
    runs : list of RunCurves
    frame : Frame or None
        The present moment.
    places : list of Place
        The plots that are shown.
    visible : list of RunCurves
        The runs that are switched on.
    flags : list of Flag
        Their live edits.
    has_zero : frozenset of Metric
        Of which some value is zero, which has no place on a logarithmic axis.
    rate_log : bool
        Whether the axis of the learning rates is logarithmic.
    labels : dict of Metric to Labels
    easing : Easing
        The ends of the axes: x, loss, and accuracy or learning rate; logarithms where the axis is logarithmic.
    zoom : (float, float) or None
        The part along the bottom that is looked at; None follows the runs.
    """

    def __init__(self, widget: QWidget, options: Options) -> None:
        self.easing = Easing(widget)
        self.options = options
        self.bind(())

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Forget what was shown."""
        classes = not runs or any(run.classifies for run in runs)
        tested = not runs or any(run.has_test for run in runs)
        self._classes, self.rate_log = classes, False
        validated = any(run.has_validation for run in runs)
        there = (("train", 0, True), ("validation", 2, validated), ("test", 1, tested))
        self.told: Told = tuple((word, share) for word, share, is_there in there if is_there)
        self.runs = [RunCurves(run, validated) for run in runs]
        self.frame: Frame | None = None
        self.zoom: Range | None = None
        self.places: list[Place] = []
        self.flags: list[Flag] = []
        self.has_zero: frozenset[Metric] = frozenset()
        self._marked: object = None
        self.visible = self.runs
        self._measured: tuple[QSize, int] | None = None
        self._arranged: object = None
        self._held: tuple[object, Range, Range] | None = None
        self._known: object = None
        self._views: tuple[object, list[View]] = (None, [])
        self.labels = {metric: Labels(widest) for metric, widest in _WIDEST.items()}
        self._moments: object = None
        self._said = {metric: self._say(metric) for metric in _WIDEST}
        self.easing.jump(self._ends())

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What is shown where there is room: a regression has no accuracy."""
        second: tuple[Metric, ...] = ("rate",) if self.options.rate else ("accuracy",) if self._classes else ()
        return ("loss", *second)

    def told_of(self, metric: Metric) -> Told:
        """Return what is told of a metric."""
        return (("rate", 0),) if metric == "rate" else self.told

    def words_of(self, metric: Metric) -> tuple[str, ...]:
        """Return the words for what is told of a metric."""
        return tuple(word for word, _ in self.told_of(metric))

    def update(self, frame: Frame) -> None:
        """Take in a moment; axes that must grow for it ease."""
        first = self.frame is None
        if first:
            self._measured = self._arranged = None
        self._take(frame)
        if first:
            self.easing.jump(self._ends())
            return
        log, ends = self.rate_log, self._ends()
        if self.rate_log != log:  # the numbers are others
            self.easing.jump(ends)
        else:
            self.easing.move(ends, with_frames=frame.playing)

    def show_at_once(self) -> None:
        """Take in other options, or another zoom, without motion."""
        if self.frame is not None:
            self._take(self.frame)
        self.easing.jump(self._ends())

    def arrange(self, size: QSize) -> bool:
        """Find the places of the plots in a panel of this size. Returns whether anything has changed for them."""
        key = (
            (size, px(1000)),
            (self.options, self.zoom is None, self.easing.aim[2:], [run.run.index for run in self.visible]),
            [self.labels[metric].widest for metric in self.metrics],
            [label.trouble for label in self._said["loss"]],
        )
        if key == self._arranged:
            return False
        self._arranged = key
        if key[0] != self._measured:
            self._measured, self._side = key[0], dict.fromkeys(_WIDEST, 0.0)
        side, two, one = {}, {}, {}
        for metric in self.metrics:
            ticks = y_ticks(metric, self.is_log(metric), _y_ends(self.easing.aim, metric), size.height())
            # Never narrower than before: the curves would jump.
            side[metric] = self._side[metric] = max(self._side[metric], px(_LEAST_SIDE), side_width(ticks.labels))
            two[metric], one[metric] = self.labels[metric].widths(self._said[metric], self.words_of(metric))
        places = arrange(size, self.metrics, self.options.metric, Sizes(side, two, one, len(self.visible)))
        if places != self.places:
            self.places = places
            for labels in self.labels.values():
                labels.forget_places()
        return True

    @property
    def views(self) -> list[View]:
        """The plots as they are now; the same list as before until they change."""
        now, aim = self.easing.values, self.easing.aim
        key = self.places, now, aim, self.options, self.rate_log, px(1000)
        if key != self._views[0]:
            found = []
            for place in self.places:
                y_now, y_aim = _y_ends(now, place.metric), _y_ends(aim, place.metric)
                log, x_now = self.is_log(place.metric), (now[0], now[1])
                found.append(make_view(place.metric, place.box, self.options.unit, log, x_now, y_now, y_aim))
            self._views = key, found
        return self._views[1]

    @property
    def untrained(self) -> bool:
        """Whether nothing was trained yet, and nothing is about to be."""
        frame = self.frame
        if frame is None:
            return True
        return not frame.playing and all(snapshot.step == 0 for snapshot in frame.newest or frame.snapshots)

    @property
    def full_end(self) -> float:
        """Where the axis along the bottom ends when all is shown."""
        return growing_end(self.furthest, LEAST_EPOCHS if self.options.epochs else LEAST_STEPS)

    @property
    def furthest(self) -> float:
        """How far the run that leads has come, in steps or epochs."""
        return max((run.reach(self.options.epochs) for run in self.runs), default=0.0)

    def view_at(self, position: QPointF) -> View | None:
        """Return the plot at a place of the panel, or None."""
        reach = px(4)
        boxes = ((view, view.box.adjusted(-reach, 0, reach, 0)) for view in self.views)
        return next((view for view, box in boxes if box.contains(position.toPoint())), None)

    def step_at(self, position: QPointF) -> int | None:
        """Return the chosen run's step at a place of the panel; None outside the plots, and where none is."""
        view = self.view_at(position)
        if view is None or self.frame is None:
            return None
        chosen, place = self.runs[self.frame.chosen], view.x.to_data(position.x())
        step = chosen.step_of(place) if self.options.epochs else place
        return max(0, min(round(step), round(chosen.reach(False))))

    def said(self, metric: Metric) -> list[Label]:
        """Return what the labels of a plot say."""
        return self._said[metric]

    def resting(self, view: View) -> Scale:
        """Return a plot's axis at the side as it will be when it has come to rest."""
        return view.y.between(*_y_ends(self.easing.aim, view.metric)) if self.easing.moving else view.y

    def _take(self, frame: Frame) -> None:
        self.frame = frame
        moments = zip(self.runs, frame.runs, frame.snapshots, frame.newest or frame.snapshots, strict=True)
        for curves, run, snapshot, newest in moments:
            curves.update(run, snapshot, newest, self.options.batches, self.options.rate)
        self.visible = [run for run in self.runs if run.run.index not in frame.hidden]
        for curves in self.visible:
            curves.shared_until = _shared_until(frame, curves.run)
        marked = self.options.epochs, [_marked(run) for run in self.visible]
        if marked != self._marked:
            self._marked, self.flags = marked, flags_of(self.visible, self.options.epochs)
        known = [(run.run.index, run.moment) for run in self.visible]
        if known != self._moments:
            self._moments = known
            self._said = {metric: self._say(metric) for metric in self.metrics}
            for metric, said in self._said.items():
                self.labels[metric].make_room(said)

    def _say(self, metric: Metric) -> list[Label]:
        labels = []
        for run in self.visible:
            seen = run.seen(metric, False)[1]
            values = [seen[share] for _, share in self.told_of(metric)]
            trouble = ""
            if run.divergence is not None:
                trouble = f"diverged at step {numbers.count(run.divergence.step)}, {run.divergence.layer_name}"
            texts = tuple(value_text(metric, value) for value in values)
            shapes = tuple(shape_of(text) for text in texts)
            labels.append(Label(run.run.index, run.run.name, trouble, shapes, texts))
        return labels

    def _ends(self) -> tuple[float, ...]:
        """Return the ends of all axes that hold everything so far."""
        x = self.zoom if self.zoom is not None else (0.0, self.full_end)
        losses = [run.extremes("loss", self.options.batches) for run in self.visible]
        second = self.metrics[-1]
        others = [run.extremes(second, False) for run in self.visible if second != "loss"]
        if second == "rate":
            self.rate_log = spans_decades([rate for run in self.visible for rate in run.usual_rates()])
        shown = self.frame is not None, self.options, self.rate_log, [run.run.index for run in self.visible]
        if (shown, losses, others) != self._known or self._held is None:
            self._known = shown, losses, others
            loss = ends_of(losses, self.options.log)
            beside = accuracy_ends(others) if second != "rate" else ends_of(others, self.rate_log)
            # What has been shown stays within the axes, until something else is shown.
            if self._held is not None and self._held[0] == shown:
                loss, beside = united(loss, self._held[1]), united(beside, self._held[2])
            self._held = shown, loss, beside
            known: dict[Metric, list[Extreme]] = {second: others, "loss": losses}
            self.has_zero = frozenset(metric for metric, ends in known.items() if any(low <= 0.0 for low, _, _ in ends))
        return (*x, *self._held[1], *self._held[2])

    def is_log(self, metric: Metric) -> bool:
        """Say whether the axis of a metric is logarithmic."""
        return self.rate_log if metric == "rate" else self.options.log and metric == "loss"


def _marked(run: RunCurves) -> object:
    """Return what changes with the flags of a run."""
    found = run.overfitting
    return run.run.index, len(run.marks), run.marks[-1:], run.restorations, found and (found.share, found.step)


def _y_ends(ends: tuple[float, ...], metric: Metric) -> Range:
    return (ends[2], ends[3]) if metric == "loss" else (ends[4], ends[5])


def _shared_until(frame: Frame, run: RunView) -> int:
    """Return the step up to which a run is a part of others that are shown: forks may be forked, and be hidden."""
    until = run.origin.step if run.origin is not None else 0
    while run.origin is not None:
        until, run = min(until, run.origin.step), frame.runs[run.origin.run]
        if run.index not in frame.hidden:
            return until
    return 0
