"""Make the fonts in resources/fonts from Inter's own files: figures are tabular, and nothing else is.

A development-time tool: fontTools is not needed to run or to test nnviz.

    python packaging/fonts/make_fonts.py FOLDER    FOLDER holds the weights as they are in npm's inter-ui

Inter's feature `tnum` gives all figures one width, but also hyphens, blanks and brackets: "pre - activation". So the
figures alone take their tabular shapes here, by what characters they stand for; no outline is changed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[2] / "resources" / "fonts"
WEIGHTS = ("Regular", "Medium", "SemiBold")
FIGURES = "0123456789"


def tabular(font: Any) -> dict[str, str]:
    """Return which glyph stands for which in the font's feature `tnum`."""
    table, shapes = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    shapes.update(getattr(part, "ExtSubTable", part).mapping)
    return shapes


def main(folder: Path) -> None:
    """Write all weights."""
    for weight in WEIGHTS:
        [source] = sorted(folder.glob(f"Inter-{weight}.*"))
        font = TTFont(source)
        font.flavor = None
        shapes = tabular(font)
        for table in font["cmap"].tables:
            if table.isUnicode():
                for figure in FIGURES:  # some tables are one and the same
                    table.cmap[ord(figure)] = shapes.get(table.cmap[ord(figure)], table.cmap[ord(figure)])
        font.save(TARGET / f"Inter-{weight}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
