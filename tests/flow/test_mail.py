"""E-mail from a fact to a mailbox: a catcher on this machine takes what a mail server would."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tocsin.cli.main import _run
from tocsin.events.acts import add_member, add_person, ask_verification, change_audience, open_event
from tocsin.events.announce import News
from tocsin.events.audience import Audience, Tlp
from tocsin.events.entries import OriginKind
from tocsin.events.people import Actor, MemberKind, Role
from tocsin.flows.board import BoardRoom
from tocsin.flows.board_settings import BoardSettings, read_board_settings
from tocsin.flows.joining import CONSOLE
from tocsin.flows.mail import Mail
from tocsin.flows.post import Letter, Post, post_of, try_to_send
from tocsin.flows.postman import Postman
from tocsin.flows.serve import Serving, open_board
from tocsin.ledger.books import open_books
from tocsin.ledger.database import sqlite_url
from tocsin.ledger.passwords import Cost
from tocsin.vocab.errors import SettingsError
from tocsin.web.mail_said import words_for

AT = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)
SETTINGS = BoardSettings(name="Alliance", address="https://board.example.org")
FOCAL = {"XA": "focal1xa", "XB": "focal1xb"}


class Catcher:
    """What came in; `refuses` is what the server answers in place of taking a message."""

    def __init__(self):
        self.taken, self.refuses, self.came = [], "", threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        self.came.set()
        return "250 OK"


@pytest.fixture
def catcher():
    return Catcher()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@pytest.fixture
def server(catcher):
    control = Controller(catcher, hostname="127.0.0.1", port=free_port())
    control.start()
    yield control
    control.stop()


@pytest.fixture
def post(server):
    return Post(host="127.0.0.1", port=server.port, sender="Board <board@example.org>")


def populate(room):
    """Members XA and XB, each with a focal point whose address says so; XB's reads Russian."""

    def do(act, at=AT, **wanted):
        room.act(CONSOLE, lambda board: act.decide(board, CONSOLE, at=at, **wanted), at=at)

    for code, lang in (("XA", "en"), ("XB", "ru")):
        do(add_member, member=code, name={"en": f"Member {code}"}, kind=MemberKind.FULL,
           rule_sets=["ihr-2005"])  # fmt: skip
        account = room.books.accounts.add(
            name=f"Focal {code}", email=f"focal@{code.lower()}.example.org", at=AT, language=lang
        )
        FOCAL[code] = account.id
        do(add_person, person=account.id, member=code, roles=[Role.FOCAL_POINT])


@pytest.fixture
def room(tmp_path):
    books = open_books(
        sqlite_url(tmp_path / "ledger.sqlite"), key=bytes(32), cost=Cost(memory=64, passes=1, lanes=1)
    )
    made = BoardRoom(books)
    populate(made)
    yield made
    books.close()


@pytest.fixture
def mail(room, post):
    return Mail(room, post, words_for(room, SETTINGS))


def by_xa(room, act, at=AT, **wanted):
    actor = Actor(person=FOCAL["XA"], member="XA", roles=frozenset({Role.FOCAL_POINT}))
    return room.act(actor, lambda board: act.decide(board, actor, at=at, **wanted), at=at)


def opened(room, *, tlp=Tlp.AMBER, pass_on=True, at=AT):
    audience = Audience(members=frozenset({"XA", "XB"}), tlp=tlp, pass_on=pass_on)
    by_xa(
        room, open_event, at=at, event="event001", title="Cholera in the harbour", audience=audience,
        pack="infectious", origin=OriginKind.RUMOUR, source="A call", summary="Twelve cases at pier 9",
    )  # fmt: skip


def asked(room, *, at=AT, **more):
    opened(room, at=at, **more)
    by_xa(room, ask_verification, at=at, event="event001", members=["XB"], text="Is pier 9 closed?")


def all_of(mail, at=AT):
    mail.queue(at=at)
    return mail.send(at=at)


def test_mail__tells_who_is_asked_in_their_language_with_the_link(room, mail, catcher):
    asked(room)
    sent = all_of(mail)
    assert (sent.sent, sent.failed) == (1, 0)
    (message,) = catcher.taken
    assert message["To"] == "focal@xb.example.org"
    assert message["From"] == "Board <board@example.org>"
    assert message["Subject"] == "[Alliance] Вас просят подтвердить событие"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert "https://board.example.org/events/event001" in text
    assert "«Cholera in the harbour»" in text
    assert "Twelve cases" not in text
    assert "Is pier 9" not in text


@pytest.mark.parametrize("about", [{"tlp": Tlp.RED}, {"tlp": Tlp.AMBER_STRICT}, {"pass_on": False}], ids=str)
def test_mail__of_what_stays_on_the_board_has_the_link_and_nothing_else(room, mail, catcher, about):
    asked(room, **about)
    all_of(mail)
    (message,) = catcher.taken
    assert message["Subject"] == "[Alliance] Для вас есть новое"
    whole = message.as_string() + message.get_content()
    assert "https://board.example.org/events/event001" in whole
    for word in ("Cholera", "harbour", "Member XA", "TLP", "подтвердить"):
        assert word not in whole


def test_mail__nothing_of_an_event_lies_in_the_outbox(room, mail):
    asked(room)
    mail.queue(at=AT)
    (waiting,) = room.books.outbox.take(at=AT)
    assert "Cholera" not in waiting.subject + waiting.text
    assert "verify" in waiting.subject


def test_mail__is_sent_once_by_however_many_processes(room, mail, post, catcher):
    asked(room)
    other = Mail(BoardRoom(room.books), post, words_for(room, SETTINGS))
    assert (mail.queue(at=AT), other.queue(at=AT), mail.queue(at=AT)) == (1, 0, 0)
    assert mail.send(at=AT).sent + other.send(at=AT).sent == 1
    all_of(Mail(BoardRoom(room.books), post, words_for(room, SETTINGS)))  # a process that starts anew
    assert len(catcher.taken) == 1


def test_mail__goes_by_the_audience_at_the_moment_of_sending(room, mail, catcher):
    asked(room)
    mail.queue(at=AT)
    by_xa(room, change_audience, event="event001", audience=Audience(members=frozenset({"XA"})), seen=99)
    sent = mail.send(at=AT)
    assert (sent.sent, sent.dropped) == (0, 1)
    assert room.books.outbox.waiting() == (0, 0)
    assert catcher.taken == []


def test_mail__each_chooses_and_whoever_has_not_gets_what_is_asked_of_them(room, mail, catcher):
    opened(room)
    assert mail.queue(at=AT) == 0  # that it was shared is told to those alone who want it
    room.books.accounts.choose_mail(FOCAL["XB"], [News.SHARED])
    by_xa(room, ask_verification, event="event001", members=["XB"], text="?")
    assert mail.queue(at=AT) == 0
    by_xa(room, open_event, event="event002", title="Second", pack="infectious", origin=OriginKind.RUMOUR,
          audience=Audience(members=frozenset({"XA", "XB"})), source="A call")  # fmt: skip
    assert mail.queue(at=AT) == 1
    room.books.accounts.choose_mail(FOCAL["XB"], [])
    assert mail.send(at=AT).dropped == 1
    assert catcher.taken == []


def test_mail__a_clock_is_told_once_before_it_ends(room, mail, catcher):
    asked(room)
    all_of(mail)
    later = AT + timedelta(hours=19)
    assert all_of(mail, later).sent == 1
    assert "Скоро истекает срок" in catcher.taken[1]["Subject"]
    assert all_of(mail, later + timedelta(hours=1)).sent == 0


def test_mail__a_refused_message_waits_longer_each_time_and_its_fault_names_nobody(room, mail, catcher):
    asked(room)
    catcher.refuses = "450 focal@xb.example.org is busy"
    assert all_of(mail).failed == 1
    assert room.books.outbox.last_fault() == "The mail server does not take the address (450)."
    assert mail.send(at=AT + timedelta(seconds=59)).failed == 0
    assert mail.send(at=AT + timedelta(seconds=61)).failed == 1
    assert mail.send(at=AT + timedelta(seconds=150)).failed == 0
    catcher.refuses = ""
    assert mail.send(at=AT + timedelta(seconds=200)).sent == 1
    assert room.books.outbox.waiting() == (0, 0)
    assert room.books.outbox.last_fault() == ""


def test_mail__while_no_server_answers_it_waits(room, post, server, catcher):
    asked(room)
    silent = Post(host="127.0.0.1", port=1, sender=post.sender)
    away = Mail(room, silent, words_for(room, SETTINGS))
    sent = all_of(away)
    assert sent.failed == 1
    assert "127.0.0.1:1 does not answer" in sent.fault
    assert Mail(room, post, words_for(room, SETTINGS)).send(at=AT + timedelta(minutes=2)).sent == 1


def test_mail__the_same_message_has_the_same_number_so_that_a_second_copy_is_known(post, catcher):
    letter = Letter(to="a@example.org", subject="x", text="y", key="k")
    assert try_to_send(post, letter) is None
    assert try_to_send(post, letter) is None
    assert len({message["Message-ID"] for message in catcher.taken}) == 1
    assert try_to_send(post, Letter(to="a@example.org", subject="x", text="y")) is None
    assert len({message["Message-ID"] for message in catcher.taken}) == 2


def test_mail__a_subject_cannot_bring_headers_of_its_own(post, catcher):
    letter = Letter(to="a@example.org", subject="x\r\nBcc: b@example.org", text="y")
    assert try_to_send(post, letter) is not None
    assert catcher.taken == []


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate for 127.0.0.1; `trusted()` makes this process trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "catcher")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "catcher.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def encrypted(catcher, certificate):
    """A server that offers STARTTLS, and takes a password over nothing else."""

    def knows(server, session, envelope, mechanism, given):
        return AuthResult(success=(given.login, given.password) == (b"board", b"mail word"))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    control = Controller(
        catcher, hostname="127.0.0.1", port=free_port(), tls_context=context, require_starttls=True,
        auth_required=True, authenticator=knows,
    )  # fmt: skip
    control.start()
    yield control.port
    control.stop()


def with_password(tmp_path, port, word):
    (tmp_path / "mail.password").write_text(f"{word}\n")
    settings = BoardSettings(
        smtp=f"127.0.0.1:{port}", mail_from="b@example.org", smtp_user="board",
        smtp_password_file="mail.password",
    )  # fmt: skip
    return post_of(settings, str(tmp_path))


LETTER = Letter(to="a@example.org", subject="x", text="y")


def test_post__signs_in_over_an_encrypted_line(tmp_path, encrypted, certificate, catcher, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert try_to_send(with_password(tmp_path, encrypted, "mail word"), LETTER) is None
    assert len(catcher.taken) == 1
    wrong = try_to_send(with_password(tmp_path, encrypted, "other word"), LETTER)
    assert "does not take user and password." in str(wrong)


def test_post__sends_nothing_to_a_server_whose_certificate_nobody_knows(tmp_path, encrypted, catcher):
    refused = try_to_send(with_password(tmp_path, encrypted, "mail word"), LETTER)
    assert "does not answer" in str(refused)
    assert catcher.taken == []


def test_post__gives_the_password_to_no_line_that_is_open(tmp_path, server, catcher):
    refused = try_to_send(with_password(tmp_path, server.port, "mail word"), LETTER)
    assert "the password is not sent without" in str(refused)
    assert catcher.taken == []


def test_post__a_password_that_is_missing_is_named_by_its_file(tmp_path, encrypted, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = with_password(tmp_path, encrypted, "mail word")
    (tmp_path / "mail.password").unlink()
    assert "mail.password, cannot be read" in str(try_to_send(made, LETTER))


GOOD = {"smtp": "mail.example.org:587", "mail_from": "b@example.org", "address": "https://b.example.org"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"smtp": "mail.example.org"}, "host:port"),
        ({"smtp": "mail.example.org:99999"}, "host:port"),
        ({"mail_from": ""}, r"board\.mail_from=''"),
        ({"address": ""}, r"board\.smtp needs board\.address"),
        ({"smtp_user": "board"}, "belong together"),
    ],
)
def test_settings__of_mail_are_refused_while_something_is_missing(changed, message):
    assert read_board_settings(GOOD).smtp
    with pytest.raises(SettingsError, match=message):
        read_board_settings(GOOD | changed)


def test_postman__sends_in_the_background_and_stops(room, mail, catcher):
    asked(room, at=datetime.now(UTC))
    postman = Postman(mail, every=0.01)
    postman.start()
    assert catcher.came.wait(timeout=30)
    postman.stop()
    assert room.books.outbox.waiting() == (0, 0)
    assert "postman" not in [thread.name for thread in threading.enumerate()]


def workspace(tmp_path, board):
    assert _run(["init", str(tmp_path / "w")]) == 0
    path = tmp_path / "w" / "tocsin.toml"
    path.write_text(path.read_text() + "\n[board]\n" + board)
    return str(tmp_path / "w")


def test_command__sends_what_waits_and_says_how_much(tmp_path, post, catcher, capsys):
    folder = workspace(
        tmp_path,
        f'smtp = "127.0.0.1:{post.port}"\nmail_from = "b@example.org"\naddress = "https://b.example.org"\n',
    )
    opened_board = open_board(Serving(folder=folder))
    populate(opened_board.room)
    now = datetime.now(UTC)
    audience = Audience(members=frozenset({"XA", "XB"}))
    by_xa(opened_board.room, open_event, at=now, event="event001", title="Measles", audience=audience,
          pack="infectious", origin=OriginKind.RUMOUR, source="A call")  # fmt: skip
    by_xa(opened_board.room, ask_verification, at=now, event="event001", members=["XB"], text="?")
    opened_board.room.books.close()
    assert _run(["mail", folder]) == 0
    assert "Sent 1, failed 0, no longer needed 0." in capsys.readouterr().out
    assert _run(["mail", folder]) == 0
    assert "Sent 0" in capsys.readouterr().out
    assert len(catcher.taken) == 1


def test_command__without_a_mail_server_says_what_to_set(tmp_path, capsys):
    assert _run(["mail", workspace(tmp_path, "")]) == 2
    assert "board.smtp" in capsys.readouterr().err
