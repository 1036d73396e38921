"""The archive: every number with the day on which it was published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tocsin.archive.choose import Choice, Names, known_day
from tocsin.archive.content import Content
from tocsin.archive.receipts import Kind, read_receipts, snapshot_frame
from tocsin.archive.store import Store
from tocsin.panel.panel import Panel
from tocsin.panel.triangle import Triangle
from tocsin.vocab.errors import OptionError
from tocsin.vocab.periods import Every

if TYPE_CHECKING:
    import polars as pl

    from tocsin.archive.add import Added


@dataclass(frozen=True, slots=True)
class Archive:
    """Reports by the day they were published, in one Delta table.

    url          folder or S3 URL of the table; storage options come from the environment, see `deltalake`
    usual_delay  per source, days from the end of a period until its number usually is there; only used where
                 the source has too little history to learn it from
    """

    url: str
    usual_delay: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def create(cls, url: str) -> "Archive":
        """An empty archive; one that is there already stays as it is."""
        Store(url).create()
        return cls(url)

    def add(
        self,
        reports: "pl.DataFrame | Content",
        *,
        snapshots: Kind,
        as_of: date | None = None,
        replace: bool = False,
    ) -> "tuple[Added, ...]":
        """Take snapshots in, each source in one commit: all or nothing, and nothing twice.

        Parameters
        ----------
        reports    a table of `tocsin.panel.reports.REPORTS`, of one report date or of several, one source or
                   several
        snapshots  "whole": the rows of a source and report date are all that stood that day; what is not
                   among them is withdrawn from that day on. "increments": they are what was new or changed
        as_of      the report date of rows that have none
        replace    accept a snapshot that contradicts the one of the same source and day

        Snapshots may come in any order: the archive is the same whatever the order. What `Added` calls
        changed is what had to be written.

        Raises
        ------
        SnapshotError   a snapshot of the same source and day says something else; names the cells
        BusyError       others kept writing at the same moment; nothing was written
        ArchiveError    the table is missing, damaged, unwritable or of a newer version
        and what `Content.of` and `Content.check` raise of the reports themselves

        Cost: a sort of the rows; for whole snapshots also one pass over what the source sent before.
        """
        from tocsin.archive.add import add, with_source

        if snapshots not in ("whole", "increments"):
            raise OptionError("snapshots", snapshots, "whole or increments")
        content = reports if isinstance(reports, Content) else Content.of(reports, as_of)
        content = content.check()
        sources = content.series["source"].unique().sort().to_list()
        return tuple(
            add(Store(self.url), with_source(content, source), kind=snapshots, over=replace)
            for source in sources
        )

    def indicators(self) -> list[str]:
        """Names of the indicators that were ever reported, sorted."""
        return Store(self.url).indicators()

    def snapshots(self) -> "pl.DataFrame":
        """What was taken in: source, report_date, kind, rows, changed, content (a fingerprint)."""
        store = Store(self.url)
        return snapshot_frame(read_receipts(store, store.open()))

    def compact(self) -> None:
        """Join small files and remove what no version of the last week needs; no row changes.

        Happens by itself at every fiftieth commit. Raises BusyError where others rewrite at the same moment.
        """
        Store(self.url).tidy()

    def panel(
        self,
        *,
        as_of: date | None = None,
        indicator: Names = None,
        place: Names = None,
        source: Names = None,
        stratum: Names = None,
        every: Every | None = None,
        start: date | str | None = None,
        end: date | str | None = None,
    ) -> Panel:
        """What was known at the end of a day.

        Parameters
        ----------
        as_of       default: the day of the last snapshot of all
        indicator, place, source, stratum, every
                    one name or several; default all. A stratum is written `age=00-04;sex=f`, the whole ""
        start, end  days inside the first and the last period, as dates or `2025-02-14`, `2025-W07`,
                    `2025-02`; default the first and the last of which anything was known. `end` may lie
                    later, to see what is missing

        Returns
        -------
        Panel. Key columns: place, indicator, one for each part of a stratum (null = summed over it), and
        source and unit where two series have everything else in common. A cell that was never told of is
        *late* while its source usually would not have told yet, and *not reported* from then on; see
        `tocsin.archive.timetable`. Nothing that was published after `as_of` has any influence.

        Raises
        ------
        AsOfError         a day after the last or before the first snapshot of all sources
        UnknownNameError  a name that no series had by then
        InputError        the series are counted over different periods; names them

        Cost: one pass over the rows of the indicators.
        """
        from tocsin.archive.panels import read_panel

        store = Store(self.url)
        table = store.open()
        day = known_day(as_of, [r.report_date for r in read_receipts(store, table)])
        choice = Choice(
            indicator=indicator,
            place=place,
            source=source,
            stratum=stratum,
            every=every,
            start=start,
            end=end,
        )
        return read_panel(store, table, choice, as_of=day, hints=self.usual_delay)

    def triangle(
        self,
        *,
        as_of: date | None = None,
        indicator: Names = None,
        place: Names = None,
        source: Names = None,
        stratum: Names = None,
        every: Every | None = None,
        start: date | str | None = None,
        end: date | str | None = None,
        delay_every: Every | None = None,
        delays: int | None = None,
    ) -> Triangle:
        """What was known at the end of a day, split by the delay with which it came.

        Parameters
        ----------
        as_of ... end  as in `panel`
        delay_every    length of a step of delay; default that of the periods
        delays         number of delays, from the first on; the last one then holds all longer ones. Default:
                       up to the longest at which anything changed, and no longer than the archive watched

        Returns
        -------
        Triangle. An increment is the change against what stood before; the first one is the whole first
        number. Zero: a snapshot of the source came at that delay and the number stood. NaN: nothing was
        published yet, or no snapshot of the source came at that delay (what changed meanwhile then comes with
        the next one). Of several snapshots in one step the last counts. Where a number was withdrawn and came
        back, the increments between are NaN; a cell that stands withdrawn is NaN throughout.

        Raises what `panel` raises; OptionError for `delays` below 1. Cost: one pass over the rows, O(S T L).
        """
        from tocsin.archive.triangles import read_triangle

        store = Store(self.url)
        table = store.open()
        receipts = read_receipts(store, table)
        day = known_day(as_of, [r.report_date for r in receipts])
        choice = Choice(
            indicator=indicator,
            place=place,
            source=source,
            stratum=stratum,
            every=every,
            start=start,
            end=end,
        )
        return read_triangle(
            store, table, choice, as_of=day, receipts=receipts, delay_every=delay_every, delays=delays
        )
