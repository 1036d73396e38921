"""Every page in a real browser: accessible in light and dark, fits a telephone, reads without a script."""

from playwright.sync_api import Page

NARROW = {"width": 360, "height": 740}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_page(board, look, lang: str = "en") -> Page:
    """The page of somebody, in a language; close it afterwards."""
    page = board.come_in(look.who) if look.who else board.visit()
    page.context.add_cookies([{"name": "lang", "value": lang, "url": board.address}])
    answer = page.goto(board.find(look))
    assert answer is not None
    assert answer.status == 200
    return page


def close(page: Page, look) -> None:
    if look.who:
        page.close()
    else:
        page.context.close()


def test_pages__every_one_of_the_table_of_routes_is_looked_at(every_page, looked_at):
    assert every_page == looked_at


def test_page__is_accessible_in_light_and_dark_and_fits_a_telephone(board, look, violations):
    """In Russian words are longest."""
    page = open_page(board, look)
    found = violations(page)
    page.set_viewport_size(NARROW)
    wider = [page.evaluate(WIDER)]
    page.context.add_cookies([{"name": "lang", "value": "ru", "url": board.address}])
    page.reload()
    wider.append(page.evaluate(WIDER))
    close(page, look)
    assert (found, wider) == ([], [0, 0])


def test_pages__without_a_script__say_the_same(board):
    """Comfort aside: what a page says, and its forms, are there before any script runs."""
    signed_in = board.come_in("focal-point.xa@example.org")
    cookies = signed_in.context.cookies()
    plain = board.visit(java_script_enabled=False)
    plain.context.add_cookies(cookies)
    for path in ("/", "/findings", "/events", "/series", "/members", "/events/new", "/me"):
        signed_in.goto(path)
        plain.goto(path)
        assert plain.locator("h1").inner_text() == signed_in.locator("h1").inner_text()
        assert plain.locator("main form").count() == signed_in.locator("main form").count()
        assert len(plain.locator("main").inner_text()) >= len(signed_in.locator("main").inner_text())
    plain.context.close()
