"""The column of inputs that are a picture: the sample's name, the picture, words, read-out card and colour key."""

from __future__ import annotations

from msgspec import Struct

from ui.panels.network.box import Box
from ui.panels.network.fold import Fold
from ui.panels.network.hidden_words import fit_words
from ui.panels.network.metrics import INSET, LINE, Metrics
from ui.panels.network.request import Request

CAPTION = 24
KEY = 34
CARD = 104
WORD_GAP = 8
SMALLEST_SIDE = 16
SIDE_WITH_KEY = 72
SIDE_WITH_CARD = 112
NARROW = 90
"""Below a narrower picture there is no room for words."""


class PictureRoom(Struct, frozen=True):
    """How the height of the inputs' column is shared.

    Attributes
    ----------
    side : float
        The largest side that the picture may have.
    top : float
        Where the picture begins.
    words : tuple of str
        Lines below the picture.
    words_box : Box
    card : Box or None
        Where the read-out card may stand; None where there is no room of its own.
    key : Box or None
        Where the colour key stands.
    """

    side: float
    top: float
    words: tuple[str, ...]
    words_box: Box
    card: Box | None
    key: Box | None


def plan_picture(
    fold: Fold, request: Request, top: float, bottom: float, sentences: tuple[str, ...], metrics: Metrics
) -> PictureRoom:
    """Share the height out: to everything, or without the card, or to the picture alone.

    Parameters
    ----------
    fold : Fold
        The picture as it would be without any limit in height.
    request : Request
    top, bottom : float
        Of the space for units.
    sentences : tuple of str
        What has to be said below the picture, in full and shorter.
    metrics : Metrics
    """
    left = float(metrics.px(INSET))
    wide = fold.total_width
    lines = fit_words(sentences, request.notice, wide, 4 if request.notice else 3, metrics)
    words_high = metrics.px(LINE) * len(lines) + (metrics.px(WORD_GAP) if lines else 0)
    caption, key, card = metrics.px(CAPTION), metrics.px(KEY) + metrics.px(WORD_GAP), metrics.px(CARD)
    area = bottom - top
    tall = fold.total_height
    for with_card, with_key, least in ((True, True, SIDE_WITH_CARD), (False, True, SIDE_WITH_KEY), (False, False, 0)):
        below = 0.0
        if with_key:
            # Without room of its own, the card covers words and key while it is shown, but never the picture.
            below = words_high + key + card if with_card else max(words_high + key, card)
        side = area - caption - below
        if side >= min(least, tall) and (wide >= metrics.px(NARROW) or not with_key):
            break
    side = max(SMALLEST_SIDE, side)
    tall = min(tall, side)
    # In the middle of the panel's height, unless what stands below needs more.
    middle = (top + bottom - tall) / 2.0
    y = round(max(top + caption, min(middle, bottom - below - tall)))
    words = lines if with_key else ()
    words_box = Box(left, y + tall + metrics.px(WORD_GAP) - 2.0, wide, metrics.px(LINE) * len(words))
    key_box = Box(left, bottom - metrics.px(KEY), wide, metrics.px(KEY)) if with_key else None
    card_box = None
    if with_card and key_box is not None:
        start = words_box.bottom + metrics.px(12)
        card_box = Box(left, start, wide, key_box.y - metrics.px(WORD_GAP) - start)
    return PictureRoom(side, float(y), words, words_box, card_box, key_box)
