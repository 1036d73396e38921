"""Sign-in through a provider, against a small one on this machine that can be told to cheat."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tocsin.flows.oidc import Oidc
from tocsin.flows.signed_text import read_signed, signed
from tocsin.vocab.errors import SettingsError
from tocsin.web.session_cookie import COOKIE

FAILED = "Signing in through your organisation did not work."
KEY = ECKey.generate_key("P-256", {"kid": "1"})


class Provider(BaseHTTPRequestHandler):
    """Discovery, keys and tokens; `server.claims` go into the token, `server.asked` is what it was asked."""

    def do_GET(self) -> None:
        at = self.server.address
        about = {"issuer": at, "authorization_endpoint": f"{at}/auth", "token_endpoint": f"{at}/token",
                 "jwks_uri": f"{at}/keys"}  # fmt: skip
        keys = KeySet([KEY]).as_dict(private=False)
        self.answer(about if "openid-configuration" in self.path else keys)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        asked = self.server.asked
        verifier = form["code_verifier"][0].encode()
        challenge = urlsafe_b64encode(sha256(verifier).digest()).decode().rstrip("=")
        if form["code"] != ["the-code"] or challenge != asked["code_challenge"]:
            self.answer({"error": "invalid_grant"}, 400)
            return
        claims = {
            "iss": self.server.address, "aud": "board", "sub": "42", "exp": int(time.time()) + 300,
            "nonce": asked["nonce"], "email_verified": True, **self.server.claims,
        }  # fmt: skip
        key = self.server.key
        self.answer({"id_token": jwt.encode({"alg": "ES256", "kid": "1"}, claims, key)})

    def answer(self, told, status=200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[SimpleNamespace]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        server.daemon_threads = True
        server.address = f"http://127.0.0.1:{server.server_port}"
        server.claims, server.asked, server.key = {}, {}, KEY
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def parts(parts, provider):
    settings = replace(
        parts.settings, address="http://testserver.local", oidc_issuer=provider.address, oidc_client="board"
    )
    return replace(parts, settings=settings)


@pytest.fixture
def anna(room, person, people) -> str:
    return people.give_password(person("XA", "analyst", "focal-point"))


def go(client, provider, *, wanted="/me", **changed):
    """To the provider and back, as a browser goes; `changed` is what the way back carries otherwise."""
    answer = client.get(f"/sign-in/oidc?next={wanted}", follow_redirects=False)
    provider.asked = {
        key: value[0] for key, value in parse_qs(urlsplit(answer.headers["location"]).query).items()
    }
    back = {"code": "the-code", "state": provider.asked["state"]} | changed
    return client.get("/sign-in/oidc/back", params=back, follow_redirects=False)


def test_oidc__lets_in_whom_the_provider_vouches_for(room, browser, provider, people, anna):
    client = browser()
    assert 'href="/sign-in/oidc?next=%2Fme"' in client.get("/sign-in?next=/me").text
    provider.claims = {"email": people.address(anna).upper()}
    answer = go(client, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["redirect_uri"] == "http://testserver.local/sign-in/oidc/back"
    page = client.get("/me").text
    assert people.address(anna) in page
    assert "rest until you have a second factor" in page
    assert "tocsin_oidc" not in client.cookies


def test_oidc__asks_for_the_code_of_our_own_second_factor(browser, provider, people, anna):
    app, client = people.give_app(anna), browser()
    provider.claims = {"email": people.address(anna), "amr": ["pwd", "mfa"]}
    answer = go(client, provider)
    assert answer.headers["location"] == "/sign-in/code"
    assert COOKIE not in client.cookies
    code = app.at(datetime.now(UTC) + timedelta(seconds=30))
    wrong = client.submit("/sign-in/code", {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, "The code is not right." in wrong.text) == (401, True)
    assert COOKIE not in client.cookies
    assert client.submit("/sign-in/code", {"code": code}).headers["location"] == "/me"
    assert "rest until" not in client.get("/me").text


def test_oidc__a_code_is_not_tried_for_ever(browser, provider, people, anna):
    people.give_app(anna)
    client = browser()
    provider.claims = {"email": people.address(anna)}
    go(client, provider)
    said = [client.submit("/sign-in/code", {"code": "x"}).text for _ in range(6)]
    assert "The code is not right." in said[4]
    assert "Too many tries" in said[5]


@pytest.mark.parametrize("claim", [{"amr": ["pwd", "mfa"]}, {"acr": "mfa"}])
def test_oidc__trusts_a_second_factor_only_where_the_settings_say_so(
    browser, parts, provider, people, anna, claim, monkeypatch
):
    people.give_app(anna)
    provider.claims = {"email": people.address(anna), **claim}
    monkeypatch.setattr(
        "tocsin.web.app.Oidc",
        lambda settings, *more: Oidc(replace(settings, oidc_second_factor="mfa"), *more),
    )
    client = browser()
    assert go(client, provider).headers["location"] == "/me"
    assert "rest until" not in client.get("/me").text


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["board", "another"]},
        {"aud": ["board", "another"], "azp": "another"},
        {"exp": 1},
        {"nonce": "another"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
    ],
    ids=str,
)
def test_oidc__a_token_that_is_not_as_it_must_be_opens_nothing(browser, provider, people, anna, claims):
    client = browser()
    provider.claims = {"email": people.address(anna), **claims}
    answer = go(client, provider)
    assert (answer.status_code, FAILED in answer.text) == (401, True)
    assert COOKIE not in client.cookies


def test_oidc__a_token_of_another_key_opens_nothing(browser, provider, people, anna):
    provider.key = ECKey.generate_key("P-256", {"kid": "1"})
    provider.claims = {"email": people.address(anna)}
    assert FAILED in go(browser(), provider).text


@pytest.mark.parametrize(
    "changed", [{"state": "another"}, {"code": "another"}, {"iss": "https://evil.example"}], ids=str
)
def test_oidc__a_way_back_that_is_not_ours_opens_nothing(browser, provider, people, anna, changed):
    client = browser()
    provider.claims = {"email": people.address(anna)}
    assert FAILED in go(client, provider, **changed).text
    assert COOKIE not in client.cookies


def test_oidc__a_way_back_without_a_way_there_opens_nothing(browser, provider, people, anna):
    first = browser()
    provider.claims = {"email": people.address(anna)}
    go(first, provider)
    back = {"code": "the-code", "state": provider.asked["state"]}
    assert FAILED in browser().get("/sign-in/oidc/back", params=back).text  # another browser
    assert FAILED in first.get("/sign-in/oidc/back", params=back).text  # the same once more


def test_oidc__makes_no_account_and_opens_no_closed_one(room, browser, provider):
    provider.claims = {"email": "nobody@example.org"}
    answer = go(browser(), provider)
    assert "Nobody here has the address" in answer.text
    assert room.books.accounts.all() == {}


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example"])
def test_oidc__leads_nowhere_else(browser, provider, people, anna, elsewhere):
    provider.claims = {"email": people.address(anna)}
    assert go(browser(), provider, wanted=elsewhere).headers["location"] == "/"


def test_oidc__a_provider_that_is_away_is_said_in_a_sentence(browser, provider):
    client = browser()
    provider.shutdown()
    provider.server_close()
    assert "does not answer" in client.get("/sign-in/oidc").text


def test_settings__without_client_or_address_are_refused(parts):
    for change in ({"oidc_client": ""}, {"address": ""}):
        with pytest.raises(SettingsError, match=r"board\.oidc_client and board\.address"):
            Oidc(replace(parts.settings, **change), "", parts.secret)
    with pytest.raises(SettingsError, match=r"oidc_secret_file names it"):
        Oidc(replace(parts.settings, oidc_secret_file="nowhere"), "", parts.secret)


def test_signed__words_are_read_as_they_were_written_and_for_a_while():
    at, key = datetime(2026, 5, 18, tzinfo=UTC), b"k" * 32
    text = signed({"a": "б"}, key, at=at)
    assert read_signed(text, key, at=at, lasts=60) == {"a": "б"}
    assert read_signed(text, key, at=at + timedelta(seconds=61), lasts=60) is None
    assert read_signed(text, b"l" * 32, at=at, lasts=60) is None
    assert read_signed("x" + text, key, at=at, lasts=60) is None
    assert read_signed("", key, at=at, lasts=60) is None
    assert read_signed("é.é", key, at=at, lasts=60) is None
