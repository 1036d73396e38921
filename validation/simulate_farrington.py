"""Write tests/reference/farrington_series.csv: the series on which the Farrington detectors are compared.

One row per week from 2014-09-07 (a Sunday, the last day of its ISO week), one column per series and one of
persons; 2015 and 2020 have 53 weeks. The monthly settings read the same rows as months from January 1993 on.
"""

from pathlib import Path

import numpy as np

WEEKS = 340
OUT = Path(__file__).parent.parent / "tests" / "reference" / "farrington_series.csv"


def main() -> None:
    rng = np.random.default_rng(20)
    t = np.arange(WEEKS)
    season = np.cos(2 * np.pi * t / 52.18)

    def counts(mean, phi):
        mean = np.broadcast_to(mean, t.shape)
        return rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)

    series: dict[str, np.ndarray] = {}
    for mean in (0.05, 0.4, 2, 8, 40, 700, 90_000):
        for phi in (1, 3):
            series[f"mean_{mean}_phi_{phi}"] = counts(mean * np.exp(0.5 * season), phi)
    series["rising"] = counts(4 * np.exp(0.004 * (t - 170)), 1.5)
    series["falling"] = counts(30 * np.exp(-0.008 * (t - 100)), 2)
    series["past_outbreak"] = counts(3.0, 1) + np.where((t > 120) & (t < 135), 40, 0)
    series["two_past_outbreaks"] = counts(10.0, 2) + np.where((t > 285) & (t < 300), 80, 0) + 30 * (t == 76)
    series["outbreak_now"] = counts(3 + season, 1) + np.where(t > WEEKS - 6, 12, 0)
    series["zero_season"] = counts(np.maximum(6 * season, 0), 1)
    series["all_zero"] = np.zeros(WEEKS, int)
    series["first_cases"] = np.where(t >= WEEKS - 4, 6, 0)
    series["one_case_a_year"] = (t % 52 == 20).astype(int) * 7
    series["strongly_overdispersed"] = counts(20 * np.exp(0.7 * season), 25)
    series["millions"] = counts(3e6 * np.exp(0.3 * season), 40_000)
    missing = counts(12 * np.exp(0.4 * season), 2).astype(float)
    gone = rng.choice(300, 45, replace=False)
    missing[gone[gone != 179]] = np.nan  # the oldest reference week of one comparison: see Differs
    series["missing_weeks"] = missing
    gap = counts(5.0, 1).astype(float)
    gap[150:170] = np.nan
    series["missing_months"] = gap
    people = np.round(1e5 * np.exp(0.3 * t / WEEKS + 0.05 * np.sin(t / 9)))
    lines = [",".join([*series, "persons"])]
    for row in zip(*series.values(), people, strict=True):
        lines.append(",".join("" if np.isnan(v) else str(int(v)) for v in row))
    OUT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
