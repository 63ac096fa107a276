"""The one place that knows where the files that ship with nnviz are."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def open_resource(*parts: str) -> Traversable:
    """Return one bundled file or folder, ready for ``read_bytes``, ``read_text``, ``open`` or ``iterdir``.

    Parameters
    ----------
    *parts : str
        The way to it below the resources folder, such as ``"data", "digits.npz"``.

    Raises
    ------
    FileNotFoundError
        When it is not there: the installation is damaged.
    """
    resource = files("resources").joinpath(*parts)
    if not (resource.is_file() or resource.is_dir()):
        raise FileNotFoundError(f"nnviz is not completely installed: resources/{'/'.join(parts)} is missing")
    return resource
