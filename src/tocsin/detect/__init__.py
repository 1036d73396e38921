"""Panel in, signals out; one file per method, found by name in the registry."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from tocsin.panel import Panel, Signals
    from tocsin.vocab.periods import Every


def detect(
    data: "IntoFrame | Panel",
    method: str = "farrington-flexible",
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    time: str | None = None,
    count: str | None = None,
    by: Sequence[str] = (),
    every: "Every" = "week",
    absent: Literal["missing", "zero"] = "missing",
    duplicates: Literal["error", "sum"] = "error",
    corrections: Literal["error", "net", "keep"] = "error",
    rates: bool = False,
    population: str | None = None,
    **options: Any,
) -> "Signals":
    """Judge whether counts are unusually high.

    Parameters
    ----------
    data        a Panel, or any dataframe (pandas, Polars, PyArrow, DuckDB) with the reading arguments
                `time`, `count`, `by`, `every`, ... of `Panel.from_frame`
    method      a name that `tocsin methods` prints, or "auto": per series, by the history each method needs
    start, end  dates inside the first and last judged period; default the newest period
    options     the method's own options, as `tocsin methods NAME` prints them

    Returns
    -------
    Signals; `.to_frame()` gives one row per cell

    Raises
    ------
    UnknownNameError  a method or an option that does not exist; the message lists what does
    OptionError       an option outside its bounds
    InputError        data that cannot be read as counts (its subclasses say why)
    """
    from tocsin.detect.auto import judge_by
    from tocsin.panel import Panel
    from tocsin.vocab.errors import ColumnError

    if not isinstance(data, Panel):
        if time is None or count is None:
            raise ColumnError("A dataframe needs time= and count=: the names of its date and count columns.")
        data = Panel.from_frame(
            data, time=time, count=count, by=by, every=every, absent=absent, duplicates=duplicates,
            corrections=corrections, rates=rates, population=population,
        )  # fmt: skip
    return judge_by(data, method, start=start, end=end, options=options)
