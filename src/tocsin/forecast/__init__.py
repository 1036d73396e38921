"""What comes next, always a distribution."""

from tocsin.forecast.forecast import FORECASTERS, forecast

__all__ = ["FORECASTERS", "forecast"]
