"""Writing the security log, sealing it, and proving that it is whole."""

from pingan.audit.services.entries import log
from pingan.audit.services.seals import seal, verify

__all__ = ["log", "seal", "verify"]
