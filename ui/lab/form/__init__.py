"""The form at the left of the lab: function, start, racers."""

from ui.lab.form.form import LabForm

__all__ = ["LabForm"]
