"""The options that say how files are read, the same for every command that reads any."""

from collections.abc import Callable
from inspect import signature
from typing import Any

import click

from tocsin.flows.reading import Reading

_OPTIONS = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option("--time", metavar="COL", help="Column of dates: 2025-02-14, 2025-W07 or 2025-02."),
    click.option("--count", metavar="COL", help="Column of counts."),
    click.option(
        "--by", multiple=True, metavar="COL", help="Column that tells series apart; may be repeated."
    ),
    click.option(
        "--every",
        type=click.Choice(["week", "day", "month"]),
        default="week",
        show_default=True,
        help="Length of a period; weeks are ISO weeks.",
    ),
    click.option(
        "--absent",
        type=click.Choice(["missing", "zero"]),
        default="missing",
        show_default=True,
        help="What a period without a row is: not reported, or a zero.",
    ),
    click.option(
        "--duplicates",
        type=click.Choice(["error", "sum"]),
        default="error",
        show_default=True,
        help="Several rows for one series and period: refuse them, or add them up.",
    ),
    click.option(
        "--corrections",
        type=click.Choice(["error", "net", "keep"]),
        default="error",
        show_default=True,
        help="Negative counts: refuse them, set them off against earlier counts, or keep them.",
    ),
    click.option("--rates", is_flag=True, help="Fractional numbers are meant, not a mistake."),
    click.option("--population", metavar="COL", help="Column of persons, for methods that use it."),
    click.option("--status", metavar="COL", help="Column that says why a count is missing, such as late."),
    click.option(
        "--line-list", is_flag=True, help="One row per case: count them. No --count; no row means no case."
    ),
    click.option("--wide", is_flag=True, help="One column per date. No --time and no --count."),
    click.option(
        "--sheet", metavar="NAME", help="Sheet of an Excel or ODS file; needed when several would do."
    ),
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the reading options as one `Reading`; with `workspace` it may take one instead."""
    takes_workspace = "workspace" in signature(command).parameters

    def with_reading(**given: Any) -> Any:
        reading = {name: given.pop(name) for name in Reading.__dataclass_fields__}
        if takes_workspace:
            given["workspace"] = _workspace(reading["files"])
            if given["workspace"]:
                _check_alone(reading)
                return command(reading=Reading(files=reading["files"]), **given)
        _check(reading)
        return command(reading=Reading(**{k: v for k, v in reading.items() if v is not None}), **given)

    with_reading.__name__ = command.__name__
    with_reading.__doc__ = command.__doc__
    with_reading.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]
    for option in reversed(_OPTIONS):
        with_reading = option(with_reading)
    return with_reading


def _workspace(files: tuple[str, ...]) -> bool:
    from tocsin.flows.workspace import is_workspace

    return len(files) == 1 and is_workspace(files[0])


def _check_alone(given: dict[str, Any]) -> None:
    """Refuse options that say how files are read where a workspace is meant."""
    default = click.core.ParameterSource.DEFAULT
    context = click.get_current_context()
    for name in given:
        if name != "files" and context.get_parameter_source(name) is not default:
            raise click.UsageError(
                f"--{name.replace('_', '-')} says how files are read; {given['files'][0]} is a workspace."
            )


def _check(given: dict[str, Any]) -> None:
    """Refuse options that are missing, or that do not go together."""
    long = not given["wide"]
    if given["line_list"] and given["wide"]:
        raise click.UsageError("--line-list and --wide do not go together.")
    for name in ("count", "population", "status"):
        if given["line_list"] and given[name]:
            raise click.UsageError(f"--line-list and --{name} do not go together: a row is a case.")
    for name, what, needed in (("time", "dates", long), ("count", "counts", long and not given["line_list"])):
        if needed and given[name] is None:
            raise click.UsageError(f"Missing option '--{name}', the column of {what}.")
