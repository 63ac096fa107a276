"""The style sheet, written from the tokens: every rule of the app stands here and nowhere else.

Selectors that widgets choose by a dynamic property:

- ``ground = "surface" | "chrome"``: the background of a container (it also needs `Qt.WA_StyledBackground`);
- ``invalid = true``: a field whose entry was refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from ui.theme.state import px
from ui.theme.tokens import Theme
from ui.theme.typography import Role, font

# The pictures that rules need as files: image name to icon and colour token.
IMAGES: Mapping[str, tuple[str, str]] = {
    "check": ("check", "ink"),
    "check-on-accent": ("check", "on_accent"),
    "down": ("chevron-down", "ink3"),
    "down-disabled": ("chevron-down", "disabled"),
    "right": ("chevron-right", "ink3"),
    "question": ("circle-question-mark", "ink2"),
    "information": ("info", "ink2"),
    "warning": ("triangle-alert", "warn"),
    "critical": ("octagon-alert", "error"),
}


def style_sheet(theme: Theme, images: Mapping[str, str]) -> str:
    """Return the rules for one theme at the font scale in force.

    Parameters
    ----------
    theme : Theme
        Where the colours come from.
    images : mapping
        A file's path for each name in `IMAGES`.
    """
    with_images = (_grounds, _menus, _fields, _choices)
    plain = (_buttons, _areas, _lists)
    return "\n".join([part(theme, images) for part in with_images] + [part(theme) for part in plain])


def _grounds(t: Theme, images: Mapping[str, str]) -> str:
    kinds = ("question", "information", "warning", "critical")
    severities = " ".join(f'messagebox-{kind}-icon: url("{images[kind]}");' for kind in kinds)
    return f"""
QMainWindow, QDialog {{ background: {t.chrome}; }}
*[ground="surface"] {{ background: {t.surface}; }}
*[ground="chrome"] {{ background: {t.chrome}; }}
QMessageBox {{ {severities} }}
QMessageBox QLabel {{ color: {t.ink}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolTip {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border}; padding: {px(3)}px {px(5)}px;
  {_type("tick")} }}
"""


def _menus(t: Theme, images: Mapping[str, str]) -> str:
    return f"""
QMenuBar {{ background: {t.chrome}; color: {t.ink2}; border: none; border-bottom: 1px solid {t.line};
  padding: 0 0 0 {px(8)}px; spacing: 0; }}
QMenuBar::item {{ background: transparent; padding: {px(5)}px {px(9)}px; margin: 0; }}
QMenuBar::item:selected {{ background: {t.hover}; color: {t.ink}; }}
QMenuBar::item:pressed {{ background: {t.pressed}; color: {t.ink}; }}
QMenu {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border}; padding: {px(4)}px 0;
  icon-size: {px(16)}px; }}
QMenu::item {{ padding: {px(5)}px {px(28)}px {px(5)}px {px(16)}px; border: none; }}
QMenu::item:selected {{ background: {t.tint}; }}
QMenu::item:disabled {{ color: {t.disabled}; background: transparent; }}
QMenu::icon {{ left: {px(10)}px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)}px 0; }}
QMenu::indicator {{ width: {px(16)}px; height: {px(16)}px; left: {px(10)}px; }}
QMenu::indicator:checked {{ image: url("{images["check"]}"); }}
QMenu::right-arrow {{ image: url("{images["right"]}"); width: {px(12)}px; height: {px(12)}px;
  margin-right: {px(8)}px; }}
"""


def _buttons(t: Theme) -> str:
    return f"""
QToolButton {{ background: transparent; color: {t.ink2}; border: none; border-radius: 5px; padding: {px(4)}px; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed {{ background: {t.pressed}; }}
QToolButton:checked {{ background: {t.tint}; color: {t.accent}; }}
QToolButton:disabled {{ color: {t.disabled}; background: transparent; }}
QToolButton:focus {{ border: 2px solid {t.accent}; padding: {px(4) - 2}px; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border}; border-radius: 5px;
  padding: 0 {px(14)}px; min-height: {px(28) - 2}px; min-width: {px(48)}px; {_type("button")} }}
QPushButton:hover {{ background: {t.grid}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:default {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 {px(14) - 1}px; min-height: {px(28) - 4}px; }}
QPushButton:default:focus {{ border-color: {t.ink}; }}
QPushButton:disabled {{ background: transparent; color: {t.disabled}; border-color: {t.line}; }}
"""


def _fields(t: Theme, images: Mapping[str, str]) -> str:
    fields = "QLineEdit, QComboBox"
    inner = px(24) - 2
    return f"""
{fields} {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border}; border-radius: 4px;
  padding: 0 {px(4)}px; min-height: {inner}px; max-height: {inner}px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; {_type("label")} }}
QLineEdit:hover, QComboBox:hover {{ border-color: {t.axis}; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {t.accent};
  padding: 0 {px(4) - 1}px; min-height: {inner - 2}px; max-height: {inner - 2}px; }}
QLineEdit[invalid="true"], QComboBox[invalid="true"] {{ border-color: {t.error}; }}
QLineEdit:disabled, QComboBox:disabled {{ background: transparent; color: {t.disabled};
  border-color: {t.line}; }}
QComboBox::drop-down {{ border: none; width: {px(25)}px; }}
QComboBox::down-arrow {{ image: url("{images["down"]}"); width: {px(13)}px; height: {px(13)}px; }}
QComboBox::down-arrow:disabled {{ image: url("{images["down-disabled"]}"); }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border};
  padding: {px(4)}px 0; outline: none; selection-background-color: {t.tint}; selection-color: {t.ink}; }}
QComboBox QAbstractItemView::item {{ min-height: {px(26)}px; padding: 0 {px(6)}px; }}
QPlainTextEdit, QTextEdit {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border};
  border-radius: 4px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {t.accent}; }}
"""


def _choices(t: Theme, images: Mapping[str, str]) -> str:
    side = px(14)
    return f"""
QCheckBox, QRadioButton {{ color: {t.ink2}; spacing: {px(8)}px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.disabled}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {side}px; height: {side}px; background: {t.raised};
  border: 1px solid {t.axis}; border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: {side // 2 + 1}px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {t.ink2}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url("{images["check-on-accent"]}"); }}
QRadioButton::indicator:checked {{ border: {px(5)}px solid {t.accent}; width: {side + 2 - 2 * px(5)}px;
  height: {side + 2 - 2 * px(5)}px; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ background: transparent;
  border-color: {t.line}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.accent};
  width: {side - 2}px; height: {side - 2}px; }}
"""


def _areas(t: Theme) -> str:
    return f"""
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {px(10)}px; }}
QScrollBar:horizontal {{ height: {px(10)}px; }}
QScrollBar::handle {{ background: {t.border}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {px(28)}px; }}
QScrollBar::handle:horizontal {{ min-width: {px(28)}px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.axis}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.grid}; border: none; border-radius: 2px; max-height: {px(4)}px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}
"""


def _lists(t: Theme) -> str:
    return f"""
QListView, QTreeView, QTableView {{ background: {t.raised}; color: {t.ink}; border: 1px solid {t.border};
  border-radius: 4px; outline: none; alternate-background-color: {t.chrome}; gridline-color: {t.grid};
  selection-background-color: {t.tint}; selection-color: {t.ink}; }}
QListView::item {{ min-height: {px(28)}px; padding: 0 {px(8)}px; }}
QListView::item:hover, QTreeView::item:hover {{ background: {t.hover}; }}
QListView::item:selected, QTreeView::item:selected {{ background: {t.tint}; color: {t.ink}; }}
QHeaderView::section {{ background: {t.chrome}; color: {t.ink2}; border: none; border-bottom: 1px solid {t.line};
  padding: {px(4)}px {px(8)}px; {_type("small")} }}
"""


def _type(role: Role) -> str:
    """Return the part of a rule that departs from the body's font."""
    of_role = font(role)
    return f"font-size: {of_role.pointSizeF():.3f}pt; font-weight: {int(of_role.weight())};"
