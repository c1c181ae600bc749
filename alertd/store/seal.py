"""Phone numbers at rest: sealed with AES-GCM, found by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class WrongKeyError(Exception):
    """The key does not open what is in the database."""


class Seal:
    """Seals and finds phone numbers with one 32-byte key kept outside the database."""

    def __init__(self, key: bytes) -> None:
        """Derive a sealing and a finding key, so that one does not weaken the other."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key must be {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(_derived(key, b"alertd phone seal"))
        self._finding = _derived(key, b"alertd phone find")

    def seal(self, phone: str) -> bytes:
        """Encrypt an E.164 number."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, phone.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt; raises WrongKeyError where another key sealed it."""
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, None).decode()
        except InvalidTag:
            raise WrongKeyError(
                "phone numbers were sealed with another key: restore the key file "
                "that belongs to this database"
            ) from None

    def find(self, phone: str) -> bytes:
        """Return the hash a number is found by: the same for the same number."""
        return hmac.digest(self._finding, phone.encode(), "sha256")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, purpose, hashlib.sha256).digest()
