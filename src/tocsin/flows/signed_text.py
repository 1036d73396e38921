"""A few words that a browser keeps for us and cannot change."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any


def signed(told: Mapping[str, Any], key: bytes, *, at: datetime) -> str:
    """The words and the moment, with a mark that only the key makes (HMAC-SHA-256)."""
    body = urlsafe_b64encode(json.dumps({"told": told, "at": at.timestamp()}).encode())
    return f"{body.decode()}.{digest(key, body, sha256).hex()}"


def read_signed(text: str, key: bytes, *, at: datetime, lasts: float) -> dict[str, Any] | None:
    """The words; None where they are not ours, or older than `lasts` seconds."""
    body, _, mark = text.partition(".")
    if not compare_digest(digest(key, body.encode(), sha256).hex().encode(), mark.encode()):
        return None
    made: dict[str, Any] = json.loads(urlsafe_b64decode(body))
    fresh = 0 <= at.timestamp() - made["at"] <= lasts
    return dict(made["told"]) if fresh else None
