"""The models of this app, each chapter in a file of its own."""

from yorisoi.training.drill_models import DrillMark, DrillPlayer, DrillReflection, DrillResult, DrillRun
from yorisoi.training.training_models import CatchUp, PolicyRead, PolicyReading, Presence, Training, TrainingStep

__all__ = [
    "CatchUp",
    "DrillMark",
    "DrillPlayer",
    "DrillReflection",
    "DrillResult",
    "DrillRun",
    "PolicyRead",
    "PolicyReading",
    "Presence",
    "Training",
    "TrainingStep",
]
