"""Labelled arrays and their promises: `Panel` (counts) and `Signals` (judgements)."""

from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals

__all__ = ["Panel", "Signals"]
