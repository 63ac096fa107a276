"""The sections through a surface that `ui.plotting.relief` draws from: heights and light, and where they end."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ui.plotting.holes import BORDER
from ui.plotting.scale import Floats
from ui.plotting.side_view import View

LIGHT = np.array([-0.45, 0.35, 0.82])
"""Where the light comes from, seen from the plane: from the upper left, as on a map."""
PARALLEL = 1e-9
Single = npt.NDArray[np.float32]


def light_from(azimuth: float) -> tuple[float, float, float]:
    """Return the direction to the light on the plane: it stays at the upper left of the screen while that turns."""
    x, y, z = (LIGHT / np.linalg.norm(LIGHT)).tolist()
    cosine, sine = math.cos(azimuth), math.sin(azimuth)
    return x * cosine - y * sine, x * sine + y * cosine, z


def ends_of_sections(s: Floats, view: View) -> tuple[Floats, Floats]:
    """Return the nearest and the farthest d of each section within the plane; the nearest is larger where none is."""
    cosine, sine = math.cos(view.camera.azimuth), math.sin(view.camera.azimuth)
    near, far = np.full(len(s), -np.inf), np.full(len(s), np.inf)
    for side, along, across in zip(view.sides, (-sine, cosine), (cosine, sine), strict=True):
        # Within it, -side <= s across + d along <= side.
        if abs(along) < PARALLEL:
            far[np.abs(s * across) > side] = -np.inf
            continue
        one, other = (-side - s * across) / along, (side - s * across) / along
        near, far = np.maximum(near, np.minimum(one, other)), np.minimum(far, np.maximum(one, other))
    return near, far


def with_light(x: Floats, y: Floats, z: Floats, view: View) -> npt.NDArray[np.complex64]:
    """Return heights and, as imaginary part, how strongly each point is lit: Lambert's law. Shape (Y, X)."""
    left, right, bottom, top = view.extent
    half = max(right - left, top - bottom) / 2.0
    up, across = np.gradient(z, (y[1] - y[0]) / half, (x[1] - x[0]) / half)
    lx, ly, lz = light_from(view.camera.azimuth)
    lit = (lz - lx * across - ly * up) / np.sqrt(1.0 + across**2 + up**2)
    result = np.empty(z.shape, dtype=np.complex64)
    result.real, result.imag = z, np.clip(lit, 0.0, 1.0)
    return result


def sections_through(
    surface: npt.NDArray[np.complex64], x: Floats, y: Floats, s: Single, d: Single, view: View
) -> npt.NDArray[np.complex64]:
    """Return the surface along the section of each column, nearest point first. Shape as d, (points, columns)."""
    left, right, bottom, top = view.extent
    half = max(right - left, top - bottom) / 2.0
    cosine, sine = math.cos(view.camera.azimuth), math.sin(view.camera.azimuth)
    rows, columns = surface.shape
    across, up = half / (x[1] - x[0]), half / (y[1] - y[0])
    i = d * np.float32(-sine * across)
    i += s * np.float32(cosine * across) + np.float32(((left + right) / 2.0 - x[0]) / (x[1] - x[0]))
    j = d * np.float32(cosine * up)
    j += s * np.float32(sine * up) + np.float32(((bottom + top) / 2.0 - y[0]) / (y[1] - y[0]))
    np.clip(i, 0.0, columns - 1.001, out=i)
    np.clip(j, 0.0, rows - 1.001, out=j)
    i0, j0 = i.astype(np.int32), j.astype(np.int32)
    i -= i0
    j -= j0
    j0 *= columns
    j0 += i0
    corner = np.take(surface, j0)
    lower = corner + (np.take(surface, j0 + np.int32(1)) - corner) * i
    j0 += np.int32(columns)
    corner = np.take(surface, j0)
    upper = corner + (np.take(surface, j0 + np.int32(1)) - corner) * i
    upper -= lower
    upper *= j
    upper += lower
    return upper


def cut_at_holes(ups: Single, missing: Single) -> npt.NDArray[np.bool_]:
    """Let sections end at the border of a hole, wherever that lies between two of their points.

    Parameters
    ----------
    ups, missing : float32 ndarray, shape (points, columns)
        How high each point is seen, and how much of what is around it is missing. Those beside the border come to it.

    Returns
    -------
    bool ndarray, shape (points, columns)
        Which points belong to the surface, or to its border.
    """
    whole = missing <= BORDER
    inside = whole.copy()
    before = ups.copy()
    for inner, outer in ((np.s_[:-1], np.s_[1:]), (np.s_[1:], np.s_[:-1])):
        row, column = np.nonzero(whole[inner] & ~whole[outer])
        # Index 0 of `inner` is point 0 of a section where the border lies behind it, and point 1 where before it.
        here, there = (row, row + 1) if outer == np.s_[1:] else (row + 1, row)
        share = (BORDER - missing[here, column]) / (missing[there, column] - missing[here, column])
        ups[there, column] = before[here, column] + share * (before[there, column] - before[here, column])
        inside[there, column] = True
    return inside
