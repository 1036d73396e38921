"""The demo's past year played on its board: every step decided and recorded as people's acts are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any

from tocsin.events.acts import open_event
from tocsin.events.audience import Audience
from tocsin.events.entries import NoticeState, ReplyKind, SightingKind
from tocsin.events.packs import Pack
from tocsin.events.people import Actor
from tocsin.flows.assess import bound, reveal, seal
from tocsin.flows.board import BoardRoom
from tocsin.flows.demo_story import ANALYST, Step, Tale

_SAID = {"y": "yes", "n": "no", "?": "not-known"}
_TIMED = ("answer-verification", "stamp-milestone", "record-notice")  # acts that stop clocks
_WORDS = {"said": SightingKind, "reply": ReplyKind, "state": NoticeState}


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A board and who acts on it.

    people  by member and role
    now     moment of the demo; nothing is done later
    """

    room: BoardRoom
    people: Mapping[tuple[str, str], Actor]
    now: datetime

    def moves(self, tales: Sequence[Tale]) -> Iterator[tuple[datetime, Tale, Step | None]]:
        """Every opening (without a step) and every step of all tales, in the order of time."""
        found = []
        for tale in tales:
            opened = self.now - tale.ago
            found += [(opened, tale, None), *((opened + s.after, tale, s) for s in tale.steps)]
        return iter(sorted(found, key=lambda move: move[0]))

    def move(self, at: datetime, tale: Tale, step: Step | None) -> None:
        """Record one of them. Raises what the act raises."""
        if step is None:
            self._open(at, tale)
            return
        actor, event = self.people[step.member, step.role], name_of(tale.title)
        opened, wanted = self.now - tale.ago, dict(step.wanted)
        if step.act == "seal-answer":
            self._seal(at, tale, actor, wanted)
        elif step.act == "reveal-round":
            reveal(self.room, actor, event=event, number=self._round(event), at=at)
        else:
            module = import_module(f"tocsin.events.acts.{step.act.replace('-', '_')}")
            more = self._more(step.act, wanted, actor, tale, at, opened)
            self.room.act(
                actor, lambda board: module.decide(board, actor, at=at, event=event, **more), at=at
            )  # fmt: skip

    def _open(self, at: datetime, tale: Tale) -> None:
        actor = self.people[tale.owner, ANALYST]
        audience = Audience(members=frozenset(tale.audience.split()), tlp=tale.tlp)
        self.room.act(
            actor,
            lambda board: open_event.decide(
                board, actor, at=at, event=name_of(tale.title), title=tale.title, summary=tale.summary,
                hazard=tale.hazard, pack=tale.pack, places=tale.places.split(), origin=tale.origin,
                source=tale.source, audience=audience,
            ),
            at=at,
        )  # fmt: skip

    def _more(
        self, act: str, wanted: dict[str, Any], actor: Actor, tale: Tale, at: datetime, opened: datetime
    ) -> dict[str, Any]:
        """What the act takes, out of what the tale says."""
        more: dict[str, Any] = dict(wanted)
        more |= {name: kind(wanted[name]) for name, kind in _WORDS.items() if name in wanted}
        if act in _TIMED:
            more["rule_sets"] = bound(self.room, actor.member, tale.pack)
        if act == "stamp-milestone":
            more |= {"happened": opened + timedelta(hours=wanted["happened"]), "seen": self.room.board.number}
        elif act == "record-notice" and "sent" in more:
            more["sent_at"] = opened + timedelta(hours=more.pop("sent"))
        elif act == "set-task":
            more["task"] = name_of(wanted["text"] + actor.member + str(wanted["member"]))
        elif act == "end-task":
            more["task"] = self._task(name_of(tale.title), more.pop("text"), actor.member)
        elif act == "start-round":
            more |= {"due": at + more.pop("lasts"), "pack": self.room.packs[tale.pack]}
        return more

    def _seal(self, at: datetime, tale: Tale, actor: Actor, wanted: Mapping[str, Any]) -> None:
        event = name_of(tale.title)
        seal(
            self.room, actor, event=event, number=self._round(event), at=at, bottleneck=wanted["bottleneck"],
            answers=answers_of(self.room.packs[tale.pack], wanted),
        )  # fmt: skip

    def _round(self, event: str) -> int:
        return len(self.room.board.events[event].rounds)

    def _task(self, event: str, text: str, member: str) -> str:
        tasks = self.room.board.events[event].tasks.values()
        return next(task.id for task in tasks if (task.text, task.member) == (text, member))


def answers_of(pack: Pack, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in the shape that is sealed; one reason stands for all questions where no more are given."""
    reasons = wanted["reasons"] if len(wanted["reasons"]) > 1 else wanted["reasons"] * len(pack.questions)
    return {
        "pack": pack.id, "version": pack.version, "likelihood": wanted["likelihood"],
        "impact": wanted["impact"],
        "answers": {
            question.id: {"said": _SAID[said], "reason": reason, "evidence": ""}
            for question, said, reason in zip(pack.questions, wanted["said"], reasons, strict=True)
        },
    }  # fmt: skip


def name_of(text: str) -> str:
    """An identifier that is the same in every demo; real ones are drawn by chance."""
    return sha256(text.encode()).hexdigest()[:8]
