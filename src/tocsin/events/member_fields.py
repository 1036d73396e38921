"""What is said of a member, checked."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from tocsin.events.board import Board
from tocsin.events.fields import line, word
from tocsin.events.packs import LANGS
from tocsin.events.people import MemberKind
from tocsin.vocab.errors import EventError

_STATE, _BODY = re.compile(r"[A-Z]{2}"), re.compile(r"[A-Z][A-Z0-9]{1,7}")


def code_of(code: str, kind: MemberKind) -> str:
    """The code of a state, or of a body."""
    is_state = kind in (MemberKind.FULL, MemberKind.OBSERVER)
    if is_state and not _STATE.fullmatch(code):
        raise EventError(
            "'{code}' is no code of a state: two letters A-Z as in ISO 3166-1, or XA to XZ.", code=code
        )
    if not _BODY.fullmatch(code):
        raise EventError(
            "'{code}' is no code of a body: 2 to 8 letters A-Z or digits, a letter first.", code=code
        )
    return code


def member_body(
    board: Board, code: str, *, name: Mapping[str, str], kind: MemberKind, rule_sets: Collection[str]
) -> dict[str, Any]:
    """What a fact says of a member.

    name  in English, and in any of the other languages of the pages; 1 to 200 characters each
    """
    strange = sorted(set(name) - set(LANGS))
    if strange or "en" not in name:
        raise EventError(
            "A name is given in English (en) and may be given in {langs}; found: {found}.",
            langs=", ".join(LANGS[1:]), found=", ".join(sorted(name)) or "none",
        )  # fmt: skip
    chairs = [m.code for m in board.members.values() if m.kind is MemberKind.SECRETARIAT and m.active]
    if kind is MemberKind.SECRETARIAT and chairs not in ([], [code]):
        raise EventError("{code} is the secretariat, and there is only one.", code=chairs[0])
    return {
        "name": {lang: line("name", text) for lang, text in sorted(name.items())},
        "kind": kind.value,
        "rule_sets": list(dict.fromkeys(word("rule set", rules) for rules in rule_sets)),
    }
