"""The experiment form, generated from the schema and the registries."""

from ui.experiment_form.form import ExperimentForm

__all__ = ["ExperimentForm"]
