"""The models of this app, each chapter in a file of its own."""

from yorisoi.training.drill_models import DrillMark, DrillPlayer, DrillReflection, DrillResult, DrillRun

__all__ = ["DrillMark", "DrillPlayer", "DrillReflection", "DrillResult", "DrillRun"]
