"""Members and people of the demo: fictional, each with every role, and how each of them signs in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.events.acts import add_member, add_person
from tocsin.events.people import DECIDING, Actor, MemberKind, Role
from tocsin.flows.board import BoardRoom
from tocsin.flows.demo_story import CHAIR
from tocsin.flows.joining import CONSOLE
from tocsin.flows.writing import whole_file
from tocsin.vocab.errors import AccountError, UnknownNameError

FILE = "people.txt"
NAMES = {
    "XA": ("Arvania", "Арвания", "阿瓦尼亚"),
    "XB": ("Belmark", "Бельмарк", "贝尔马克"),
    "XC": ("Corvell", "Корвелл", "科韦尔"),
    "XD": ("Dunmere", "Данмир", "邓米尔"),
    "XE": ("Estvale", "Эствейл", "埃斯特韦尔"),
    "XF": ("Fenholm", "Фенхольм", "芬霍姆"),
    "XG": ("Garrow", "Гарроу", "加罗"),
    "XH": ("Halvora", "Халвора", "哈尔沃拉"),
    CHAIR: ("Secretariat", "Секретариат", "秘书处"),
}
KINDS = {"XG": MemberKind.OBSERVER, "XH": MemberKind.PARTNER, CHAIR: MemberKind.SECRETARIAT}
OLD_TEXT = ("XD", "XH")  # bound by the regulations as they were before 2024
OF_A_STATE = (
    Role.FOCAL_POINT, Role.ANALYST, Role.READER, Role.DELEGATE, Role.HEAD, Role.ADMINISTRATOR,
)  # fmt: skip
OF_THE_CHAIR = (Role.SECRETARIAT, Role.ANALYST, Role.READER, Role.ADMINISTRATOR)
TITLES = {
    Role.READER: "Reader", Role.ANALYST: "Analyst", Role.FOCAL_POINT: "Focal point",
    Role.DELEGATE: "Delegate", Role.HEAD: "Head of delegation", Role.SECRETARIAT: "Duty officer",
    Role.ADMINISTRATOR: "Administrator",
}  # fmt: skip
_WORDS = (
    "amber", "anchor", "autumn", "barley", "beacon", "cedar", "clover", "copper", "delta", "ember", "falcon",
    "fjord", "garnet", "harbour", "hazel", "indigo", "juniper", "kestrel", "lantern", "linden", "meadow",
    "nectar", "opal", "orchard", "pebble", "quarry", "raven", "saffron", "tundra", "umber", "velvet",
)  # fmt: skip
_HEAD = """Made by: tocsin demo. Nobody here is real; whoever reads this can be any of them on this board.

Password of everybody: {password}
A code of the second factor: tocsin demo --code ADDRESS, or an app with the secret of the last column.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the demo.

    name    what they are, and of which member
    secret  of their second factor; empty where none is asked for
    """

    email: str
    name: str
    secret: str


def add_members(room: BoardRoom, *, at: datetime) -> None:
    """The eight members and their secretariat."""
    for code, (english, russian, chinese) in NAMES.items():
        kind = KINDS.get(code, MemberKind.FULL)
        rules = () if code == CHAIR else ("ihr-2005" if code in OLD_TEXT else "ihr-2024", "7-1-7")
        name = {"en": english, "ru": russian, "zh": chinese}
        room.act(
            CONSOLE,
            lambda board, code=code, name=name, kind=kind, rules=rules: add_member.decide(  # type: ignore[misc]
                board, CONSOLE, at=at, member=code, name=name, kind=kind, rule_sets=rules
            ),
            at=at,
        )  # fmt: skip


def add_people(
    room: BoardRoom, password: str, *, at: datetime, now: datetime
) -> tuple[Mapping[tuple[str, str], Actor], Sequence[Person]]:
    """One person of each role in each member; gives who acts, by member and role, and how they sign in.

    Everybody has one password and an own second factor, whose codes hold from now on.
    """
    actors, people = {}, []
    hashed = room.books.passwords.hashed(password)
    for code, names in NAMES.items():
        for role in OF_THE_CHAIR if code == CHAIR else OF_A_STATE:
            email, name = f"{role.value}.{code.lower()}@example.org", TITLES[role]
            account = room.books.accounts.add(name=name, email=email, at=at)
            room.act(
                CONSOLE,
                lambda board, person=account.id, code=code, role=role: add_person.decide(  # type: ignore[misc]
                    board, CONSOLE, at=at, person=person, member=code, roles=[role]
                ),
                at=at,
            )  # fmt: skip
            room.books.sign_in.set_password(account.id, hashed)
            secret = _second_factor(room, account.id, email, now) if role in DECIDING else ""
            people.append(Person(email=email, name=f"{name}, {names[0]}", secret=secret))
            actors[code, role.value] = Actor(person=account.id, member=code, roles=frozenset({role}))
    return actors, people


def _second_factor(room: BoardRoom, person: str, email: str, now: datetime) -> str:
    """Taken into use with the code of half a minute ago, so that the one of now is good for signing in."""
    import pyotp

    factors = room.books.second_factors
    secret = factors.begin(person, label=email, issuer="tocsin demo").secret
    factors.confirm(person, pyotp.TOTP(secret).at(now - timedelta(seconds=30)), at=now)
    return secret


def new_password() -> str:
    """Four words drawn by chance, for this demo alone."""
    return " ".join(secrets.choice(_WORDS) for _ in range(4))


def write_people(people: Sequence[Person], password: str, folder: Path) -> Path:
    """`people.txt` of a workspace, for its owner alone."""
    wide = [max(len(getattr(one, name)) for one in people) + 2 for name in ("email", "name")]
    rows = [f"{p.email:<{wide[0]}}{p.name:<{wide[1]}}{p.secret}".rstrip() for p in people]
    with whole_file(folder / FILE) as part:
        part.touch(0o600)
        part.write_text(_HEAD.format(password=password) + "\n".join(rows) + "\n", encoding="utf-8")
    return folder / FILE


def read_people(folder: Path) -> tuple[str, Mapping[str, str]]:
    """The password and, by address, the secrets of second factors. Raises AccountError where no demo is."""
    path = folder / FILE
    if not path.is_file():
        raise AccountError("{path} is not there; make the demo first: tocsin demo.", path=str(path))
    head, _, rows = path.read_text("utf-8").partition("\n\n")[2].partition("\n\n")
    password = head.partition("\n")[0].partition(": ")[2]
    words = [line.split() for line in rows.splitlines() if line]
    return password, {line[0]: line[-1] if len(line[-1]) == 32 else "" for line in words}


def code_of(folder: Path, email: str, *, at: datetime) -> str:
    """The code of somebody's second factor at a moment; "" where none is asked for.

    Raises UnknownNameError for an address that is nobody's.
    """
    import pyotp

    known = read_people(folder)[1]
    if email not in known:
        raise UnknownNameError("person of the demo", email, known)
    return pyotp.TOTP(known[email]).at(at) if known[email] else ""
