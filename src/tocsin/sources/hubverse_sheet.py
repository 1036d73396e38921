"""A model-output file laid out for checking: every cell as text, and what it means as a number."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tocsin.panel.forecast import HUB_LEVELS
from tocsin.sources.hubverse import OUTPUT, FileName
from tocsin.sources.hubverse_forecast import ORIGINS
from tocsin.sources.hubverse_tasks import Hub, ModelTask, OutputRule, Round, Values
from tocsin.vocab.errors import OptionError

DATE_COLUMNS = (*ORIGINS, "target_end_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What a file is held against.

    hub      the hub's own rules; None = `levels` for quantiles, values of 0 and above
    levels   quantile levels that every forecast must have, where there is no hub
    truth    what came: `location`, `target_end_date`, `observed`, perhaps `target`; None = unknown
    explode  a value above this many times the largest past value of its series is a fault
    highest  a value above this is a fault where nothing is known of the series
    """

    hub: Hub | None = None
    levels: tuple[float, ...] = HUB_LEVELS
    truth: pl.DataFrame | None = None
    explode: float = 100.0
    highest: float = 1e9

    def __post_init__(self) -> None:
        if not all(0 < level < 1 for level in self.levels):
            raise OptionError("levels", self.levels, "numbers inside (0, 1)")
        if self.explode <= 1:
            raise OptionError("explode", self.explode, "above 1")

    def round_of(self, name: FileName) -> Round | None:
        """The rules for one file; None where the hub has no such round."""
        if self.hub is None:
            return Round(names=(), variable=None, tasks=(self._any_task(),))
        return self.hub.round_named(name.round_id or "")

    def _any_task(self) -> ModelTask:
        levels = tuple(f"{level:.10g}" for level in self.levels)
        single = OutputRule(ids=Values(), required=False, minimum=0.0)
        share = OutputRule(ids=None, required=False, minimum=0.0, maximum=1.0)
        outputs = {
            "quantile": OutputRule(ids=Values(required=levels), required=False, minimum=0.0),
            "median": single,
            "mean": single,
            "sample": OutputRule(ids=None, required=False, minimum=0.0),
            "cdf": share,
            "pmf": share,
        }
        return ModelTask(task_ids={}, outputs=outputs, days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file.

    file   path as given
    frame  `row` (header = 1), the file's columns as texts, and `level`, `number` as numbers, null where none
    name   what the file's name says
    asked  the task columns that the hub asks for; None = there is no hub
    """

    file: str
    frame: pl.DataFrame
    name: FileName
    asked: frozenset[str] | None = None

    @classmethod
    def of(cls, path: Path, table: pl.DataFrame, rules: Round | None, hub: Hub | None) -> "Sheet":
        """Lay out a table as read."""
        texts = table.select(pl.all().cast(pl.String).str.strip_chars().replace("", None))
        texts = texts.select(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias("row"), pl.all())
        for name, source in (("level", "output_type_id"), ("number", "value")):
            number = (
                pl.col(source).cast(pl.Float64, strict=False) if source in table.columns else pl.lit(None)
            )
            texts = texts.with_columns(number.cast(pl.Float64).alias(f"{name} "))
        asked = None
        if hub is not None and rules is not None:
            asked = frozenset(name for task in rules.tasks for name in task.task_ids)
        return cls(file=str(path), frame=texts, name=FileName.of(path), asked=asked)

    @property
    def columns(self) -> list[str]:
        """The file's own columns."""
        return [name for name in self.frame.columns if name not in ("row", "level ", "number ")]

    @property
    def tasks(self) -> list[str]:
        """The columns that say what is forecast; none where an output column is missing."""
        if not set(OUTPUT) <= set(self.columns):
            return []
        known = set(self.columns) if self.asked is None else self.asked
        other = (*OUTPUT, "model", "model_id", *self.indices)
        return [name for name in self.columns if name in known and name not in other]

    @property
    def indices(self) -> list[str]:
        """Columns that number the rows, as some programs add them."""
        return [
            n for n in self.columns if n.startswith(("column ", "Unnamed:")) or n in ("index", "rownames")
        ]

    @property
    def origin(self) -> str | None:
        """The column that names the round's day."""
        return next((name for name in ORIGINS if name in self.columns), None)

    def day(self, column: str) -> pl.Expr:
        """Its days, null where the text is none."""
        text = pl.col(column)
        shaped = text.str.contains(r"^\d{4}-\d{2}-\d{2}$")
        return pl.when(shaped).then(text.str.to_date("%Y-%m-%d", strict=False))


def plain(column: str) -> pl.Expr:
    """A column's texts with 1.0 as 1: what a spreadsheet or pandas makes of whole numbers."""
    return pl.col(column).str.replace(r"^(-?\d+)\.0+$", "$1")
