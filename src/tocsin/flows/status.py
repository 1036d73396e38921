"""What a workspace holds, and who has fallen silent."""

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tocsin.flows.workspace import open_workspace

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkspaceStatus:
    """A workspace as of its last snapshot.

    path       where it is
    as_of      day of the last snapshot of all; None while there is none
    snapshots  number of snapshots of all sources
    rows       rows of the table: reports that changed something, and receipts
    size       bytes of the table's files
    files      number of the table's files
    sources    one row per source and indicator, see `tocsin.archive.overview`
    silent     sources of which every series is silent
    """

    path: str
    as_of: date | None
    snapshots: int
    rows: int
    size: int
    files: int
    sources: "pl.DataFrame"
    silent: tuple[str, ...]

    def to_json(self) -> str:
        """The same for programs; dates as texts, one object."""
        table: list[dict[str, Any]] = self.sources.to_dicts()
        about = {name: getattr(self, name) for name in self.__slots__} | {"sources": table}
        return json.dumps(about, ensure_ascii=False, indent=2, default=str)


def status(path: str) -> WorkspaceStatus:
    """Look a workspace through. Raises what opening and reading it raise. Cost: one pass over its rows."""
    import polars as pl

    from tocsin.archive.overview import KINDS, overview
    from tocsin.archive.store import Store

    workspace = open_workspace(path)
    taken = workspace.archive.snapshots()
    as_of = max(taken["report_date"].to_list(), default=None)
    sources = overview(workspace.archive, as_of) if as_of else pl.DataFrame(schema=KINDS)
    whole = sources.group_by("source").agg(pl.col("series").sum(), pl.col("silent").sum())
    silent = whole.filter((pl.col("silent") == pl.col("series")) & (pl.col("series") > 0))["source"]
    rows, size, files = Store(workspace.archive.url).measure()
    return WorkspaceStatus(
        path=str(path),
        as_of=as_of,
        snapshots=taken.select("source", "report_date").unique().height,
        rows=rows,
        size=size,
        files=files,
        sources=sources,
        silent=tuple(silent.sort().to_list()),
    )
