"""Amounts of money as people type them. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_AMOUNT = re.compile(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?")


def amount_of(text: str) -> Decimal | None:
    """Return an amount in yuan of plain digits with at most two behind the point; None: it is none.

    Full-width digits, commas between thousands and 元 at the end are taken; exponents and digits of other scripts are not.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元").strip()
    return Decimal(plain.replace(",", "")) if _AMOUNT.fullmatch(plain) else None
