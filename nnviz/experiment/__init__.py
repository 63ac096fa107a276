"""The experiment: the frozen description of what to train, and the file that holds it."""

from nnviz.experiment.choice import (
    ActivationChoice,
    Choice,
    DatasetChoice,
    InitializerChoice,
    LossChoice,
    OptimizerChoice,
    OutputActivationChoice,
    ScheduleChoice,
)
from nnviz.experiment.document import RunPlan, decode, encode, parse, plan_runs, with_copy, with_value
from nnviz.experiment.fields import FIELDS, Field, is_live
from nnviz.experiment.files import SUFFIX, load, save, text_of
from nnviz.experiment.line import from_line, to_line
from nnviz.experiment.schema import Data, Experiment, HiddenLayer, Network, Stop, Training, Variant

__all__ = [
    "FIELDS",
    "SUFFIX",
    "ActivationChoice",
    "Choice",
    "Data",
    "DatasetChoice",
    "Experiment",
    "Field",
    "HiddenLayer",
    "InitializerChoice",
    "LossChoice",
    "Network",
    "OptimizerChoice",
    "OutputActivationChoice",
    "RunPlan",
    "ScheduleChoice",
    "Stop",
    "Training",
    "Variant",
    "decode",
    "encode",
    "from_line",
    "is_live",
    "load",
    "parse",
    "plan_runs",
    "save",
    "text_of",
    "to_line",
    "with_copy",
    "with_value",
]
