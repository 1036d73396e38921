"""`tocsin mail`: send the e-mail of a board once."""

import click

from tocsin.cli.ledger_options import database_option, ledger_folder


@click.command(short_help="Send the e-mail of a board that waits.")
@ledger_folder
@database_option
def mail(folder: str, database: str) -> None:
    """Lay what is new into the outbox, send what is due, and end.

    tocsin serve does the same every few seconds where board.smtp is set. This is for a board whose pages are
    served without a way to the mail server: call it from cron.

    \b
    Example:
      tocsin mail alliance
    """
    from tocsin.flows.mail_once import send_all
    from tocsin.web.mail_said import words_for

    sent = send_all(folder, database, words_for)
    click.echo(f"Sent {sent.sent:,}, failed {sent.failed:,}, no longer needed {sent.dropped:,}.")
    if sent.fault:
        click.echo(f"The last failure: {sent.fault} What failed is tried again at a later call.", err=True)
