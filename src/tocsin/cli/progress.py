"""A progress bar on anything that takes over a second, on a terminal; silence everywhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from tocsin.flows.progress import Progress, no_progress

PATIENCE = 1.0  # seconds before anything is shown


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Stages with a bar each, on stderr; nothing is drawn when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bars = Bars(*columns, console=Console(stderr=True), transient=True)

    def stage(words: str, total: int | None = None) -> Callable[[int], None]:
        for task in bars.tasks:
            bars.update(task.id, total=task.total or 1, completed=task.total or 1, visible=False)
        task_id = bars.add_task(words, total=total)
        return lambda done: bars.advance(task_id, done)

    patience = Timer(PATIENCE, bars.start)
    patience.daemon = True
    patience.start()
    try:
        yield stage
    finally:
        patience.cancel()
        bars.stop()
