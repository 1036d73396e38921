"""A file from an http or https address: only when such an address is given, whole or not at all.

Answers are kept in a folder beside a note of their ETag, Last-Modified and checksum. The next time the
server is asked whether anything changed; if not, the kept file is given. What is kept is never given
without asking, and a kept file whose checksum no longer fits is fetched again.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tocsin.vocab.errors import FetchError, OptionError

if TYPE_CHECKING:
    import httpx

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How patient and how careful.

    timeout   seconds to wait for a connection, and for each piece of the answer
    attempts  how often to ask before giving up; 429 and server errors are asked again
    backoff   seconds before the second attempt; doubled before each further one
    longest   seconds that a Retry-After of the server is heeded at most
    largest   bytes of the answer at most
    """

    timeout: float = 30.0
    attempts: int = 4
    backoff: float = 1.0
    longest: float = 120.0
    largest: int = 2_000_000_000

    def __post_init__(self) -> None:
        for name, bound in (("timeout", "above 0 seconds"), ("largest", "1 byte or more")):
            if getattr(self, name) <= 0:
                raise OptionError(name, getattr(self, name), bound)
        if self.attempts < 1:
            raise OptionError("attempts", self.attempts, "1 or more")
        for name in ("backoff", "longest"):
            if getattr(self, name) < 0:
                raise OptionError(name, getattr(self, name), "0 seconds or more")


def is_url(text: str) -> bool:
    """Whether a text is an address that `fetch` takes.

    >>> is_url("https://example.org/a.csv"), is_url("a.csv"), is_url("ftp://example.org/a.csv")
    (True, False, False)
    """
    return text.lower().startswith(("http://", "https://"))


def fetch(
    url: str,
    cache_dir: str | Path,
    options: FetchOptions = FetchOptions(),
    *,
    transport: "httpx.BaseTransport | None" = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """The file at an address, in `cache_dir`; its name is that of the address, in a folder of its own.

    Parameters
    ----------
    transport  takes the place of the network, for tests
    sleep      waits between attempts

    Raises FetchError with the address, what went wrong at the last attempt, and what to do.
    """
    import httpx

    if not is_url(url):
        raise FetchError(f"{url!r} is no http or https address. Give a file or such an address.")
    folder = Path(cache_dir) / hashlib.sha256(url.encode()).hexdigest()[:16]
    target, note = folder / _file_name(url), folder / ".fetched.json"
    known = _kept(target, note)
    with httpx.Client(timeout=options.timeout, follow_redirects=True, transport=transport) as client:
        fault = ""
        for attempt in range(options.attempts):
            try:
                with client.stream("GET", url, headers=_asking(known)) as answer:
                    if answer.status_code == 304 and known:
                        return target
                    if answer.status_code == 200:
                        return _keep(answer, target, note, url, options)
                    fault = f"the server answers {answer.status_code} {answer.reason_phrase}".rstrip()
                    if answer.status_code not in _AGAIN:
                        raise FetchError(f"{url}: {fault}. Check the address, and whether it needs a login.")
                    wait = _retry_after(answer.headers.get("Retry-After"))
            except httpx.TransportError as error:
                fault, wait = f"{type(error).__name__}: {error}", None
            except (httpx.InvalidURL, httpx.TooManyRedirects, httpx.DecodingError) as error:
                raise FetchError(f"{url}: {error}. Check the address.") from None
            if wait is not None and wait > options.longest:
                raise FetchError(f"{url}: {fault} and asks to wait {wait:.0f} s. Try again then.")
            if attempt + 1 < options.attempts:
                sleep(options.backoff * 2**attempt if wait is None else wait)
    raise FetchError(f"{url}: gave up after {options.attempts} attempts; at last {fault}. Try again later.")


def _file_name(url: str) -> str:
    last = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    name = "".join(char if char in _SAFE else "_" for char in last).lstrip(".")
    return name[-120:] or "download"


def _kept(target: Path, note: Path) -> dict[str, Any]:
    """What is known of a file that is kept whole; nothing where it is not there or was changed."""
    try:
        known = json.loads(note.read_text("utf-8"))
        whole = _checksum(target) == known["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return known if whole and isinstance(known, dict) else {}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _asking(known: dict[str, Any]) -> dict[str, str]:
    headers = {"User-Agent": "tocsin", "Accept-Encoding": "gzip, identity"}
    if known.get("etag"):
        headers["If-None-Match"] = str(known["etag"])
    if known.get("last_modified"):
        headers["If-Modified-Since"] = str(known["last_modified"])
    return headers


def _keep(answer: "httpx.Response", target: Path, note: Path, url: str, options: FetchOptions) -> Path:
    """Write an answer beside its place, then put it there in one step; httpx refuses one that is cut."""
    declared = answer.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > options.largest:
        raise _too_large(url, options)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    digest, size = hashlib.sha256(), 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > options.largest:
                    raise _too_large(url, options)
                digest.update(piece)
                file.write(piece)
        said = {
            "url": url,
            "sha256": digest.hexdigest(),
            "etag": answer.headers.get("ETag"),
            "last_modified": answer.headers.get("Last-Modified"),
        }
        part.replace(target)
        part.write_text(json.dumps(said), encoding="utf-8")
        part.replace(note)
    except OSError as error:
        raise FetchError(
            f"{url}: cannot be kept in {target.parent} ({error.strerror}). Give another folder."
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def _too_large(url: str, options: FetchOptions) -> FetchError:
    return FetchError(
        f"{url}: the answer is larger than {options.largest:,} bytes. Raise largest if that is right."
    )


def _retry_after(text: str | None) -> float | None:
    """Seconds a server asks to wait, as a number or a date; None where it does not say."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
