"""Why a run learns, or does not: verdicts on layers, and findings in words with what to try."""

from nnviz.diagnosis.catalogue import KINDS, Kind, findings
from nnviz.diagnosis.finding import Finding, PanelName, Remedy, Severity, with_remedy
from nnviz.diagnosis.observation import Observation, observe
from nnviz.diagnosis.thresholds import THRESHOLDS, Threshold
from nnviz.diagnosis.verdicts import Verdict, layer_verdicts, verdict_limits

__all__ = [
    "KINDS",
    "THRESHOLDS",
    "Finding",
    "Kind",
    "Observation",
    "PanelName",
    "Remedy",
    "Severity",
    "Threshold",
    "Verdict",
    "findings",
    "layer_verdicts",
    "observe",
    "verdict_limits",
    "with_remedy",
]
