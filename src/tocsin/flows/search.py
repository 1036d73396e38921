"""Search over everything that a reader sees: what is hidden is left out before any word is read.

Case and accents do not count (ё is found by е, é by e), and parts of words are found, so that Chinese is too.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from tocsin.events.card import Card
from tocsin.events.event import Event
from tocsin.events.inside import NOTHING
from tocsin.events.people import Actor
from tocsin.events.rights import may
from tocsin.flows.board import BoardRoom
from tocsin.flows.dossier import names

LONGEST = 200  # characters that are searched for
_NEVER = datetime.min.replace(tzinfo=UTC)
AROUND = 80  # characters shown before the first word that was found; twice as many after it


class Kind(StrEnum):
    """What was found."""

    EVENT = "event"
    FINDING = "finding"
    MESSAGE = "message"
    NOTE = "note"
    TASK = "task"
    FILE = "file"
    MEMBER = "member"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that holds every word.

    id     of the event, finding, member or person it belongs to
    title  of that;  text  that holds the words
    at     when it was last changed or said; None of members and people
    key    names the hit among all others
    """

    kind: Kind
    id: str
    title: str
    text: str
    at: datetime | None
    key: str


def search(room: BoardRoom, actor: Actor, text: str, *, lang: str = "en") -> list[Hit]:
    """What holds all words of a text: things called so first, the newest first among equals.

    text  words with blanks between them, up to 200 characters; without a word nothing is found

    Cost: one pass over all texts that the reader sees.
    """
    words = plain(text[:LONGEST]).split()
    if not words:
        return []
    found = [hit for hit in _texts(room, actor, lang) if _holds(hit, words)]
    found.sort(key=lambda hit: (hit.at or _NEVER, hit.key), reverse=True)
    found.sort(key=lambda hit: not all(word in plain(hit.title) for word in words))
    return found


def _holds(hit: Hit, words: Sequence[str]) -> bool:
    text = plain(hit.text)
    return all(word in text for word in words)


def plain(text: str) -> str:
    """A text as it is compared: one case, no accents.

    >>> plain("Ёлка"), plain("Café"), plain("霍乱")
    ('елка', 'cafe', '霍乱')
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in parts if not unicodedata.combining(mark))


def shown(text: str, words: str) -> list[tuple[str, bool]]:
    """The part of a text around what was found, cut into pieces, each with whether it is one of the words.

    >>> shown("Вспышка холеры", "ХОЛЕР")
    [('Вспышка ', False), ('холер', True), ('ы', False)]
    """
    flat, marked = " ".join(text.split()), set[int]()
    places = [place for place, mark in enumerate(flat) for _ in plain(mark)]
    compared = "".join(plain(mark) for mark in flat)
    for word in plain(words[:LONGEST]).split():
        at = compared.find(word)
        while at >= 0:
            marked |= set(places[at : at + len(word)])
            at = compared.find(word, at + len(word))
    start = max(0, min(marked, default=0) - AROUND)
    end = min(len(flat), start + 3 * AROUND)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    for place in range(start, end):
        if pieces and pieces[-1][1] == (place in marked):
            pieces[-1] = (pieces[-1][0] + flat[place], pieces[-1][1])
        else:
            pieces.append((flat[place], place in marked))
    return [*pieces, ("…", False)] if end < len(flat) else pieces


def _texts(room: BoardRoom, actor: Actor, lang: str) -> Iterator[Hit]:
    """Everything that the reader sees and that has words, each once."""
    if may(actor, "see-event", room.board):
        for event in room.events(actor):
            yield from _of_event(event, actor)
    if may(actor, "see-finding", room.board):
        for card in room.cards(actor):
            yield _of_card(card, lang)
    if may(actor, "see-members", room.board):
        yield from _of_members(room, names(room))


def _of_event(event: Event, actor: Actor) -> Iterator[Hit]:
    own = event.inside.get(actor.member, NOTHING)

    def hit(kind: Kind, text: str, at: datetime, mark: str) -> Hit:
        return Hit(kind=kind, id=event.id, title=event.title, text=text, at=at, key=f"{kind}-{mark}")

    about = "\n".join(
        [event.title, event.summary, event.hazard, *event.places, event.origin.source, event.id]
    )
    yield hit(Kind.EVENT, about, event.last.at, event.id)
    for message in event.messages:
        yield hit(Kind.MESSAGE, message.text, message.by.at, message.by.mark)
    for note in own.notes:
        yield hit(Kind.NOTE, note.text, note.by.at, note.by.mark)
    for task in (*event.tasks.values(), *own.tasks.values()):
        yield hit(Kind.TASK, f"{task.text}\n{task.outcome}", task.by.at, task.id)
    for file in (*event.files.values(), *own.files.values()):
        yield hit(Kind.FILE, file.name, file.by.at, file.id)


def _of_card(card: Card, lang: str) -> Hit:
    said = card.finding.get("said", {}).get(lang, {})
    title = str(said.get("name") or card.indicator or card.id)
    key = card.finding.get("key") or {}
    parts = [title, str(said.get("sentence") or card.finding.get("sentence") or ""), card.indicator, card.id]
    parts += [str(part) for part in (*key.values(), *card.finding.get("places", ())) if part]
    return Hit(
        kind=Kind.FINDING, id=card.id, title=title, text="\n".join(parts), at=card.last.at,
        key=f"{Kind.FINDING}-{card.id}",
    )  # fmt: skip


def _of_members(room: BoardRoom, known: Mapping[str, str]) -> Iterator[Hit]:
    for code, member in sorted(room.board.members.items()):
        title = member.name["en"]
        yield Hit(
            kind=Kind.MEMBER, id=code, title=title, text="\n".join([code, *member.name.values()]), at=None,
            key=f"{Kind.MEMBER}-{code}",
        )  # fmt: skip
    for name, person in sorted(room.board.people.items()):
        if known.get(name):
            yield Hit(
                kind=Kind.PERSON, id=name, title=known[name], text=f"{known[name]}\n{person.member}", at=None,
                key=f"{Kind.PERSON}-{name}",
            )  # fmt: skip
