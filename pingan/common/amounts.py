"""Amounts of money as people type them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid

_AMOUNT = re.compile(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?")


def amount_of(text: str) -> Decimal | None:
    """Return an amount in yuan of plain digits with at most two behind the point; None: it is none.

    Full-width digits, commas between thousands and 元 at the end are taken; exponents and digits of other scripts are not.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元").strip()
    return Decimal(plain.replace(",", "")) if _AMOUNT.fullmatch(plain) else None


def amount_in(text: str, field: str = "amount") -> Decimal | None:
    """Return an amount in yuan; None where nothing was typed.

    Raises:
        Invalid: no number, negative, or more than two digits after the point.

    """
    if not text.strip():
        return None
    amount = amount_of(text)
    if amount is None:
        raise Invalid({field: _("Give the amount in yuan, with at most two digits after the point.")})
    return round(amount, 2)
