"""Field encryption with a list of keys and a choice of algorithm, and a keyed blind index.

AES-256-GCM and SHA-256 by default; SM4-GCM and HMAC-SM3 where a commercial-cryptography assessment
(GB/T 39786) asks for them. Key material is ``id:algorithm:base64`` in ``FIELD_ENCRYPTION_KEYS``: the first
key encrypts, every listed key decrypts, so keys rotate without a stop.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12
_TAG = 16


class DecryptionError(Exception):
    """The text was altered, or its key is no longer listed."""


@lru_cache(maxsize=4)
def _keys(listed: tuple[str, ...]) -> dict[str, tuple[str, bytes]]:
    keys: dict[str, tuple[str, bytes]] = {}
    for item in listed:
        key_id, algorithm, material = item.split(":", 2)
        raw = base64.b64decode(material)
        if len(raw) != {"aes256gcm": 32, "sm4gcm": 16}.get(algorithm):
            raise ImproperlyConfigured(f"Field key {key_id!r}: wrong algorithm or key length")
        keys[key_id] = (algorithm, raw)
    if not keys:
        raise ImproperlyConfigured("PINGAN_FIELD_KEYS lists no key")
    return keys


def _seal(algorithm: str, key: bytes, nonce: bytes, plain: bytes, context: bytes) -> bytes:
    if algorithm == "aes256gcm":
        return AESGCM(key).encrypt(nonce, plain, context)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _open(algorithm: str, key: bytes, nonce: bytes, sealed: bytes, context: bytes) -> bytes:
    if algorithm == "aes256gcm":
        return AESGCM(key).decrypt(nonce, sealed, context)
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    decryptor.authenticate_additional_data(context)
    return decryptor.update(sealed[:-_TAG]) + decryptor.finalize()


def encrypt(plain: bytes, *, context: str = "") -> bytes:
    """Encrypt under the first listed key. ``context`` is authenticated: a value cannot be moved elsewhere."""
    key_id, (algorithm, key) = next(iter(_keys(tuple(settings.FIELD_ENCRYPTION_KEYS)).items()))
    nonce = secrets.token_bytes(_NONCE)
    return key_id.encode() + b":" + nonce + _seal(algorithm, key, nonce, plain, context.encode())


def decrypt(sealed: bytes, *, context: str = "") -> bytes:
    """Open what ``encrypt`` sealed.

    Raises:
        DecryptionError: unknown key, altered text or another context.

    """
    key_id, _colon, rest = bytes(sealed).partition(b":")
    found = _keys(tuple(settings.FIELD_ENCRYPTION_KEYS)).get(key_id.decode(errors="replace"))
    if found is None:
        raise DecryptionError("key not listed")
    try:
        return _open(found[0], found[1], rest[:_NONCE], rest[_NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise DecryptionError("altered or foreign text") from error


def blind_index(value: str, *, scope: str) -> str:
    """Keyed digest for exact-match lookups of an encrypted value. Equal values of two scopes never match."""
    key = base64.b64decode(settings.BLIND_INDEX_KEY)
    return hmac.new(key, f"{scope}\0{value}".encode(), sha256).hexdigest()
