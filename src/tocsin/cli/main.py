"""The command `tocsin`: its subcommands, and what every error becomes.

Exit codes: 0 it ran · 1 a fault of ours · 2 bad use or bad input · 130 interrupted · 143 terminated.
"""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

import click

import tocsin
from tocsin.cli.audit import audit
from tocsin.cli.backup import backup
from tocsin.cli.demo import demo
from tocsin.cli.detect import detect
from tocsin.cli.forecast import forecast
from tocsin.cli.ingest import ingest
from tocsin.cli.init import init
from tocsin.cli.invite import invite
from tocsin.cli.mail import mail
from tocsin.cli.members import members
from tocsin.cli.methods import methods
from tocsin.cli.nowcast import nowcast
from tocsin.cli.replay import replay
from tocsin.cli.restore import restore
from tocsin.cli.rt import rt
from tocsin.cli.schedule import schedule
from tocsin.cli.score import score
from tocsin.cli.serve import serve
from tocsin.cli.status import status
from tocsin.cli.validate import validate
from tocsin.cli.watch import watch
from tocsin.vocab.errors import TocsinError

RAN, FAULT, BAD_USE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


class _Commands(click.Group):
    """Commands in the order in which a newcomer meets them; a closed pipe ends them in silence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [
            "demo",
            "watch",
            "detect",
            "init",
            "ingest",
            "status",
            "replay",
            "nowcast",
            "rt",
            "forecast",
            "score",
            "validate",
            "members",
            "invite",
            "serve",
            "schedule",
            "mail",
            "audit",
            "backup",
            "restore",
            "methods",
        ]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        return result


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.version_option(tocsin.__version__, message="tocsin %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback when tocsin itself fails.")
@click.pass_context
def commands(ctx: click.Context, debug: bool) -> None:
    """Early warning for a group of states: counts in; a ranked, explained list of findings out.

    \b
    Example:
      tocsin watch cases.csv --time week --count cases --by place --out report.html
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (
    demo,
    watch,
    detect,
    init,
    ingest,
    status,
    replay,
    nowcast,
    rt,
    forecast,
    score,
    validate,
    members,
    invite,
    serve,
    schedule,
    mail,
    audit,
    backup,
    restore,
    methods,
):
    commands.add_command(command)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    given = list(sys.argv[1:] if args is None else args)
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if not stream.isatty() and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # names in every script survive a pipe on every system
    sys.exit(_run(given))


def _run(args: list[str]) -> int:
    try:
        code = commands.main(args=args, prog_name="tocsin", standalone_mode=False)
    except TocsinError as error:
        return _say(str(error), error.code, BAD_USE)
    except click.ClickException as error:
        return _say(_as_sentence(error), "usage", BAD_USE)
    except (click.Abort, KeyboardInterrupt):
        return _say("Interrupted; nothing half-done was left behind.", "interrupted", INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the edge: whatever is left is our fault, and says so
        if "--debug" in args:
            traceback.print_exc()
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        where = f"run tocsin --debug {' '.join(a for a in args if a != '--debug')} and report what it prints"
        return _say(f"This is a fault of ours ({what}); please {where}.", "fault", FAULT)
    return code if isinstance(code, int) else RAN


def _say(sentence: str, code: str, exit_code: int) -> int:
    click.echo(f"tocsin: {' '.join(sentence.split())} [{code}]", err=True)
    return exit_code


def _as_sentence(error: click.ClickException) -> str:
    message = error.format_message()
    message += "" if message.endswith((".", "?")) else "."
    context = getattr(error, "ctx", None)
    return f"{message} See: {context.command_path} --help." if context else message


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)  # an exception, so that every temporary file is removed on the way out
