"""Score tables: joining, refusing, summing up, comparing on shared forecasts."""

import numpy as np
import pandas
import polars as pl
import pytest

from tocsin.score import pairwise, score_frame, skill, summarise
from tocsin.vocab.errors import ColumnError, DuplicateError, InputError, OptionError, UnknownNameError

LEVELS = (0.25, 0.5, 0.75)
PLAIN = {"central": [0.5]}


def forecast(model, cell, quantiles=(8.0, 10.0, 14.0), levels=("0.25", "0.50", "0.75")):
    return pl.DataFrame(
        {
            "model": model, "location": cell[0], "horizon": cell[1], "output_type": "quantile",
            "output_type_id": list(levels), "value": list(quantiles),
        }
    )  # fmt: skip


def truth(*rows):
    return pl.DataFrame(rows, schema=["location", "horizon", "observed"], orient="row")


CELLS = [("PT", 1), ("PT", 2), ("ES", 1), ("ES", 2)]
TRUTH = truth(*((*cell, 12.0) for cell in CELLS))


def shifted(model, by, cells=CELLS):
    return pl.concat(forecast(model, cell, (8.0 + by, 10.0 + by, 14.0 + by)) for cell in cells)


def test_score_frame__joins_on_what_both_have_and_keeps_what_has_no_truth():
    scores = score_frame(shifted("a", 0), TRUTH.filter(pl.col("location") == "PT"), **PLAIN)
    assert scores["wis"].to_list() == [None, None, pytest.approx(5 / 3), pytest.approx(5 / 3)]
    assert scores["location"].to_list() == ["ES", "ES", "PT", "PT"]
    row = scores.row(2, named=True)
    assert row["ae"] == 2
    assert row["bias"] == -0.5
    assert row["covered_50"] == 1
    assert row["sorted"] is False


def test_score_frame__takes_pandas_and_any_order_of_rows():
    frame = shifted("a", 0)
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=3)
    expected = score_frame(frame, TRUTH, **PLAIN)
    assert score_frame(pandas.DataFrame(mixed.to_dict()), TRUTH, **PLAIN).equals(expected)


def test_score_frame__leaves_other_output_types_alone():
    other = forecast("a", CELLS[0]).with_columns(output_type=pl.lit("mean"), output_type_id=pl.lit("NA"))
    frame = pl.concat([shifted("a", 0), other])
    assert score_frame(frame, TRUTH, **PLAIN).height == 4


def test_score_frame__log_scale_is_the_score_of_logarithms():
    natural = score_frame(shifted("a", 0), TRUTH, **PLAIN)
    logs = shifted("a", 0).with_columns(pl.col("value").log1p())
    told = score_frame(logs, TRUTH.with_columns(pl.col("observed").log1p()), **PLAIN)
    found = score_frame(shifted("a", 0), TRUTH, scale="log", **PLAIN)
    np.testing.assert_allclose(found["wis"], told["wis"])
    assert found["covered_50"].to_list() == natural["covered_50"].to_list()


CROSSED = forecast("a", CELLS[0], (8.0, 14.0, 10.0))
HOLED = pl.concat([forecast("a", CELLS[0]), forecast("b", CELLS[0]).head(2)])
NEGATIVE = forecast("a", CELLS[0], (-3.0, 10.0, 14.0))


@pytest.mark.parametrize(
    ("frame", "more", "match"),
    [
        (
            CROSSED,
            {},
            'fall while their level rises; first: model a, location PT, horizon 1.*crossing="sort"',
        ),
        (HOLED, {}, 'lack a level that others have; first: model b.*incomplete="leave"'),
        (NEGATIVE, {"scale": "log"}, 'go below 0, which has no logarithm.*negative="zero"'),
        (NEGATIVE.with_columns(output_type=pl.lit("mean")), {}, "no quantile forecast"),
        (NEGATIVE.with_columns(value=pl.lit("many")), {}, "3 rows have no number as level or value"),
    ],
)
def test_score_frame__refuses_what_it_would_have_to_repair(frame, more, match):
    with pytest.raises(InputError, match=match):
        score_frame(frame, TRUTH, **PLAIN, **more)


def test_score_frame__repairs_when_told_to_and_says_so():
    row = score_frame(CROSSED, TRUTH, crossing="sort", **PLAIN).row(0, named=True)
    assert (row["sorted"], row["wis"]) == (True, pytest.approx(5 / 3))
    assert score_frame(HOLED, TRUTH, incomplete="leave", **PLAIN)["wis"].null_count() == 1
    zeroed = score_frame(NEGATIVE, TRUTH, scale="log", negative="zero", **PLAIN)
    expected = score_frame(forecast("a", CELLS[0], (0.0, 10.0, 14.0)), TRUTH, scale="log", **PLAIN)
    assert zeroed["wis"].to_list() == expected["wis"].to_list()


def test_score_frame__faults_of_columns_and_cells():
    frame = shifted("a", 0)
    with pytest.raises(ColumnError, match="No column 'value'"):
        score_frame(frame.drop("value"), TRUTH)
    with pytest.raises(ColumnError, match="No column 'observed'"):
        score_frame(frame, TRUTH.drop("observed"))
    with pytest.raises(ColumnError, match="share no column"):
        score_frame(frame, TRUTH.select("observed", place="location"))
    with pytest.raises(ColumnError, match="'bias' of the forecasts has the name of a result"):
        score_frame(frame.with_columns(bias=pl.lit(1)), TRUTH)
    with pytest.raises(DuplicateError, match="Several rows hold one quantile"):
        score_frame(pl.concat([frame, frame]), TRUTH)
    with pytest.raises(DuplicateError, match="truth has several rows for one cell"):
        score_frame(frame, pl.concat([TRUTH, TRUTH]))
    with pytest.raises(OptionError, match="scale='cube'"):
        score_frame(frame, TRUTH, scale="cube", **PLAIN)


def three_models():
    """`a` everywhere and good, `b` everywhere and worse, `c` in one place only."""
    frame = pl.concat([shifted("a", 1), shifted("b", 6), shifted("c", 2, CELLS[:2])])
    return score_frame(frame, TRUTH, **PLAIN)


def test_summarise__counts_what_each_model_lacks_and_compares_on_shared_forecasts():
    scores = three_models()
    table = summarise(scores, baseline="b")
    rows = {row["model"]: row for row in table.iter_rows(named=True)}
    assert (rows["c"]["n"], rows["c"]["lacking"], rows["c"]["shared"]) == (2, 2, 2)
    assert (rows["a"]["n"], rows["a"]["lacking"], rows["a"]["shared"]) == (4, 0, 4)
    one = {m: scores.filter(pl.col("model") == m)["wis"][0] for m in "abc"}
    assert rows["c"]["relative_wis"] == pytest.approx(one["c"] / one["b"])
    theta = {m: np.prod([one[m] / one[k] for k in "abc"]) ** (1 / 3) for m in "abc"}
    assert rows["a"]["skill"] == pytest.approx(theta["a"] / theta["b"])
    assert rows["b"]["skill"] == 1


def test_summarise__by_a_column_judges_each_value_apart():
    table = summarise(three_models(), by=["location"], baseline="b")
    beside = table.filter(pl.col("model") == "c")
    assert beside["location"].to_list() == ["PT"]
    assert table.filter(pl.col("location") == "ES")["compared"].to_list() == [1, 1]
    assert table["lacking"].to_list() == [0] * 5


def test_summarise__too_few_shared_forecasts_give_no_ratio():
    row = (
        summarise(three_models(), baseline="b", min_overlap=3)
        .filter(pl.col("model") == "c")
        .row(0, named=True)
    )
    assert (row["relative_wis"], row["skill"], row["compared"]) == (None, None, 0)


def test_summarise__names_what_is_not_there():
    with pytest.raises(UnknownNameError, match="No model 'd'"):
        summarise(three_models(), baseline="d")
    with pytest.raises(ColumnError, match="No column 'season'"):
        summarise(three_models(), by=["season"])
    with pytest.raises(UnknownNameError, match="No model 'd'"):
        skill(pairwise(three_models()), baseline="d")


def test_pairwise__is_antisymmetric_and_says_what_is_shared():
    pairs = pairwise(three_models())
    ratio = {(m, o): r for m, o, r in pairs.select("model", "other", "ratio").iter_rows()}
    assert ratio["a", "c"] * ratio["c", "a"] == pytest.approx(1)
    assert ratio["a", "a"] == 1
    shared = pairs.filter((pl.col("model") == "a") & (pl.col("other") == "c"))["shared"].item()
    assert shared == 2


def test_pairwise__models_that_never_met_have_no_ratio_and_no_skill():
    frame = pl.concat([shifted("a", 1, CELLS[:2]), shifted("b", 6, CELLS[2:])])
    pairs = pairwise(score_frame(frame, TRUTH, **PLAIN))
    assert pairs.filter(pl.col("model") != pl.col("other"))["ratio"].to_list() == [None, None]
    assert skill(pairs, baseline="b")["skill"].to_list() == [None, 1.0]


def random_scores(rng, gap, rounds=12):
    rows = [
        {"model": m, "origin_date": r, "place": p, "wis": float(rng.gamma(4, 1) + (gap if m == "b" else 0))}
        for m in "ab" for r in range(rounds) for p in range(4)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def p_value(scores, **more):
    pairs = pairwise(scores, permutations=999, rng=np.random.default_rng(1), **more)
    return pairs.filter(pl.col("model") < pl.col("other"))["p_value"].item()


def test_pairwise__p_value_is_small_for_a_real_gap_and_not_for_none():
    rng = np.random.default_rng(5)
    assert p_value(random_scores(rng, 3.0)) == pytest.approx(0.001)
    assert p_value(random_scores(rng, 0.0)) > 0.05


def test_pairwise__one_round_that_changes_places_together_proves_nothing():
    scores = random_scores(np.random.default_rng(5), 3.0, rounds=1)
    assert p_value(scores, together=["origin_date"]) == 1


def test_pairwise__bad_use_is_refused():
    scores = three_models()
    with pytest.raises(OptionError, match="min_overlap=0"):
        pairwise(scores, min_overlap=0)
    with pytest.raises(OptionError, match="rng=None"):
        pairwise(scores, permutations=9)
    with pytest.raises(OptionError, match="permutations=-1"):
        pairwise(scores, permutations=-1)
    with pytest.raises(ColumnError, match="No column 'crps'"):
        pairwise(scores, score="crps")
    with pytest.raises(DuplicateError, match="Several rows score one forecast"):
        pairwise(pl.concat([scores, scores]))
