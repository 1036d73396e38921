"""A copy is worth what comes back of it: restored in either database, refused when anything was changed."""

import json
import stat
import threading
import zipfile
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import product

import polars as pl
import pyotp
import pytest

from tocsin.events.fact import Draft
from tocsin.events.people import Role
from tocsin.flows.audit import verify
from tocsin.flows.backup import backup
from tocsin.flows.ingest import ingest
from tocsin.flows.ledger import ledger_url
from tocsin.flows.restore import restore
from tocsin.flows.workspace import make_workspace, open_workspace
from tocsin.ledger import audit as audit_module
from tocsin.ledger.audit import audit
from tocsin.ledger.books import open_books
from tocsin.ledger.chain import Ledger
from tocsin.ledger.database import open_database
from tocsin.ledger.migrate import HEAD, version_of
from tocsin.ledger.outbox import Outgoing
from tocsin.ledger.passwords import Cost
from tocsin.ledger.portable import tables
from tocsin.ledger.sealed import SealedAnswer
from tocsin.vocab.errors import InputError, LedgerError, OutputError

AT = datetime(2026, 5, 18, 8, tzinfo=UTC)
KEY = b"k" * 32
CHEAP = Cost(memory=8, passes=1, lanes=1)
PASSWORD = "four words make one"


def books_at(url):
    return open_books(url, key=KEY, cost=CHEAP)


def fill(url):
    """Something in every table; gives the secret of Anna's second factor."""
    books = books_at(url)
    anna = books.accounts.add(name="Анна", email="anna@example.org", at=AT, language="ru").id
    books.sign_in.set_password(anna, books.passwords.hashed(PASSWORD))
    secret = books.second_factors.begin(anna, label="a", issuer="b").secret
    books.second_factors.confirm(anna, pyotp.TOTP(secret).at(AT), at=AT)
    drafts = [Draft(stream="event/a", kind="said", body={"n": n, "text": "霍乱"}) for n in range(20)]
    books.ledger.append(drafts, person=anna, member="XA", at=AT, seen={})
    kept = books.files.keep(
        bytes(range(256)), stream="event/a", member="XA", name="f.pdf", media_type="application/pdf", at=AT
    )
    books.sealed.keep(
        SealedAnswer(event="a", round=1, member="XA", answers="{}", nonce="0", commitment="c", at=AT)
    )
    books.tokens.make(anna, label="l", scopes={"read"}, at=AT, expires=AT + timedelta(days=9))
    books.invitations.invite(email="b@example.org", member="XB", roles=[Role.READER], by=anna, at=AT)
    books.outbox.put(Outgoing(key="k", person=anna, subject="s", text="t", created=AT))
    books.sessions.begin(anna, at=AT, second_factor=True)
    books.close()
    return secret, kept


def content(url):
    database = open_database(url, create=False)
    with database.reading() as connection:
        found = {table.name: connection.execute(table.select()).all() for table in tables(connection)}
    database.close()
    return {name: sorted(map(tuple, rows), key=str) for name, rows in found.items()}


@pytest.fixture
def workspace(tmp_path):
    make_workspace(tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture
def copied(tmp_path, workspace):
    """A copy of a small workspace on SQLite."""
    fill(ledger_url(str(workspace)))
    backup(str(workspace), str(tmp_path / "copy.zip"))
    return tmp_path / "copy.zip"


KINDS = list(product(("sqlite", "postgresql"), repeat=2))


@pytest.mark.parametrize(("source", "target"), KINDS)
def test_restore__brings_everything_back_from_either_into_either(
    workspace, tmp_path, new_postgresql, source, target
):
    there = new_postgresql() if source == "postgresql" else ledger_url(str(workspace))
    secret, kept = fill(there)
    about = backup(str(workspace), str(tmp_path / "copy.zip"), there)
    goal = new_postgresql() if target == "postgresql" else ""
    done = restore(str(tmp_path / "copy.zip"), str(tmp_path / "again"), goal)
    here = goal or ledger_url(str(tmp_path / "again"))
    assert content(here) == content(there)
    assert all(content(here).values())
    assert done.about == about
    assert about.anchor.startswith("20:")
    books = books_at(here)
    later = AT + timedelta(minutes=1)
    assert books.sign_in.check("anna@example.org", PASSWORD, pyotp.TOTP(secret).at(later), at=later)
    assert books.files.content(kept.id) == bytes(range(256))
    assert books.sessions.of(books.accounts.find_by_email("anna@example.org").id, at=AT) == []
    books.ledger.append([Draft(stream="s", kind="k", body={})], person="p", member="XA", at=AT, seen={})
    assert audit(books.database).facts == 21
    books.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_backup__while_others_write_belongs_to_one_moment(
    workspace, tmp_path, new_postgresql, kind, monkeypatch
):
    """Somebody writes between the check of the facts and their copying."""
    url = new_postgresql() if kind == "postgresql" else ledger_url(str(workspace))
    fill(url)
    database = open_database(url)
    ledger, real = Ledger(database), audit_module.audit

    def write():
        ledger.append([Draft(stream="s", kind="k", body={})], person="p", member="XA", at=AT, seen={})

    def check_and_be_late(*args, **more):
        found = real(*args, **more)
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        return found

    monkeypatch.setattr(audit_module, "audit", check_and_be_late)
    about = backup(str(workspace), str(tmp_path / "copy.zip"), url)
    monkeypatch.undo()
    restore(str(tmp_path / "copy.zip"), str(tmp_path / "again"))
    assert verify(str(tmp_path / "again")).anchor == about.anchor
    assert (about.anchor[:3], ledger.newest()) == ("20:", 21)
    database.close()


def test_backup__holds_names_and_is_for_its_owner_alone(copied):
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600


def test_backup__takes_the_reports_along_when_asked(workspace, tmp_path):
    table = pl.DataFrame({"week": ["2025-W01", "2025-W02"], "place": "Osh", "cases": [3, 4]})
    table.write_csv(tmp_path / "cases.csv")
    how = {"time": "week", "count": "cases", "place": "place", "indicator_name": "measles"}
    ingest(str(workspace), [str(tmp_path / "cases.csv")], as_of="2025-02-01", given=how)
    (workspace / "results" / "report.html").write_text("text")
    fill(ledger_url(str(workspace)))
    for with_reports, counts in ((True, [[3.0, 4.0]]), (False, None)):
        copy, again = tmp_path / f"{with_reports}.zip", tmp_path / f"{with_reports}"
        backup(str(workspace), str(copy), with_reports=with_reports)
        done = restore(str(copy), str(again))
        assert done.reports is with_reports
        opened = open_workspace(again)
        assert opened.settings == open_workspace(workspace).settings
        assert opened.archive.snapshots().height == (1 if with_reports else 0)
        if with_reports:
            assert opened.archive.panel(as_of=date(2025, 2, 1)).counts.tolist() == counts
        listed = json.loads(zipfile.ZipFile(copy).read("results.json"))
        assert {"path": "results/report.html", "bytes": 4} in listed


def changed(copied, name, change):
    """The copy with one entry changed."""
    other = copied.with_name("changed.zip")
    with zipfile.ZipFile(copied) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, change(data) if entry == name else data)
    return other


def refused(copy, folder, error, said, database=""):
    with pytest.raises(error, match=said):
        restore(str(copy), str(folder), database)
    assert not folder.exists()
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_restore__refuses_an_entry_that_is_not_as_it_was_written(copied, tmp_path):
    for name in ("tables/people.jsonl", "tables/facts.jsonl", "tocsin.toml"):
        harmed = changed(copied, name, lambda data: data.replace(b"\n", b" \n", 1))
        refused(harmed, tmp_path / "again", InputError, f"{name} is not as it was written")


def forge(copied, name, change):
    """A change by somebody who makes the sums of the copy fit."""
    harmed = changed(copied, name, change)
    total = sha256(zipfile.ZipFile(harmed).read(name)).hexdigest()

    def fit(data):
        about = json.loads(data)
        about["sha256"][name] = total
        return json.dumps(about).encode()

    harmed.rename(copied)
    return changed(copied, "about.json", fit)


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_restore__refuses_a_broken_chain_and_leaves_nothing(copied, tmp_path, to, new_postgresql):
    forged = forge(copied, "tables/facts.jsonl", lambda data: data.replace(rb"\"n\":7", rb"\"n\":8"))
    url = new_postgresql() if to == "postgresql" else ""
    refused(forged, tmp_path / "again", LedgerError, r"its ledger is not whole\. Fact 8 \(said, event/a", url)
    if url:
        assert not any(content(url).values())


def test_restore__refuses_a_ledger_that_was_cut_short(copied, tmp_path):
    forged = forge(copied, "tables/facts.jsonl", lambda data: b"".join(data.splitlines(keepends=True)[:-2]))
    refused(forged, tmp_path / "again", LedgerError, r"ends at fact 18; facts 19 to 20, the anchor, were")


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row | {"more": 1},
        lambda row: {key: row[key] for key in row if key != "language"},
        lambda row: row | {"name": None},
        lambda row: [row],
    ],
    ids=["a column more", "a column less", "nothing where there must be something", "no row"],
)
def test_restore__drops_and_invents_nothing(copied, tmp_path, change):
    forged = forge(
        copied, "tables/people.jsonl", lambda data: json.dumps(change(json.loads(data))).encode() + b"\n"
    )
    refused(forged, tmp_path / "again", LedgerError, "The table people of the copy cannot be loaded")


def test_restore__refuses_what_leads_out_of_the_folder(copied, tmp_path):
    def lead_out(data):
        about = json.loads(data)
        about["sha256"]["reports/../../out"] = ""
        return json.dumps(about).encode()

    refused(
        changed(copied, "about.json", lead_out), tmp_path / "again", InputError, "leads out of the workspace"
    )
    assert not (tmp_path.parent / "out").exists()


def test_restore__takes_a_copy_of_an_older_version_to_this_one(copied, tmp_path):
    def without_mail(data):
        rows = [json.loads(line) for line in data.splitlines()]
        return b"".join(json.dumps({k: row[k] for k in row if k != "mail"}).encode() + b"\n" for row in rows)

    older = forge(copied, "tables/people.jsonl", without_mail)
    older.rename(copied)
    older = changed(copied, "about.json", lambda data: data.replace(f'"{HEAD}"'.encode(), b'"0001"'))
    restore(str(older), str(tmp_path / "again"))
    books = books_at(ledger_url(str(tmp_path / "again")))
    assert books.accounts.find_by_email("anna@example.org").mail is None
    with books.database.reading() as connection:
        assert version_of(connection, "") == HEAD
    books.close()


@pytest.mark.parametrize(
    ("key", "value", "error", "said"),
    [
        ("format", 2, InputError, r"made by a newer tocsin \(format 2; this one knows up to 1\)"),
        ("tables", "9999", LedgerError, r"made by a newer tocsin \(tables 9999"),
    ],
)
def test_restore__refuses_a_copy_of_a_newer_version(copied, tmp_path, key, value, error, said):
    newer = changed(copied, "about.json", lambda data: json.dumps(json.loads(data) | {key: value}).encode())
    refused(newer, tmp_path / "again", error, said)


def test_restore__refuses_what_is_no_copy(copied, tmp_path):
    (tmp_path / "text.zip").write_text("no zip")
    refused(tmp_path / "text.zip", tmp_path / "again", InputError, "this is no copy of tocsin backup")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a", "b")
    refused(tmp_path / "other.zip", tmp_path / "again", InputError, "this is no copy of tocsin backup")
    refused(tmp_path / "none.zip", tmp_path / "again", InputError, "there is no such file")
    (tmp_path / "half.zip").write_bytes(copied.read_bytes()[:-400])
    refused(tmp_path / "half.zip", tmp_path / "again", InputError, "this is no copy of tocsin backup")


def test_restore__refuses_a_folder_and_a_database_that_hold_anything(
    copied, workspace, tmp_path, new_postgresql
):
    with pytest.raises(OutputError, match=r"there is something already; name a new or an empty folder"):
        restore(str(copied), str(workspace))
    url = new_postgresql()
    fill(url)
    refused(copied, tmp_path / "again", LedgerError, r"it is not empty \(it holds .*people", url)
    (tmp_path / "empty").mkdir()
    restore(str(copied), str(tmp_path / "empty"))


def test_restore__never_into_a_database_that_only_the_copy_names(workspace, tmp_path, new_postgresql):
    url = new_postgresql()
    fill(url)
    settings = workspace / "tocsin.toml"
    settings.write_text(settings.read_text() + f'\n[board]\ndatabase = "{url}"\n')
    backup(str(workspace), str(tmp_path / "copy.zip"))
    refused(
        tmp_path / "copy.zip", tmp_path / "again", LedgerError, r"names the database .* Say with --database"
    )
    done = restore(str(tmp_path / "copy.zip"), str(tmp_path / "again"), new_postgresql())
    assert done.named.split("?")[0] == url.split("?")[0]


def test_backup__of_a_broken_ledger_says_so_and_is_kept(workspace, tmp_path):
    url = ledger_url(str(workspace))
    fill(url)
    database = open_database(url)
    with database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER facts_update")
        connection.exec_driver_sql("UPDATE facts SET person = 'x' WHERE number = 5")
    database.close()
    about = backup(str(workspace), str(tmp_path / "copy.zip"))
    assert about.fault.startswith("Fact 5")
    refused(tmp_path / "copy.zip", tmp_path / "again", LedgerError, r"its ledger is not whole\. Fact 5")
