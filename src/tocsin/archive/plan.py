"""Decide what has to be written so that the table tells some snapshots. Reads; changes nothing."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from tocsin.archive.book import SeriesBook
from tocsin.archive.changes import differing, whole_changes
from tocsin.archive.content import Content, said
from tocsin.archive.receipts import Kind, Receipt
from tocsin.archive.state import joined, read_days, read_state
from tocsin.archive.store import Store
from tocsin.vocab.arrays import Index
from tocsin.vocab.errors import SnapshotError

if TYPE_CHECKING:
    from deltalake import DeltaTable


PART = 1_000_000  # reports that are compared at a time, or those of one indicator where there are more


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One commit.

    rows      rows to write, part by part; may be made only when they are asked for, and once
    receipts  receipts to write, before it is known how many rows are kept; none = there is nothing to do
    taken     report dates that are taken in
    known     report dates that are there already with the same content
    sent      reports in the snapshots that are taken in
    over      report dates of which every row and receipt that is there makes way; none = rows are only added
    """

    rows: Iterable[Content]
    receipts: tuple[Receipt, ...]
    taken: tuple[date, ...]
    known: tuple[date, ...]
    sent: int
    over: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What every step of the plan looks at."""

    store: Store
    table: "DeltaTable"
    source: str
    kind: Kind
    book: SeriesBook
    receipts: dict[date, list[Receipt]]
    over: bool
    indicators: tuple[str, ...] | None = None  # looked at; None = all

    def state(self, until: date | None) -> Content:
        """What stood at the end of a day; None = before everything."""
        if until is None:
            return Content.nothing(self.book.series())
        return read_state(
            self.store, self.table, self.book, source=self.source, until=until, indicators=self.indicators
        )

    def rows(self, days: list[date]) -> Content:
        """What was written for some days."""
        return read_days(self.store, self.table, self.book, source=self.source, days=days)


def plan_snapshots(
    store: Store,
    table: "DeltaTable",
    content: Content,
    *,
    kind: Kind,
    receipts: list[Receipt],
    prints: dict[date, str],
    over: bool,
) -> Plan:
    """The commit that takes the snapshots of one source in, told apart by their report dates.

    Raises SnapshotError where a snapshot of the same day says something else and `over` is not set, or where
    one would have to go before a snapshot that was sent the other way.
    """
    by_day = {day: list(some) for day, some in groupby(receipts, key=lambda receipt: receipt.report_date)}
    work = _Work(
        store=store, table=table, source=content.series["source"][0], kind=kind, book=SeriesBook(),
        receipts=by_day, over=over,
    )  # fmt: skip
    numbers = work.book.seed(content.series)
    sent = replace(content, number=numbers[content.number])
    known = {day for day, mark in prints.items() if any(r.content == mark for r in by_day.get(day, []))}
    known |= _same_again(work, sent, known)
    sent = _without(sent, known)
    days = sent.snapshot_days()
    _refuse_other_kind(work, days)
    again: list[Receipt] = []
    rows: Iterable[Content]
    gone = {day for day in days if day in by_day}
    if kind == "whole" and not gone:
        rows = _in_parts(work, sent, days)
    elif kind == "whole":
        found, restored = _whole(work, sent, days)
        if restored:  # their own rows stay, beside those that restore them
            found = joined([found, work.rows(sorted(restored))], work.book)
            again = [receipt for day in restored for receipt in by_day[day]]
            gone |= restored
        rows = [replace(found, series=work.book.series())]
    else:
        stay = [_untouched(work.rows(sorted(gone)), sent)] if over and gone else []
        rows = [replace(joined([sent, *stay], work.book), series=work.book.series())]
        gone = gone if over else set()
    new = [
        Receipt(
            source=work.source, report_date=day, kind=kind, rows=int(np.count_nonzero(at)), changed=0,
            content=prints[day],
        )
        for day in days
        for at in [sent.report == _number(day)]
    ]  # fmt: skip
    return Plan(
        rows=rows, receipts=(*new, *again), taken=tuple(days), known=tuple(sorted(known)), sent=len(sent),
        over=tuple(sorted(gone | set(days))) if gone else (),
    )  # fmt: skip


def _same_again(work: _Work, sent: Content, known: set[date]) -> set[date]:
    """Days that are there and say the same; the others must not contradict."""
    same = set()
    for day in sent.snapshot_days():
        if day in known or day not in work.receipts:
            continue
        mine = sent.take(sent.report == _number(day))
        if work.kind == "whole":
            stands = work.state(day)
            changed, lost = differing(stands, mine)
        else:
            stands = work.rows([day])
            here = np.isin(mine.keys(), stands.keys())
            changed, lost = differing(stands, mine)
            changed = changed[here[changed]]
            lost = lost[:0]
            if not len(changed) and not here.all():
                continue  # more cells for a day that is there
        if not len(changed) and not len(lost):
            same.add(day)
        elif not work.over:
            raise _contradiction(work, day, stands, mine, changed, lost)
    return same


def _in_parts(work: _Work, sent: Content, days: list[date]) -> Iterator[Content]:
    """Rows of whole snapshots of new days, a few indicators at a time, so that not all are held at once."""
    names = work.book.series()["indicator"].to_list()
    known = sorted(set(names[: int(sent.number.max(initial=-1)) + 1]))
    place = {name: at for at, name in enumerate(known)}
    code = np.array([place.get(name, -1) for name in names], np.int64)[sent.number]
    group = np.cumsum(np.bincount(code, minlength=len(known))) // PART
    parts = [np.flatnonzero(group == number) for number in np.unique(group).tolist()]
    for part in parts if days else []:
        mine = sent if len(parts) == 1 else sent.take(np.isin(code, part))
        yield _rows_of(work, tuple(known[at] for at in part.tolist()), mine, days)
    gone = tuple(sorted(set(work.store.indicators()) - set(known)))
    if gone and days:  # from these snapshots, as a whole
        yield _rows_of(work, gone, Content.nothing(work.book.series()), days)


def _rows_of(work: _Work, indicators: tuple[str, ...], sent: Content, days: list[date]) -> Content:
    rows, _ = _whole(replace(work, indicators=indicators), sent, days)
    return replace(rows, series=work.book.series())


def _whole(work: _Work, sent: Content, days: list[date]) -> tuple[Content, set[date]]:
    """Rows of whole snapshots, and the later days that were given rows to be told as before."""
    kept = sorted(day for day in work.receipts if day not in days)
    parts, restored = [], set()
    for place, run in groupby(days, key=lambda day: bisect_left(kept, day)):
        own = np.array([_number(day) for day in run], np.int32)
        mine = sent.take(np.isin(sent.report, own))
        before = work.state(kept[place - 1] if place else None)
        following = kept[place] if place < len(kept) else None
        after = work.state(following)
        last = None if following is None else _number(following)
        rows = whole_changes(before, mine, after, days=own, after_day=last)
        if following is not None:
            theirs = after.keys()[after.report == _number(following)]
            rows = rows.take((rows.report != _number(following)) | ~np.isin(rows.keys(), theirs))
            if (rows.report == _number(following)).any():
                restored.add(following)
        parts.append(rows)
    return joined(parts, work.book), restored


def _untouched(there: Content, sent: Content) -> Content:
    """Rows of a day of which the new batch says nothing."""
    mine = set(zip(sent.report.tolist(), sent.keys().tolist(), strict=True))
    pairs = zip(there.report.tolist(), there.keys().tolist(), strict=True)
    return there.take(np.array([pair not in mine for pair in pairs], np.bool_))


def _without(content: Content, days: set[date]) -> Content:
    return content.take(~np.isin(content.report, [_number(day) for day in days])) if days else content


def _refuse_other_kind(work: _Work, days: list[date]) -> None:
    """Nothing can be put before a snapshot sent the other way: what stood then could not be told any more."""
    for day in days:
        later = [r for some in work.receipts.values() for r in some if r.report_date >= day]
        other = [r for r in later if r.kind != work.kind]
        if other:
            raise SnapshotError(
                f"{work.source}: the snapshot of {other[0].report_date} came as {other[0].kind}, so that "
                f"of {day} cannot come as {work.kind} before it. Send it as {other[0].kind}."
            )


def _contradiction(
    work: _Work, day: date, stands: Content, sent: Content, changed: Index, lost: Index
) -> SnapshotError:
    """Name the first cells in which two snapshots of one day differ."""
    stands, sent = replace(stands, series=work.book.series()), replace(sent, series=work.book.series())
    place = {key: row for row, key in enumerate(stands.keys().tolist())}
    keys = sent.keys()
    named = []
    for row in changed[:3].tolist():
        old = place.get(int(keys[row]))
        was = "no row" if old is None else said(stands.values[old], stands.absence[old])
        named.append(f"{sent.cell_name(row)}: {was} before, {said(sent.values[row], sent.absence[row])} now")
    for row in lost[: 3 - len(named)].tolist():
        named.append(
            f"{stands.cell_name(row)}: {said(stands.values[row], stands.absence[row])} before, no row now"
        )
    n = len(changed) + len(lost)
    more = f"; and {n - len(named):,} more" if n > len(named) else ""
    return SnapshotError(
        f"{work.source}: there already is a snapshot of {day}, and it says otherwise in {n:,} "
        f"cell{'' if n == 1 else 's'}: {'; '.join(named)}{more}. Correct --as-of, or accept the new one "
        "with --replace."
    )


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
