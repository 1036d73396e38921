"""`tocsin members`: who takes part."""

import click

from tocsin.cli.ledger_options import database_option, ledger_folder


@click.command(short_help="List the members of a board, or add one.")
@ledger_folder
@database_option
@click.option("--add", nargs=2, metavar="CODE NAME", help="Add a member: its code, and its name in English.")
@click.option(
    "--kind",
    type=click.Choice(["full", "observer", "partner", "secretariat", "invited"]),
    default="full",
    show_default=True,
    help="What the added member is.",
)
@click.option("--ru", default="", metavar="NAME", help="Its name in Russian.")
@click.option("--zh", default="", metavar="NAME", help="Its name in Chinese.")
@click.option(
    "--rules", multiple=True, metavar="ID", help="A text that binds it, such as ihr-2024; may be repeated."
)
def members(
    folder: str,
    database: str,
    add: tuple[str, str] | None,
    kind: str,
    ru: str,
    zh: str,
    rules: tuple[str, ...],
) -> None:
    """List the members of a board; with --add, add one first.

    This is how a board begins: the secretariat and the states, then an invitation for the first
    administrator of each (tocsin invite). From then on administrators do the same on its pages.

    \b
    Example:
      tocsin members alliance --add XA Arvania --ru Арвания --zh 阿瓦尼亚 --rules ihr-2024
    """
    from tocsin.events.people import MemberKind
    from tocsin.flows import console

    if add is not None:
        code, english = add
        name = {"en": english} | ({"ru": ru} if ru else {}) | ({"zh": zh} if zh else {})
        console.add(
            folder, database, member=code, name=name, kind=MemberKind(kind), rule_sets=rules
        )  # fmt: skip
    for line in console.members(folder, database):
        member = line.member
        kind = member.kind.value if member.active else f"{member.kind.value}, has left"
        people = f"{line.people} {'person' if line.people == 1 else 'people'}"
        click.echo("\t".join([member.code, member.name["en"], kind, people, ", ".join(member.rule_sets)]))
