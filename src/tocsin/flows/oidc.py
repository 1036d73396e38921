"""Sign-in through a provider: OpenID Connect Core 1.0, the code flow with PKCE, state and nonce.

It finds people who have an account, by an address that the provider has verified; it never makes an account.
"""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from tocsin.flows.board_settings import BoardSettings
from tocsin.flows.secret import key_for
from tocsin.flows.signed_text import read_signed, signed
from tocsin.vocab.errors import SettingsError, SignInError

LASTS = 600  # seconds for the way to the provider and back
LEEWAY = 60  # seconds by which clocks may differ
ALGORITHMS = ["RS256", "PS256", "ES256"]
BACK = "/sign-in/oidc/back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Whom the provider vouches for.

    second_factor  whether it says so in the way that board.oidc_second_factor trusts
    wanted         address on the board to go on to
    """

    email: str
    second_factor: bool
    wanted: str


class Oidc:
    """One provider, as board.oidc_* in tocsin.toml names it."""

    def __init__(self, settings: BoardSettings, folder: str, secret: bytes) -> None:
        """Raises SettingsError where something is missing; the provider itself is asked later."""
        if not settings.oidc_client or not settings.address:
            raise SettingsError("board.oidc_issuer needs board.oidc_client and board.address too.")
        if find_spec("joserfc") is None:
            raise SettingsError("board.oidc_issuer needs a package: pip install 'tocsin[oidc]'.")
        self.settings = settings
        self.key = key_for(secret, "oidc")
        self.secret = _secret(settings, folder)
        self.redirect = settings.address.rstrip("/") + BACK
        self._about: Mapping[str, Any] | None = None

    def begin(self, wanted: str, *, at: datetime) -> tuple[str, str]:
        """Where to send the browser, and what it keeps until it comes back. Raises SignInError."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code", "client_id": self.settings.oidc_client, "redirect_uri": self.redirect,
            "scope": "openid email", "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        told = {"state": state, "nonce": nonce, "verifier": verifier, "wanted": wanted}
        address = self._provider()["authorization_endpoint"]
        joint = "&" if "?" in address else "?"
        return f"{address}{joint}{urlencode(query)}", signed(told, self.key, at=at)

    def finish(self, kept: str, query: Mapping[str, str], *, at: datetime) -> Vouched:
        """Whom the provider vouches for, once the browser is back.

        Raises SignInError for an answer that was not asked for by this browser, that is late, or in which
        anything is not as it must be.
        """
        told = read_signed(kept, self.key, at=at, lasts=LASTS)
        if told is None or not compare_digest(query.get("state", "").encode(), told["state"].encode()):
            raise _failed()
        if query.get("iss", self.settings.oidc_issuer) != self.settings.oidc_issuer or "code" not in query:
            raise _failed()  # RFC 9207: another provider answered; or ours refused
        claims = self._claims(self._exchange(query["code"], told["verifier"]), at=at)
        if not compare_digest(str(claims.get("nonce", "")).encode(), told["nonce"].encode()):
            raise _failed()
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise _failed()
        return Vouched(email=claims["email"], second_factor=self._trusts(claims), wanted=told["wanted"])

    def _trusts(self, claims: Mapping[str, Any]) -> bool:
        wanted, methods = self.settings.oidc_second_factor, claims.get("amr")
        given = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
        return bool(wanted) and wanted in given

    def _exchange(self, code: str, verifier: str) -> str:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect,
            "client_id": self.settings.oidc_client, "code_verifier": verifier,
        }  # fmt: skip
        if self.secret:
            form["client_secret"] = self.secret
        answer = _asked("POST", self._provider()["token_endpoint"], data=form)
        if not isinstance(answer.get("id_token"), str):
            raise _failed()
        return str(answer["id_token"])

    def _claims(self, token: str, *, at: datetime) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        issuer, client = self.settings.oidc_issuer, self.settings.oidc_client
        keys = _asked("GET", self._provider()["jwks_uri"])
        registry = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()), leeway=LEEWAY, iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client}, exp={"essential": True}, sub={"essential": True},
        )  # fmt: skip
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            registry.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise _failed() from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", "" if several else client) != client:
            raise _failed()
        return claims

    def _provider(self) -> Mapping[str, Any]:
        """Its addresses, asked for once. Raises SignInError."""
        if self._about is None:
            issuer = self.settings.oidc_issuer
            about = _asked("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if about.get("issuer") != issuer or not all(isinstance(about.get(key), str) for key in wanted):
                raise _failed()
            self._about = about
        return self._about


def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, address, timeout=10, follow_redirects=False, **more)
        told = answer.json() if answer.status_code == 200 else None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise SignInError(
            "The server of your organisation does not answer. Try again later, or use your password."
        ) from None
    except ValueError:
        raise _failed() from None
    if not isinstance(told, dict):
        raise _failed()
    return told


def _failed() -> SignInError:
    return SignInError(
        "Signing in through your organisation did not work. Begin again, or use your password."
    )  # fmt: skip


def _secret(settings: BoardSettings, folder: str) -> str:
    if not settings.oidc_secret_file:
        return ""
    path = Path(folder) / settings.oidc_secret_file
    try:
        return path.read_text("utf-8").split("\n")[0].strip()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; board.oidc_secret_file names it.") from None
