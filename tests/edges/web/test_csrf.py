"""Every form of every page, sent from another site: refused before anything is looked at."""

import re

import pytest

from tocsin.web.routes import ROUTES

POSTS = sorted(
    path
    for handler in ROUTES
    if "POST" in getattr(handler, "http_methods", ())
    for path in handler.paths
    if not path.startswith("/api/")
)


def test_posts__are_found():
    assert {"/sign-in", "/sign-out", "/me/password", "/invitation/{secret:str}"} <= set(POSTS)


@pytest.mark.parametrize("path", POSTS)
def test_every_form__without_the_token_of_its_page_is_refused(browser, path):
    client = browser("SX", "administrator", "secretariat")
    client.get("/me")  # the browser holds a token, which another site cannot read
    address = re.sub(r"\{[^}]*\}", "abcdefgh", re.sub(r"\{\w+:int\}", "1", path))
    for form in ({"x": "1"}, {"_csrf_token": "made up"}, {"_csrf_token": "0" * 128}):
        answer = client.post(address, data=form, follow_redirects=False)
        assert answer.status_code == 403, form
        assert "was not sent from an open page" in answer.text
