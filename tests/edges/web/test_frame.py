"""What stands around every page: who may come in, what headers say, and what an error becomes."""

import pytest

from tocsin.web.listing import Column, Wish, as_csv, listed
from tocsin.web.reader import local
from tocsin.web.static import assets


def test_every_answer__forbids_outside_hosts_frames_and_keeping(browser):
    answer = browser().get("/healthz")
    assert answer.json() == {"status": "ok"}
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_assets__are_kept_for_good_under_a_name_that_changes_with_them(browser):
    for asset in assets().values():
        answer = browser().get(asset.address)
        assert answer.content == asset.content
        assert "immutable" in answer.headers["cache-control"]
    assert browser().get("/static/board.000000000000.css").status_code == 404


def test_a_page__not_signed_in__leads_to_the_door_and_back(browser):
    answer = browser().get("/?q=1", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/"


def test_an_unknown_address__says_so_in_the_readers_language(browser):
    for lang, word in (("en", "nothing here"), ("ru", "Здесь нет"), ("zh", "此处没有")):
        answer = browser("XA", "analyst", lang=lang).get("/nowhere")
        assert answer.status_code == 404
        assert word in answer.text
        assert f'<html lang="{"zh-Hans" if lang == "zh" else lang}"' in answer.text


def test_a_form__without_the_hidden_field__is_refused(browser):
    answer = browser("XA", "analyst").post("/", data={})
    assert answer.status_code in (403, 405)
    answer = browser("XA", "analyst").post("/sign-out", data={})
    assert answer.status_code == 403
    assert "was not sent from an open page" in answer.text


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_a_choice_of_language__is_kept_and_leads_back(browser, lang):
    client = browser()
    answer = client.get(f"/language?lang={lang}&theme=dark&next=/events", follow_redirects=False)
    assert answer.headers["location"] == "/events"
    assert client.cookies["lang"] == lang
    assert client.cookies["theme"] == "dark"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "", "javascript:1"]
)
def test_local__leads_nowhere_else(elsewhere):
    assert local(elsewhere) == "/"


COLUMNS: list[Column[tuple[str, int]]] = [
    Column(key="name", title="Name", value=lambda row: row[0]),
    Column(key="n", title="Number", value=lambda row: str(row[1]), order=lambda row: row[1], numeric=True),
]
ROWS = [("b", 10), ("a", 9), ("c", 100)]


def test_listed__sorts_by_order_filters_by_words_and_cuts():
    assert listed(ROWS, COLUMNS, Wish(sort="n", down=True)).rows == [("c", 100), ("b", 10), ("a", 9)]
    assert listed(ROWS, COLUMNS, Wish(text="10 B")).rows == [("b", 10)]
    last = listed(ROWS * 20, COLUMNS, Wish(size=25, page=99))
    assert (last.total, last.pages, len(last.rows)) == (60, 3, 10)


def test_as_csv__holds_all_pages_and_no_formula():
    text = as_csv([*ROWS * 20, ("=cmd()", -3)], COLUMNS, Wish(size=25)).decode("utf-8-sig")
    assert text.splitlines()[0] == "name,n"
    assert len(text.splitlines()) == 62
    assert "'=cmd(),-3" in text


def test_wish__makes_no_sense_of_nonsense():
    assert Wish.of({"page": "-1", "size": "7", "down": "x"}) == Wish()
    assert Wish.of({"page": "²"}).page == 1
    assert Wish(text="a&b", sort="n", down=True).address(page=2) == "?q=a%26b&sort=n&down=1&page=2"
