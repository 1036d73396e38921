"""A replay on a screen: its weeks as a table, then what they come to; CSV of the weeks into a pipe."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tocsin.flows.replay_record import Episode, Replay, Score, Week

EPISODES = 10  # shown, those with most points


def show_replay(done: "Replay", written: Path | None) -> None:
    """Print a replay: the weeks, the episodes, the sums."""
    if sys.stdout.isatty():
        _show_weeks(done)
    else:
        for week in done.weeks:
            click.echo(_line(week, done))
    for line in lines(done):
        click.echo(line)
    if written is not None:
        click.echo(f"Written: {written}")


def lines(done: "Replay") -> list[str]:
    """What the weeks come to, in sentences."""
    said = _whole(done)
    said += _against(done)
    if done.labels:
        said.append(f"Labels: {_labelled(done.score)}")
    elif done.score.labels == 0 and any(e.labelled is not None for e in done.episodes):
        said.append("Labels: none of them lies in these weeks.")
    if done.budget is not None:
        said += _budget(done)
    most = sorted(done.episodes, key=lambda e: (-e.points, e.first))[:EPISODES]
    if most:
        said.append("Episodes with most points:")
    return said + [f"  {_episode(one, done)}" for one in most]


def _whole(done: "Replay") -> list[str]:
    judged = [week for week in done.weeks if week.published]
    quiet = len(done.weeks) - len(judged)
    score = done.score
    by = " judged by nowcast" if done.nowcast else ""
    first = (
        f"{len(judged):,} weeks{by}, {done.weeks[0].day} to {done.weeks[-1].day}: "
        f"{score.findings_a_week:.1f} findings a week ({sum(w.findings for w in judged):,}, of them "
        f"{sum(w.new for w in judged):,} new); "
        f"{sum(w.hidden for w in judged):,} signals were withheld as artefacts."
    )
    return [first, *([f"{quiet:,} more weeks brought nothing new and were not judged."] if quiet else [])]


def _against(done: "Replay") -> list[str]:
    told = [e for e in done.episodes if e.gained is not None]
    over = sum(week.over for week in done.weeks) / max(sum(week.published for week in done.weeks), 1)
    never = sum(e.gained is None for e in done.episodes)
    words = f"Against {done.threshold} ({over:.1f} series over it a week): "
    if not told:
        return [words + "no episode to compare."]
    gained = sorted(e.gained for e in told if e.gained is not None)
    early, late = sum(g > 0 for g in gained), sum(g < 0 for g in gained)
    middle = gained[len(gained) // 2]
    said = (
        f"{words}of {len(done.episodes):,} episodes {early:,} found earlier, "
        f"{len(gained) - early - late:,} on the same day, {late:,} later (median {middle:+d} days), "
        f"{never:,} not comparable."
    )
    return [said]


def _labelled(score: "Score") -> str:
    found = round(score.pod * score.labels) if score.labels else 0
    delay = "" if score.delay != score.delay else f", {score.delay:.0f} days after their start (median)"
    return (
        f"{found} of {score.labels} found (POD {score.pod:.0%}){delay}; {score.false:,} findings about none "
        f"({score.false_a_week:.1f} a week)."
    )


def _budget(done: "Replay") -> list[str]:
    score, same = done.budgeted_score, done.score_same
    if score is None or same is None:
        from tocsin.flows.budget import FEWEST

        words = f"a level is learnt from {FEWEST} weeks or more before the week it is for"
        return [f"Budget of {done.budget:g} findings a week: {words}; begin earlier (--from)."]
    first = (
        f"Budget of {done.budget:g} findings a week, level learnt from the weeks before each of "
        f"{score.weeks:,} weeks: {score.findings_a_week:.1f} a week, {score.over_budget} weeks above it; "
        f"without it {same.findings_a_week:.1f}."
    )
    said = [first]
    if score.labels:
        said.append(f"  within the budget {_labelled(score)}")
        said.append(f"  without it        {_labelled(same)}")
    if done.next_level is not None:
        said.append(f"  level for the week after: tocsin watch DIR --level {done.next_level:g}")
    return said


def _episode(one: "Episode", done: "Replay") -> str:
    name = ", ".join(value for value in one.lead.values() if value is not None) or "all together"
    versus = "threshold never" if one.gained is None else f"threshold {one.threshold} ({one.gained:+d} days)"
    about = {True: "; labelled", False: "; no label", None: ""}[one.labelled]
    weeks = f"{one.weeks} week{'' if one.weeks == 1 else 's'}"
    return f"{one.points:4.1f}  {one.first}  {name}: {weeks} to {one.last}; {versus}{about}"


def _line(week: "Week", done: "Replay") -> str:
    if not week.published:
        return f"{week.day}  nothing published"
    findings = f"{week.findings} finding{'' if week.findings == 1 else 's'}"
    said = f"{week.day}  {findings}, {week.new} new; {week.above} of {week.judged} series above"
    return said if week.level is None else f"{said}; {week.budgeted} at level {week.level:g}"


def _show_weeks(done: "Replay") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    for head in ("as of", "newest"):
        table.add_column(head, no_wrap=True)
    heads = ["judged", "above", "found", "new", "set\napart", "over\nthreshold"]
    heads += ["by\nnowcast"] if done.nowcast else []
    heads += ["level", "at\nlevel"] if done.budget is not None else []
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for week in done.weeks:
        if not week.published:
            table.add_row(str(week.day), "nothing published", style="dim")
            continue
        row = [str(week.day), f"{week.period:%m-%d}", *(f"{n:,}" for n in _numbers(week))]
        row += [f"{week.completed:,}"] if done.nowcast else []
        if done.budget is not None:
            row += ["", ""] if week.level is None else [f"{week.level:g}", str(week.budgeted)]
        table.add_row(*row, style="bold" if week.new else None)
    Console().print(table)


def _numbers(week: "Week") -> list[int]:
    return [week.judged, week.above, week.findings, week.new, week.artefacts, week.over]
