"""What has happened but is not yet reported."""

from tocsin.nowcast.newest import nowcast, nowcast_draws
from tocsin.nowcast.options import NowcastOptions

__all__ = ["NowcastOptions", "nowcast", "nowcast_draws"]
