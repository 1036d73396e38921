"""The command line: one command per file, and one place where errors become sentences and exit codes."""

from tocsin.cli.main import main

__all__ = ["main"]
