"""Programmatic analysis of calls: pure functions over turns, driven by a sector template."""

from workers.analysis.analyser import analyse
from workers.analysis.findings import ProgrammaticAnalysis
from workers.analysis.labels import label_calls
from workers.analysis.transcript import Transcript, Turn

__all__ = ["ProgrammaticAnalysis", "Transcript", "Turn", "analyse", "label_calls"]
