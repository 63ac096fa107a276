"""The small widgets that the window is made of. Each paints itself from the theme in force and follows its changes."""

from ui.controls.buttons import IconButton, PrimaryButton, TextButton
from ui.controls.chip import Chip
from ui.controls.choice import Choice, Option
from ui.controls.counter import Counter
from ui.controls.entry_line import EntryLine, claim, is_undo_or_redo, mark_invalid
from ui.controls.flat_button import FlatButton
from ui.controls.labels import Divider, ElidedText, Text
from ui.controls.menu_button import MenuButton
from ui.controls.number_field import NumberField
from ui.controls.number_range import NumberRange
from ui.controls.section_head import Mark, RowLabel, SectionHead
from ui.controls.slider import Slider
from ui.controls.slider_field import SliderField
from ui.controls.splitter import Splitter
from ui.controls.tabs import Tabs
from ui.controls.text_field import TextField

__all__ = [
    "Chip",
    "Choice",
    "Counter",
    "Divider",
    "ElidedText",
    "EntryLine",
    "FlatButton",
    "IconButton",
    "Mark",
    "MenuButton",
    "NumberField",
    "NumberRange",
    "Option",
    "PrimaryButton",
    "RowLabel",
    "SectionHead",
    "Slider",
    "SliderField",
    "Splitter",
    "Tabs",
    "Text",
    "TextButton",
    "TextField",
    "claim",
    "is_undo_or_redo",
    "mark_invalid",
]
