"""What a form says, read field by field; what cannot be read is refused with the field and the remedy."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from tocsin.events.audience import Audience, Tlp
from tocsin.events.fields import with_zone
from tocsin.vocab.errors import EventError
from tocsin.web.pages import chosen

Word = TypeVar("Word", bound=StrEnum)


class Fields:
    """One form as it was sent."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        self.form = form

    def text(self, key: str) -> str:
        """A text, whole; empty where the field was not sent."""
        return next(iter(chosen(self.form, key)), "")

    def many(self, key: str) -> list[str]:
        """All values of a field that may be sent several times."""
        return chosen(self.form, key)

    def ticked(self, key: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.text(key))

    def parts(self, key: str) -> list[str]:
        """Texts of one field, one a line or with commas between them."""
        lines = self.text(key).replace(",", "\n").replace("，", "\n").splitlines()
        return [part.strip() for part in lines if part.strip()]

    def word(self, key: str, words: type[Word]) -> Word:
        """One word of a vocabulary."""
        value = self.text(key)
        for word in words:
            if word.value == value:
                return word
        raise EventError("{field}: choose one of the answers.", field=key)

    def day(self, key: str) -> date | None:
        """A day as browsers send it; None where nothing was written."""
        value = self.text(key).strip()
        return _parsed(key, value).date() if value else None

    def moment(self, key: str) -> datetime | None:
        """A moment, told in UTC; None where nothing was written."""
        value = self.text(key).strip()
        if not value:
            return None
        moment = _parsed(key, value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else with_zone(key, moment).astimezone(UTC)

    def moment_or_day(self, key: str) -> datetime | date | None:
        """A day, and with `key-time` filled in a moment of that day, UTC."""
        day, time = self.day(key), self.text(f"{key}-time").strip()
        if day is None or not time:
            return day
        return _parsed(key, f"{day.isoformat()}T{time}").replace(tzinfo=UTC)

    def audience(self) -> Audience:
        """Who will see it, as the boxes of the form say."""
        return Audience(
            members=frozenset(self.many("member")), tlp=self.word("tlp", Tlp),
            pass_on=self.ticked("pass_on"),
        )  # fmt: skip


def _parsed(key: str, value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise EventError(
            "{field} '{value}' is no day or time; write a day like 2026-05-18, a time like 08:00.",
            field=key, value=value[:40],
        ) from None  # fmt: skip
