"""What a source is: a record with a pure reader, its options, and how its snapshots follow one another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import polars as pl

from tocsin.panel.reports import check_reports
from tocsin.sources.reading import Reading
from tocsin.vocab.errors import ColumnError, InputError, UnknownNameError

Snapshots = Literal["whole", "increments"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of reports as the rest of tocsin sees it.

    name       what users type
    title      one line in plain words
    read       one file to a table of `tocsin.panel.reports.REPORTS`; report_date is null where the file does
               not say it. It fills nothing in, drops no row and asks no network
    snapshots  "whole": a file holds all that stands, so a cell that is gone from the next one is withdrawn;
               "increments": a file holds what is new or changed, and says nothing about the rest
    options    a frozen dataclass of numbers, words and yes or no; a misspelt option is refused
    reference  address of the documentation of the format
    """

    name: str
    title: str
    read: Callable[[Path, Any], pl.DataFrame]
    snapshots: Snapshots
    options: type[Any]
    reference: str

    def configure(self, given: Mapping[str, Any]) -> Any:
        """Options from names and values; an unknown name is an error that lists the known ones."""
        known = [f.name for f in fields(self.options)]
        for name in given:
            if name not in known:
                raise UnknownNameError(f"option of {self.name}", name, known)
        return self.options(**given)

    def open(self, path: str | Path, options: Any = None) -> Reading:
        """Read one file, check what came out, and say what is odd about it.

        Raises InputError and its kin, every message naming the file.
        """
        frame = self.read(Path(path), self.options() if options is None else options)
        try:
            return Reading.of(check_reports(frame))
        except (ColumnError, InputError) as error:
            raise type(error)(f"{path}: {error}") from None
