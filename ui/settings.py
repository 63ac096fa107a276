"""What the app remembers from one start to the next, in the place that the system has for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

MAXIMUM_RECENT = 10


class Settings:
    """Typed access to the few things that are remembered; what cannot be read is as if it were not there."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz")

    @property
    def theme(self) -> str | None:
        """The chosen theme, or None to follow the system."""
        value = self._store.value("theme")
        return value if value in ("light", "dark", "projector") else None

    @theme.setter
    def theme(self, name: str | None) -> None:
        self._set("theme", name)

    @property
    def font_scale(self) -> float:
        """The font scale, 1.0 to 2.0."""
        try:
            return min(2.0, max(1.0, float(str(self._store.value("font_scale", 1.0)))))
        except ValueError:
            return 1.0

    @font_scale.setter
    def font_scale(self, scale: float) -> None:
        self._set("font_scale", scale)

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._set("geometry", geometry)

    @property
    def layout_name(self) -> str:
        """The layout in force at the last exit."""
        return str(self._store.value("layout", ""))

    @layout_name.setter
    def layout_name(self, name: str) -> None:
        self._set("layout", name)

    @property
    def arrangements(self) -> Any:
        """What the user has made of the layouts, as JSON."""
        return self._json("arrangements")

    @arrangements.setter
    def arrangements(self, value: Any) -> None:
        self._set("arrangements", json.dumps(value))

    @property
    def landscape_lab(self) -> Any:
        """How the landscape lab was set up, as JSON."""
        return self._json("landscape_lab")

    @landscape_lab.setter
    def landscape_lab(self, value: Any) -> None:
        self._set("landscape_lab", json.dumps(value))

    @property
    def graphics(self) -> bool:
        """Whether surfaces are to be drawn by the graphics processor, where there is one."""
        return str(self._store.value("graphics", "true")).lower() != "false"

    @graphics.setter
    def graphics(self, wanted: bool) -> None:
        self._set("graphics", wanted)

    @property
    def display(self) -> str:
        """The name of the display to present on; empty for the one that the window is on."""
        return str(self._store.value("display", ""))

    @display.setter
    def display(self, name: str) -> None:
        self._set("display", name)

    @property
    def recent_files(self) -> list[Path]:
        """Experiment files opened or saved, the newest first; some may be gone, or on a stick that is elsewhere."""
        value = self._json("recent")
        return [Path(item) for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def add_recent_file(self, path: Path) -> None:
        """Put a file at the head of the list."""
        path = path.resolve()
        self._store.sync()  # other windows have added theirs
        paths = [path, *(other for other in self.recent_files if other != path)][:MAXIMUM_RECENT]
        self._set("recent", json.dumps([str(item) for item in paths]))

    def clear_recent_files(self) -> None:
        """Forget them all."""
        self._set("recent", None)

    @property
    def folder(self) -> str:
        """Where the last file was opened or saved."""
        return str(self._store.value("folder", ""))

    @folder.setter
    def folder(self, folder: str) -> None:
        self._set("folder", folder)

    @property
    def export_folder(self) -> str:
        """Where the last picture or table was exported to."""
        return str(self._store.value("export_folder", ""))

    @export_folder.setter
    def export_folder(self, folder: str) -> None:
        self._set("export_folder", folder)

    @property
    def picture_choices(self) -> Any:
        """How the last picture was exported, as JSON."""
        return self._json("picture_choices")

    @picture_choices.setter
    def picture_choices(self, value: Any) -> None:
        self._set("picture_choices", json.dumps(value))

    @property
    def animation_choices(self) -> Any:
        """How the last animation was exported, as JSON."""
        return self._json("animation_choices")

    @animation_choices.setter
    def animation_choices(self, value: Any) -> None:
        self._set("animation_choices", json.dumps(value))

    @property
    def data_choice(self) -> str:
        """Which data were exported the last time."""
        return str(self._store.value("data_choice", ""))

    @data_choice.setter
    def data_choice(self, kind: str) -> None:
        self._set("data_choice", kind)

    def _set(self, key: str, value: Any) -> None:
        if value is None:
            self._store.remove(key)
        else:
            self._store.setValue(key, value)

    def _json(self, key: str) -> Any:
        try:
            return json.loads(str(self._store.value(key, "null")))
        except ValueError:
            return None
