"""How good nowcasts and forecasts were: scores as plain functions, and tables of them.

One file per score: arrays in, arrays out, vectorised over leading axes. A score is NaN where a number that it
needs is NaN. Frames of many models are scored by `score_frame`, summed up by `summarise` and compared on the
forecasts they share by `pairwise`.
"""

from tocsin.score.absolute_error import absolute_error
from tocsin.score.bias import bias_quantiles, bias_samples
from tocsin.score.calibration import lately
from tocsin.score.coverage import covered, quantile_coverage
from tocsin.score.crps_closed import crps_lognormal, crps_negbin, crps_normal, crps_poisson
from tocsin.score.crps_samples import crps_samples
from tocsin.score.frame import score_frame
from tocsin.score.interval import interval_score
from tocsin.score.log_scale import log_scale
from tocsin.score.log_score import log_score_negbin, log_score_normal, log_score_poisson
from tocsin.score.pairwise import pairwise, skill
from tocsin.score.pinball import pinball
from tocsin.score.pit import pit_histogram, pit_quantiles, pit_samples, sharpness
from tocsin.score.summary import summarise
from tocsin.score.wis import WisParts, wis, wis_parts

__all__ = [
    "WisParts",
    "absolute_error",
    "bias_quantiles",
    "bias_samples",
    "covered",
    "crps_lognormal",
    "crps_negbin",
    "crps_normal",
    "crps_poisson",
    "crps_samples",
    "interval_score",
    "lately",
    "log_scale",
    "log_score_negbin",
    "log_score_normal",
    "log_score_poisson",
    "pairwise",
    "pinball",
    "pit_histogram",
    "pit_quantiles",
    "pit_samples",
    "quantile_coverage",
    "score_frame",
    "sharpness",
    "skill",
    "summarise",
    "wis",
    "wis_parts",
]
