"""What the graphics processor runs for every point and for every pixel of a surface.

The equations, the light and the lines between bands are those of `ui.plotting.relief`.
"""

from __future__ import annotations

from ui.plotting.holes import BORDER
from ui.plotting.relief import BELOW, BRIGHTEST, DARKEST, ROUNDING, STEEPEST_LINE
from ui.plotting.shading import LINE_OPACITY, LINE_WIDTH

MOST_BANDS = 16
DEEPEST = 1.5
"""|d| of all that is seen is less: half the diagonal of the plane is at most the root of two."""

_HEADS = {False: "#version 330 core\n", True: "#version 300 es\nprecision highp float;\nprecision highp int;\n"}

_POINT = """
in vec3 place;
in vec2 slope;
in float missing;
uniform vec4 turn;    // cosine and sine of the azimuth, then of the elevation
uniform vec4 screen;  // how far one unit reaches across and up, and where the plane's middle is
uniform float band;   // the height of one
uniform vec3 light;
out float level;
out float lit;
out float depth;
out float hole;

void main() {
    hole = missing;
    float s = place.x * turn.x + place.y * turn.y;
    depth = place.y * turn.x - place.x * turn.y;
    float v = depth * turn.w + place.z * band * turn.z;
    level = place.z;
    lit = clamp(dot(light, vec3(-slope, 1.0)) / sqrt(1.0 + dot(slope, slope)), 0.0, 1.0);
    gl_Position = vec4(screen.x * s + screen.z, screen.y * v + screen.w, depth / DEEPEST, 1.0);
}
"""

_PIXEL = """
in float level;
in float lit;
in float depth;
in float hole;
uniform vec3 colours[MOST_BANDS];
uniform float bands;
uniform float ratio;
uniform int measures;
out vec4 result;

vec4 packed_depth() {
    float share = clamp((depth + DEEPEST) / (2.0 * DEEPEST), 0.0, 1.0) * 16777215.0;
    float high = floor(share / 65536.0);
    float middle = floor((share - high * 65536.0) / 256.0);
    float low = floor(share - high * 65536.0 - middle * 256.0);
    return vec4(vec3(high, middle, low) / 255.0, 1.0);
}

void main() {
    if (hole > BORDER) discard;
    float at = clamp(level + ROUNDING, 0.0, bands - 0.5);
    float steep = length(vec2(dFdx(at), dFdy(at)));
    float edge = floor(at + 0.5);
    float strength = gl_FrontFacing ? lit : lit * BELOW;
    vec3 colour = colours[int(at)];
    float line = 0.0;
    if (steep > ROUNDING && steep < 0.5 * STEEPEST_LINE && edge > 0.5 && edge < bands - 0.5) {
        // Both bands share a pixel through which their border passes, and the line on it ends between two pixels.
        float away = (at - edge) / steep;
        int upper = int(edge);
        colour = mix(colours[upper - 1], colours[upper], clamp(away + 0.5, 0.0, 1.0));
        line = LINE_OPACITY * clamp(0.5 * LINE_WIDTH * ratio + 0.5 - abs(away), 0.0, 1.0);
    }
    colour = min(colour * mix(DARKEST, BRIGHTEST, strength), vec3(1.0));
    result = measures == 1 ? packed_depth() : vec4(mix(colour, vec3(1.0), line), 1.0);
}
"""

_NUMBERS = {
    "BORDER": BORDER,
    "DEEPEST": DEEPEST,
    "ROUNDING": ROUNDING,
    "DARKEST": DARKEST,
    "BRIGHTEST": BRIGHTEST,
    "BELOW": float(BELOW),
    "LINE_WIDTH": LINE_WIDTH,
    "STEEPEST_LINE": STEEPEST_LINE,
    "LINE_OPACITY": LINE_OPACITY,
}


def point_shader(is_es: bool) -> str:
    """Return the program for every point, for OpenGL or for OpenGL ES."""
    return _HEADS[is_es] + _constants() + _POINT


def pixel_shader(is_es: bool) -> str:
    """Return the program for every pixel."""
    return _HEADS[is_es] + _constants() + _PIXEL


def _constants() -> str:
    numbers = "".join(f"const float {name} = {value:.8f};\n" for name, value in _NUMBERS.items())
    return f"const int MOST_BANDS = {MOST_BANDS};\n{numbers}"
