"""Every error a user can meet, in one tree.

TocsinError                 something the user gave cannot be used
├── OptionError             [option]      an option's value is outside its bounds
├── UnknownNameError        [unknown]     a method, option or word that does not exist
├── InputError              [input]       a file or table cannot be read
│   ├── EncodingError       [encoding]    text in no encoding we know
│   ├── ColumnError         [column]      a column is missing or of the wrong kind
│   ├── DateError           [date]        a date does not parse or lies outside 1900-2100
│   ├── CountError          [count]       a count is negative, fractional, infinite or text
│   ├── DuplicateError      [duplicate]   several rows for one cell
│   ├── FetchError          [fetch]       an address does not give a file
│   ├── PackError           [pack]        a threat pack or a rule set cannot be used as it is
│   └── ExchangeError       [exchange]    a STIX bundle or CAP alert is not what its standard asks for
├── AnswerError             [answer]      answers or milestones of an event that do not fit their questions
├── ArchiveError            [archive]     a workspace or its table of reports cannot be used as it is
│   ├── SettingsError       [settings]    tocsin.toml holds what it may not, or an option contradicts it
│   ├── SnapshotError       [snapshot]    a snapshot contradicts one that is already there
│   ├── AsOfError           [as-of]       a day for which the archive cannot say what was known
│   └── BusyError           [busy]        others kept writing at the same moment
├── LedgerError             [ledger]      the database of facts cannot be opened, or is not whole
│   └── UnreachableError    [unreachable] the database does not answer at the moment
├── AccountError            [account]     an account, password, invitation or token cannot be used as given
│   └── SignInError         [sign-in]     nobody signs in with what was given
├── EventError              [event]       an act on the board that cannot be done as it was asked for
│   ├── DeniedError         [denied]      an act that takes another role, or another member
│   ├── ChangedError        [changed]     somebody changed the same thing since it was looked at
│   └── UnknownThingError   [missing]     there is none, or none that the reader may see
├── MailError               [mail]        the mail server does not take a message, or does not answer
├── NotSignedInError        [not-signed-in]  a page for people who have signed in
├── TooManyError            [too-many]    too many requests in a short time
└── OutputError             [output]      a result cannot be written

Each class has a `code` that never changes; the wording is free to improve. A message says what was wrong,
with the value, the exact bound and the remedy.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class TocsinError(Exception):
    """Something the user gave cannot be used; the message is one sentence that says what to do."""

    code = "tocsin"


class OptionError(TocsinError):
    """An option's value is outside its bounds.

    >>> print(OptionError("window", 2, "3 steps or more"))
    window=2 is not usable: it must be 3 steps or more.
    """

    code = "option"

    def __init__(self, name: str, value: object, bound: str) -> None:
        super().__init__(f"{name}={value!r} is not usable: it must be {bound}.")


class UnknownNameError(TocsinError):
    """A method, option or word that does not exist; the message lists what does.

    >>> print(UnknownNameError("method", "cusm", ["ears-c1", "cusum"]))
    No method 'cusm'. Did you mean cusum? Known: cusum, ears-c1.
    """

    code = "unknown"

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name, names, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"No {kind} {name!r}.{hint} Known: {', '.join(names)}.")


class InputError(TocsinError):
    """A file or table cannot be read."""

    code = "input"


class EncodingError(InputError):
    """Text in no encoding we know."""

    code = "encoding"


class ColumnError(InputError):
    """A column is missing or of the wrong kind."""

    code = "column"

    @classmethod
    def missing(cls, wanted: Iterable[str], found: Sequence[str], *, where: str = "") -> "ColumnError":
        """Columns that are not there, with the nearest names and all that are.

        >>> print(ColumnError.missing(["case"], ["date", "cases"]))
        No column 'case'. Did you mean 'cases'? Columns: 'date', 'cases'.
        """
        absent = [name for name in wanted if name not in found]
        spelt = {name.lower(): name for name in found}
        near = [get_close_matches(name.lower(), spelt, n=1) for name in absent]
        hints = [f"{spelt[match[0]]!r}" for match in near if match]
        hint = f" Did you mean {' and '.join(hints)}?" if hints else ""
        shown = ", ".join(repr(name) for name in found[:20]) + (", ..." if len(found) > 20 else "")
        word = "column" if len(absent) == 1 else "columns"
        names = ", ".join(repr(name) for name in absent)
        return cls(f"{where}No {word} {names}.{hint} Columns: {shown or 'none'}.")


class DateError(InputError):
    """A date does not parse or lies outside 1900-2100."""

    code = "date"


class CountError(InputError):
    """A count is negative, fractional, infinite or text."""

    code = "count"


class DuplicateError(InputError):
    """Several rows for one cell."""

    code = "duplicate"


class FetchError(InputError):
    """An address does not give a file."""

    code = "fetch"


class PackError(InputError):
    """A threat pack or a rule set cannot be used as it is."""

    code = "pack"


class ExchangeError(InputError):
    """A STIX bundle or CAP alert is not what its standard asks for."""

    code = "exchange"


class AnswerError(TocsinError):
    """Answers or milestones of an event that do not fit their questions."""

    code = "answer"


class ArchiveError(TocsinError):
    """A workspace or its table of reports cannot be used as it is."""

    code = "archive"


class SettingsError(ArchiveError):
    """tocsin.toml holds what it may not, or an option contradicts it."""

    code = "settings"


class SnapshotError(ArchiveError):
    """A snapshot contradicts one of the same source and day that is already there."""

    code = "snapshot"


class AsOfError(ArchiveError):
    """A day for which the archive cannot say what was known."""

    code = "as-of"


class BusyError(ArchiveError):
    """Others kept writing to the archive at the same moment."""

    code = "busy"


class EventError(TocsinError):
    """An act on the board that cannot be done as it was asked for.

    The sentence is kept apart from the values in it, so that pages can say it in another language.

    >>> error = EventError("{field} is empty.", field="title")
    >>> print(error, error.sentence, error.values)
    title is empty. {field} is empty. {'field': 'title'}
    """

    code = "event"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


class DeniedError(EventError):
    """An act that takes another role, or another member."""

    code = "denied"


class ChangedError(EventError):
    """Somebody changed the same thing since it was looked at."""

    code = "changed"


class UnknownThingError(EventError):
    """There is none, or none that the reader may see; the two are never told apart.

    >>> print(UnknownThingError("event", "7kq2m9xd"))
    There is no event '7kq2m9xd' that you may see.
    """

    code = "missing"

    def __init__(self, kind: str, name: str) -> None:
        super().__init__("There is no {kind} '{name}' that you may see.", kind=kind, name=name)


class NotSignedInError(TocsinError):
    """A page for people who have signed in."""

    code = "not-signed-in"


class TooManyError(TocsinError):
    """Too many requests in a short time; `seconds` to wait before the next."""

    code = "too-many"

    def __init__(self, seconds: float) -> None:
        super().__init__("Too many requests in a short time. Wait a minute and repeat.")
        self.seconds = max(1, round(seconds + 0.5))


class LedgerError(TocsinError):
    """The database of facts cannot be opened, or is not whole."""

    code = "ledger"


class UnreachableError(LedgerError):
    """The database does not answer at the moment; nothing was written.

    >>> print(UnreachableError("ledger.sqlite", "database is locked"))
    ledger.sqlite: the database does not answer (database is locked). Nothing was written; try again soon.
    """

    code = "unreachable"

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(
            f"{where}: the database does not answer ({reason}). Nothing was written; try again soon."
        )


class AccountError(TocsinError):
    """An account, password, invitation or token cannot be used as given.

    The sentence is kept apart from the values in it, as in EventError.
    """

    code = "account"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


class SignInError(AccountError):
    """Nobody signs in with what was given. The message never says which part of it was wrong."""

    code = "sign-in"


class MailError(TocsinError):
    """The mail server does not take a message, or does not answer; the sentence names no address.

    The sentence is kept apart from the values in it, as in EventError.
    """

    code = "mail"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


class OutputError(TocsinError):
    """A result cannot be written."""

    code = "output"
