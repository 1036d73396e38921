"""Search: whatever the reader sees is found, in any script, and nothing that they do not see."""

import pytest

from tocsin.events.acts import write_message, write_note

EVENT, OTHER = "event234", "othe2345"


@pytest.fixture
def begun(play):
    play.open(EVENT, title="Холера в двух провинциях <b>", summary="霍乱疫情。 Café Ёж", places=["XA-05"])
    play.do(
        write_message, "XA", "analyst", event=EVENT, text="Пробы отправлены: ночью <script>alert(1)</script>"
    )
    play.do(write_note, "XB", "analyst", event=EVENT, text="Наша тайная проба")
    return play


def found(client, words):
    return client.get("/search", params={"q": words}).text


@pytest.mark.parametrize(
    "words", ["ХОЛЕРА", "холер", "霍乱", "疫情", "cafe", "CAFÉ", "еж", "xa-05", "провинц холер"]
)
def test_search__in_any_script_and_case__finds_parts_of_words(browser, begun, words):
    assert f'href="/events/{EVENT}"' in found(browser("XA", "reader"), words)


@pytest.mark.parametrize("words", ["", "   ", "холера zzz", "тайная"])
def test_search__of_what_is_not_there_or_not_for_the_reader__finds_nothing(browser, begun, words):
    assert f"/events/{EVENT}" not in found(browser("XA", "reader"), words)


def test_search__for_ones_own_note__finds_it(browser, begun):
    assert "internal note" in found(browser("XB", "reader"), "тайная")


def test_search__marks_the_words_and_runs_nothing(browser, begun):
    text = found(browser("XA", "reader"), "ночью")
    assert "<mark>ночью</mark> &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in found(browser("XA", "reader"), "<script>alert")


def test_search__of_an_event_one_does_not_see__finds_nothing_not_even_a_count(browser, begun):
    begun.open(OTHER, owner="XB", members="XB", title="Холера у нас")
    one, two = found(browser("XA", "reader"), "холера"), found(browser("XB", "reader"), "холера")
    assert ("1 place" in one, "2 places" in two) == (True, True)
    assert OTHER not in one


def test_search__members_and_people__by_name_and_never_by_address(browser, begun, person):
    person("XB", "delegate")
    client = browser("XA", "reader")
    assert 'href="/members/XB"' in found(client, "member xb")
    assert 'href="/people/' in found(client, "XB delegate")
    assert 'href="/people/' not in found(client, "example.org")


def test_search__many_places__come_in_pages(browser, begun):
    for number in range(30):
        begun.do(write_message, "XA", "analyst", event=EVENT, text=f"оспа {number}")
    client = browser("XA", "reader")
    assert "Page 1 of 2" in found(client, "оспа")
    last = client.get("/search", params={"q": "оспа", "part": "2"}).text
    assert last.count("<mark>оспа</mark>") == 5
    for part in ("0", "99", "x", "-1"):
        assert client.get("/search", params={"q": "оспа", "part": part}).status_code == 200
