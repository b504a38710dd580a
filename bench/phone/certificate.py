"""A certificate for this machine's own address: browsers speak HTTP/2 only over TLS."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificate:
    """``pin``: the digest by which Chromium takes it as valid; one that it only tolerated would switch off its cache."""

    certificate: Path
    key: Path
    pin: str

    @classmethod
    def made(cls, folder: Path) -> Self:
        """Make one that is good for a day and lies in ``folder``."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.now(UTC)
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(here, critical=False)
            .sign(key, hashes.SHA256())
        )
        folder.mkdir(parents=True, exist_ok=True)
        paths = folder / "bench.pem", folder / "bench.key"
        paths[0].write_bytes(made.public_bytes(Encoding.PEM))
        paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(*paths, base64.b64encode(sha256(public).digest()).decode())

    @property
    def options(self) -> tuple[str, ...]:
        """What the server is started with."""
        return ("--http", "auto", "--ssl-certificate", str(self.certificate), "--ssl-keyfile", str(self.key))

    @property
    def trusted(self) -> str:
        """What Chromium is started with."""
        return f"--ignore-certificate-errors-spki-list={self.pin}"
