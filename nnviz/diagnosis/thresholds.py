"""Every number that a verdict or a finding depends on, in one table with its source.

A convention of this program is a choice between what healthy and what sick runs show; it says so, and why.
"""

from __future__ import annotations

from msgspec import Struct

from nnviz.activity import SATURATED_ROWS
from nnviz.saturation import SATURATED_SLOPE


class Threshold(Struct, frozen=True):
    """One number.

    Attributes
    ----------
    name : str
        For the guide and for error messages.
    value : float
    sentence : str
        What is beyond it.
    source : str
        Paper and year, or why this program chose it.
    """

    name: str
    value: float
    sentence: str
    source: str


VANISHING_RATIO = Threshold(
    "vanishing ratio",
    1e-3,
    "A layer vanishes whose gradient size is below this share of the last layer's.",
    "The ratio of layers is the measure of Glorot and Bengio 2010; the number is a convention of this program: at one "
    "rate for all, such a layer needs a thousand steps for one of the last. Healthy runs stay above 0.005.",
)
EXPLODING_RATIO = Threshold(
    "exploding ratio",
    1e2,
    "A layer explodes whose gradient size is above so many times the last layer's.",
    "Pascanu, Mikolov and Bengio 2013 describe the growth; the number is a convention of this program: rates that are "
    "neither useless nor unstable span about two powers of ten. Healthy runs stay below 10.",
)
EXPLODING_SIZE = Threshold(
    "exploding size",
    1e2,
    "A layer explodes whose gradient size is above this, whatever the other layers have.",
    "Convention of this program: weights and scaled data are of the order of 1, so a rate of 0.01 would replace every "
    "weight in one step. Healthy runs stay below 1.",
)
UPDATE_TOO_SMALL = Threshold(
    "update ratio, least",
    1e-4,
    "One step changes the weights by less than this share of their size: learning crawls.",
    "Karpathy, Stanford CS231n: the ratio of updates to weights should be about 1e-3; a tenth of it is little.",
)
UPDATE_TOO_LARGE = Threshold(
    "update ratio, most",
    1e-1,
    "One step changes the weights by more than this share of their size: what was learned is overwritten.",
    "Karpathy, Stanford CS231n: about 1e-3; Adam is healthy up to 0.03 in the examples of this program.",
)
SATURATED_SLOPE_SHARE = Threshold(
    "saturated slope",
    SATURATED_SLOPE,
    "A value is saturated where the slope of the activation is at most this share of its largest.",
    "Gulcehre, Moczulski, Denil and Bengio 2016 define saturation as the limit 0; the share is a convention of this "
    "program: tanh is then saturated beyond 2.2, where its answer is within 0.025 of the end.",
)
SATURATED_ROW_SHARE = Threshold(
    "saturated rows",
    SATURATED_ROWS,
    "A unit is saturated that is saturated for at least this share of the training rows.",
    "Convention of this program: one row in twenty that still teaches the unit is too few.",
)
SATURATED_UNITS = Threshold(
    "saturated units",
    0.5,
    "Units saturate where at least this share of a hidden layer's units is saturated.",
    "Glorot and Bengio 2010 show that layers of saturated units stop learning; the share is a convention of this "
    "program. Healthy runs stay at 0.02.",
)
DEAD_UNITS = Threshold(
    "dead units",
    0.5,
    "Units are dead where at least this share of all units that can die is dead, or a whole layer.",
    "Karpathy, Stanford CS231n, reports 40 % of a network dead at too high a rate; the number is a convention of this "
    "program, because narrow and deep ReLU networks learn well with 40 %.",
)
ALIKE = Threshold(
    "alike",
    1e-6,
    "Units are alike whose weights differ by at most this share of the layer's largest weight.",
    "Goodfellow, Bengio and Courville 2016, section 8.4: units must start differently; the number leaves room for "
    "rounding only.",
)
SWINGS = Threshold(
    "swings",
    1.0,
    "The rate is too high where the train loss rises by this in all over the last 20 epochs, as a share of the loss of "
    "always giving the same answer, and does not come down to its best again.",
    "Convention of this program: healthy runs, steep places and noise included, stay below 0.4.",
)
OUT_OF_REACH = Threshold(
    "out of reach",
    0.1,
    "A swinging train loss is away from its best where its median is above it by this share of the loss of always "
    "giving the same answer.",
    "Convention of this program: below, the swings are noise about a good place.",
)
SLOW_FALL = Threshold(
    "slow fall",
    0.08,
    "Learning is slow where the train loss falls by less than this share within 500 steps, far from any end, and the "
    "rate could be much higher.",
    "Convention of this program: at this pace a loss is halved in 4,000 steps.",
)
SLOW_SHARPNESS = Threshold(
    "slow rate",
    0.004,
    "The rate could be much higher where the rate times the largest curvature of the loss is below this.",
    "LeCun, Simard and Pearlmutter 1993: the best rate is about 1 over the largest curvature, and it is unstable above "
    "2; the number is a convention of this program: 500 times below that limit. Healthy runs stay above 0.01.",
)

FINISHED_LOSS = Threshold(
    "finished, loss",
    0.1,
    "Nothing is called slow once the train loss is below this share of the loss of always giving the same answer.",
    "Convention of this program: the last tenth of a loss is slow in every run.",
)
FINISHED_ACCURACY = Threshold(
    "finished, accuracy",
    0.95,
    "Nothing is called slow once the train accuracy is this high.",
    "Convention of this program: what is left to learn is a matter of single samples.",
)
WORTHWHILE_GAIN = Threshold(
    "worthwhile gain",
    0.005,
    "Nothing is called slow where the best step along the gradient would lower the loss by less than this share.",
    "Convention of this program: then the run stands at a minimum, and no rate changes that.",
)
BORDER_GAIN = Threshold(
    "straight border, gain",
    0.1,
    "A network with straight borders is on its way, and not judged, where the best step along the gradient would lower "
    "the loss by more than this share.",
    "Convention of this program: at a minimum the noise of batches of one row, at a rate of 0.1, seldom leaves "
    "more; iris at a rate of 0.001, whose accuracy still rises, has above 0.2.",
)
BORDER_GAP = Threshold(
    "straight border, gap",
    0.05,
    "Straight borders are not enough where the 5 nearest rows of each row are right about its class for this share of "
    "all rows more than the network is, and than the straight borders of linear discriminants (Fisher 1936) are.",
    "Minsky and Papert 1969, Perceptrons: no straight border parts XOR. Cover and Hart 1967: what neighbours get wrong "
    "is about twice at most what noise hides from everybody. The number is a convention of this program: healthy runs "
    "and pure noise stay below 0.02 with 400 rows.",
)
BORDER_CERTAINTY = Threshold(
    "straight border, certainty",
    3.0,
    "The neighbours are right more often only by chance below so many standard deviations of the rows about which the "
    "two differ.",
    "McNemar 1947 for the test of two answers on the same rows; three standard deviations are a convention of this "
    "program.",
)

OVERFITTING_ONSET = Threshold(
    "overfitting, onset",
    0.01,
    "Overfitting begins where the held-out loss is for the last time within this share of its lowest.",
    'Prechelt 1998, "Early stopping - but when?": the generalisation loss, whose smallest limit there is 1 %.',
)
OVERFITTING_RISE = Threshold(
    "overfitting, rise",
    0.2,
    "A network overfits whose held-out loss, averaged over 5 evaluations, stays above its lowest by this share.",
    "The generalisation loss of Prechelt 1998, who stops at 1 to 5 %; the number is a convention of this program: a "
    "verdict needs more than a reason to stop.",
)
OVERFITTING_SIZE = Threshold(
    "overfitting, size",
    0.1,
    "A rise of the held-out loss by less than this share of the loss of always giving the same answer is not worth a "
    "word.",
    "Convention of this program: a loss of almost nothing can double without harm; healthy runs stay below 0.08.",
)
OVERFITTING_TRAIN = Threshold(
    "overfitting, train",
    0.05,
    "It is overfitting only where the train loss has fallen by this share since the held-out loss began to rise.",
    "Convention of this program: where both rise, training itself is what goes wrong.",
)
SMALL_SAMPLE = Threshold(
    "small sample",
    32,
    "Up to so many training rows can be learned by heart: a network that cannot is not able to learn.",
    "Goodfellow, Bengio and Courville 2016, section 11.5: fit a tiny dataset; the number is a convention of "
    "this program.",
)

THRESHOLDS = (
    VANISHING_RATIO,
    EXPLODING_RATIO,
    EXPLODING_SIZE,
    UPDATE_TOO_SMALL,
    UPDATE_TOO_LARGE,
    SATURATED_SLOPE_SHARE,
    SATURATED_ROW_SHARE,
    SATURATED_UNITS,
    DEAD_UNITS,
    ALIKE,
    SWINGS,
    OUT_OF_REACH,
    SLOW_FALL,
    SLOW_SHARPNESS,
    FINISHED_LOSS,
    FINISHED_ACCURACY,
    WORTHWHILE_GAIN,
    BORDER_GAIN,
    BORDER_GAP,
    BORDER_CERTAINTY,
    OVERFITTING_ONSET,
    OVERFITTING_RISE,
    OVERFITTING_SIZE,
    OVERFITTING_TRAIN,
    SMALL_SAMPLE,
)
"""The table."""
