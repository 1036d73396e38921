"""Labelled arrays and their promises: counts, judgements, what came when, what is not known yet."""

from tocsin.panel.forecast import FAN_LEVELS, HUB_LEVELS, Forecast
from tocsin.panel.panel import Panel
from tocsin.panel.signals import Signals
from tocsin.panel.triangle import Triangle

__all__ = ["FAN_LEVELS", "HUB_LEVELS", "Forecast", "Panel", "Signals", "Triangle"]
