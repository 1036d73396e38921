"""Bodies of acts, made from what `decide` of each act asks for: one signature says it for pages and programs.

What the server knows or draws itself is left out: the board, who acts, when, identifiers, nonces, packs and
the rule sets a member is bound by. `seen` is the mark of the newest fact that was looked at.
"""

import inspect
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from types import ModuleType
from typing import Annotated, Any, cast, get_type_hints

import msgspec

from tocsin.events.assessment import LONGEST, Said
from tocsin.events.audience import Audience, Tlp
from tocsin.events.fact import Draft
from tocsin.vocab.errors import EventError
from tocsin.web.api.operation import Body

OURS = frozenset({"board", "actor", "at", "event", "finding", "person", "rule_sets", "pack", "nonce",
                  "opened", "return"})  # fmt: skip
Mark = Annotated[
    str, msgspec.Meta(
        pattern="^[0-9a-f]{16}$", examples=["0123456789abcdef"],
        description="`mark` of the newest fact that was looked at, so that nothing is overwritten unseen",
    ),
]  # fmt: skip
Moment = Annotated[datetime, msgspec.Meta(tz=True, examples=["2026-05-18T08:00:00Z"])]
MomentOrDay = Annotated[
    str, msgspec.Meta(
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$",
        examples=["2026-05-18", "2026-05-18T08:00:00Z"], description="a day, or a moment with its offset",
    ),
]  # fmt: skip
Number = Annotated[int, msgspec.Meta(ge=1, le=10_000, examples=[1])]


class AudienceBody(Body, frozen=True, kw_only=True):
    """Members whose people will see it, whole; the owner is among them."""

    members: list[str]
    tlp: Tlp = Tlp.AMBER
    pass_on: bool = True

    def audience(self) -> Audience:
        """The same for an act."""
        return Audience(members=frozenset(self.members), tlp=self.tlp, pass_on=self.pass_on)


Words = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class SaidBody(Body, frozen=True, kw_only=True):
    """An answer to one question, with the reason."""

    said: Said
    reason: Words
    evidence: Words = ""


class AnswersBody(Body, frozen=True, kw_only=True):
    """Answers to every question of the pack, and levels of its matrix or "not-known"."""

    answers: dict[str, SaidBody]
    likelihood: str
    impact: str


KINDS: Mapping[Any, Any] = {  # what stands in a signature, and how it is sent
    Collection[str]: list[str],
    Audience: AudienceBody,
    datetime: Moment,
    datetime | None: Moment | None,
    datetime | date | None: MomentOrDay | None,
    Mapping[str, Any]: AnswersBody,
    int: Number,
}


def body_of(act: ModuleType, *, leave_out: Collection[str] = ()) -> type[Body]:
    """The class of an act's body, named after it."""
    hints, told = get_type_hints(act.decide), descriptions(act.decide)
    fields: list[Any] = []
    for name, parameter in inspect.signature(act.decide).parameters.items():
        if name in OURS or name in leave_out:
            continue
        kind = Mark if name == "seen" else KINDS.get(hints[name], hints[name])
        if name in told and name != "seen":
            kind = Annotated[kind, msgspec.Meta(description=told[name])]
        has_default = parameter.default is not inspect.Parameter.empty
        fields.append((name, kind, _plain(parameter.default)) if has_default else (name, kind))
    name = "".join(part.capitalize() for part in act.__name__.rpartition(".")[2].split("_"))
    made = msgspec.defstruct(
        f"{name}Body", fields, bases=(Body,), frozen=True, kw_only=True, forbid_unknown_fields=True,
        namespace={"__doc__": f"{(act.__doc__ or '').strip()}"}, module=__name__,
    )  # fmt: skip
    return cast(type[Body], made)


def _plain(default: Any) -> Any:
    return msgspec.field(default_factory=list) if default == () else default


def descriptions(decide: Callable[..., list[Draft]]) -> dict[str, str]:
    """What a docstring says of each argument: lines of the form `name   what it is`, with what follows."""
    told: dict[str, str] = {}
    last = ""
    for line in (inspect.getdoc(decide) or "").splitlines():
        found = re.match(r"([a-z_0-9]+)  +(\S.*)", line)
        if found and found[1] in inspect.signature(decide).parameters:
            last = found[1]
            told[last] = found[2]
        elif last and line.startswith("  "):
            told[last] += " " + line.strip()
        else:
            last = ""
    return told


def wanted(body: Body) -> dict[str, Any]:
    """What an act is given of a body, by the names of its signature; without `seen`."""
    found: dict[str, Any] = {}
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if name == "seen":
            continue
        if isinstance(value, AudienceBody):
            value = value.audience()
        elif isinstance(value, AnswersBody):
            value = msgspec.to_builtins(value)
        elif name == "happened" and isinstance(value, str):
            value = moment_or_day(value)
        found[name] = value
    return found


def moment_or_day(text: str) -> datetime | date:
    """A moment or a day as it is sent. Raises EventError for one that does not exist."""
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise EventError(
            "{field} '{value}' is no day or time; write a day like 2026-05-18, a time like 08:00.",
            field="happened", value=text[:40],
        ) from None  # fmt: skip
