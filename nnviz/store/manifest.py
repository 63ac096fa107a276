"""The manifest of a container: what kind of file it is, of which version, and what is in it."""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec

from nnviz.errors import InvalidInput, shortened

FORMAT = "nnviz"
VERSION = 1
"""The version of the format that this program writes, and the newest that it reads."""

MANIFEST = "nnviz.json"
LARGEST_MANIFEST = 2**22

Kind = Literal["session", "recording"]
_OTHER = {"session": "a recording of training elsewhere", "recording": "a session"}


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What every manifest begins with."""

    format: str
    version: int
    kind: str


class ArrayNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the manifest says of one array."""

    dtype: str
    shape: tuple[int, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all manifests have in common.

    Attributes
    ----------
    format : str
        "nnviz".
    version : int
    kind : str
        "session" or "recording".
    arrays : dict
        Every array in the file by the name of its member without ``.npy``.
    """

    format: str = FORMAT
    version: int = VERSION
    kind: Kind
    arrays: dict[str, ArrayNote] = {}


_Manifest = TypeVar("_Manifest", bound=Manifest)
_Form = TypeVar("_Form", bound=msgspec.Struct)


def decode_manifest(content: bytes, kind: Kind, form: type[_Manifest]) -> _Manifest:
    """Read a manifest.

    Raises
    ------
    InvalidInput
        If it is none, of a newer version, of another kind, or holds something else than it may.
    """
    found = kind_in(content)
    if found != kind:
        other = _OTHER[kind] if found in _OTHER else f"of the kind '{shortened(found)}'"
        raise InvalidInput(f"it is {other}, and a {kind} is needed here")
    return _decoded(content, form)


def kind_in(content: bytes) -> str:
    """Return the kind of file that a manifest says it is of.

    Raises
    ------
    InvalidInput
        If it is no manifest, or of a newer version.
    """
    head = _decoded(content, Head)
    if head.format != FORMAT or head.version < 1:
        raise InvalidInput("not an nnviz file: its manifest does not say so")
    if head.version > VERSION:
        raise InvalidInput(
            f"it comes from a newer nnviz: it has format version {head.version}, this nnviz reads up to {VERSION}"
        )
    return head.kind


def _decoded(content: bytes, form: type[_Form]) -> _Form:
    try:
        return msgspec.json.decode(content, type=form)
    except RecursionError:
        raise InvalidInput("its manifest is nested too deeply") from None
    except msgspec.ValidationError as error:
        raise InvalidInput(f"its manifest is not right: {_sentence(error)}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidInput("its manifest is not valid JSON in UTF-8") from None


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split()).replace("`", "'").replace("$.", "")
    return text if len(text) <= 200 else text[:199] + "…"


def manifest_of(manifest: Manifest) -> bytes:
    """Return a manifest as it stands in a file. Raises `InvalidInput` where it is too large."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    if len(text) > LARGEST_MANIFEST:
        raise InvalidInput(f"there is too much to say: the manifest would exceed {LARGEST_MANIFEST // 2**20} MiB")
    return text
