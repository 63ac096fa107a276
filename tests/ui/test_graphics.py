"""Surfaces drawn by OpenGL: the same pictures as without, and whatever is missing, those without."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.ui.test_relief import BOX, CAMERAS, EXTENT, LEVELS, X, Y, surface
from ui.plotting.graphics import Graphics
from ui.plotting.graphics.processor import LOST, NOTICE
from ui.plotting.mesh import mesh_of
from ui.plotting.relief import Relief, draw_relief
from ui.plotting.side_view import Camera, View

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def processor() -> Iterator[Graphics]:
    """OpenGL, emulated or not."""
    made = Graphics(any_renderer=True)
    if not made.usable:
        pytest.skip(f"no OpenGL to compare with: {made.reason}")
    yield made
    made.release()


def drawn(processor: Graphics, losses: np.ndarray, view: View, ratio: float = 1.0) -> Relief:
    relief = processor.draw(mesh_of(X, Y, losses, LEVELS, EXTENT), view, ratio)
    assert relief is not None
    return relief


def channels(relief: Relief) -> np.ndarray:
    return np.stack([(relief.pixels >> shift) & 0xFF for shift in (16, 8, 0)], axis=-1).astype(int)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("camera", CAMERAS)
def test_both_ways_draw_the_same_picture(processor: Graphics, camera: Camera, ratio: float) -> None:
    view = View(camera, EXTENT, (10.0, 20.0, 640.0 / ratio, 480.0 / ratio), 0.5)
    fast = drawn(processor, surface(), view, ratio)
    slow = draw_relief(X, Y, surface(), LEVELS, view, ratio)
    assert fast.pixels.shape == slow.pixels.shape == fast.depths.shape
    seen, same = np.isfinite(fast.depths), np.isfinite(slow.depths)
    assert seen.mean() > 0.1
    assert (seen != same).mean() < 0.004
    both = seen & same
    assert np.quantile(np.abs(fast.depths[both] - slow.depths[both]), 0.98) < 0.02
    # Borders of bands are smoother in one of them.
    differences = np.abs(channels(fast) - channels(slow)).max(axis=-1)[both]
    assert np.median(differences) <= 2
    assert (differences > 30).mean() < 0.03
    assert (fast.pixels[~seen & ~same] >> 24 < 255).all()


def test_both_ways_hide_the_same_places_and_find_them_again(processor: Graphics) -> None:
    view = View(Camera(), EXTENT, BOX, 0.0)
    fast = drawn(processor, surface(), view)
    slow = draw_relief(X, Y, surface(), LEVELS, view, 1.0)
    places = np.random.default_rng(1).uniform((-1.9, -0.9), (2.9, 1.4), (400, 2))
    pixels = view.to_pixels(places, 0.3)
    assert (fast.hidden(places, pixels) == slow.hidden(places, pixels)).mean() > 0.97
    found = 0
    for x, y in pixels[:80].tolist():
        one, other = fast.place(x, y), slow.place(x, y)
        if one is not None and other is not None:
            found += math.dist(one, other) < 0.1
    assert found > 40


def test_a_hole_is_where_losses_are_no_numbers(processor: Graphics) -> None:
    losses = surface()
    losses[10:20, 15:25] = math.nan
    view = View(Camera(0.0, 1.2), EXTENT, BOX, 0.0)
    seen = np.isfinite(drawn(processor, losses, view).depths)
    same = np.isfinite(draw_relief(X, Y, losses, LEVELS, view, 1.0).depths)
    assert (seen != same).mean() < 0.01
    assert seen.mean() < 0.95 * np.isfinite(drawn(processor, surface(), view).depths).mean()
    assert not drawn(processor, np.full_like(losses, math.nan), view).pixels.any()


def test_a_part_of_the_grid_is_cut_out_exactly() -> None:
    extent = (-1.03, 2.2, -0.71, 0.98)
    mesh = mesh_of(X, Y, surface(), LEVELS, extent)
    half = (extent[1] - extent[0]) / 2.0
    places = mesh.points[:, :2] * half + ((extent[0] + extent[1]) / 2.0, (extent[2] + extent[3]) / 2.0)
    assert places.min(axis=0) == pytest.approx((extent[0], extent[2]), abs=1e-5)
    assert places.max(axis=0) == pytest.approx((extent[1], extent[3]), abs=1e-5)
    corners = mesh.points[mesh.triangles][:, :, :2].astype(float)
    (ax, ay), (bx, by) = np.moveaxis(corners[:, 1:] - corners[:, :1], 0, -1)
    areas = (ax * by - ay * bx) / 2.0
    assert (areas > 0.0).all()  # all counter-clockwise
    assert areas.sum() == pytest.approx(4.0 * (extent[3] - extent[2]) / (extent[1] - extent[0]), rel=1e-4)


def test_an_emulated_processor_is_not_used(processor: Graphics) -> None:
    assert processor._context is not None
    if "llvmpipe" not in processor._context.renderer:
        pytest.skip(f"{processor._context.renderer} is none")
    usual = Graphics()
    assert not usual.usable
    assert usual.notice == NOTICE
    assert "llvmpipe" in usual.reason
    usual.wanted = False
    assert (usual.notice, usual.reason) == ("", "")


def test_a_lost_context_is_never_tried_again(processor: Graphics, monkeypatch: pytest.MonkeyPatch) -> None:
    view, changes = View(Camera(), EXTENT, BOX, 0.0), []
    processor.changed.connect(lambda: changes.append(True))
    assert processor._context is not None
    monkeypatch.setattr(processor._context, "enter", lambda: False)
    assert processor.draw(mesh_of(X, Y, surface(), LEVELS, EXTENT), view, 1.0) is None
    assert (processor.usable, processor.reason, changes) == (False, LOST, [True])


def test_a_picture_that_is_too_large_is_drawn_without(processor: Graphics) -> None:
    assert processor._context is not None
    processor._context.largest = 100
    assert processor.draw(mesh_of(X, Y, surface(), LEVELS, EXTENT), View(Camera(), EXTENT, BOX, 0.0), 1.0) is None
    assert processor.usable


@pytest.mark.qt_log_ignore("QOpenGLShader::compile", "Problematic")
def test_a_driver_that_refuses_the_programs_is_not_used(processor: Graphics, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.plotting.graphics import solid

    monkeypatch.setattr(solid, "pixel_shader", lambda is_es: "nonsense")
    refused = Graphics(any_renderer=True)
    assert not refused.usable
    assert refused.reason.startswith("The driver does not take a program")


def test_an_old_driver_is_not_used(processor: Graphics, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.plotting.graphics import context

    monkeypatch.setattr(context, "OLDEST", (9, 9))
    monkeypatch.setattr(context, "OLDEST_ES", (9, 9))
    old = Graphics(any_renderer=True)
    assert not old.usable
    assert old.notice == NOTICE


@pytest.mark.parametrize("module", ["PySide6.QtOpenGL", "ui.plotting.graphics.solid"])
def test_an_installation_without_opengl_still_draws(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.delitem(sys.modules, "ui.plotting.graphics.solid", raising=False)
    hidden: Any = None
    monkeypatch.setitem(sys.modules, module, hidden)
    bare = Graphics()
    assert not bare.usable
    assert "has no OpenGL" in bare.reason


def test_a_display_without_opengl_still_draws() -> None:
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\n"
        "from ui.plotting.graphics import graphics\n"
        "print(app.platformName(), graphics().usable, graphics().notice, graphics().reason, sep='|')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", "import os, sys\nos.environ['QT_QPA_PLATFORM'] = 'offscreen'\n" + code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    platform, usable, notice, reason = run.stdout.strip().split("|")
    assert (platform, usable, notice) == ("offscreen", "False", NOTICE)
    assert reason.endswith(".")
