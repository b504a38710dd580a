"""Reading numbers as people type them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

_NUMBER = re.compile(r"-?[0-9]{1,8}(\.[0-9]{1,4})?")


def read_number(text: object) -> Decimal | None:
    """Return a number with at most four decimals; None for a blank.

    Raises:
        ValueError: with a sentence for the field.

    """
    typed = str(text if text is not None else "").strip().replace(",", "")
    if not typed:
        return None
    if not _NUMBER.fullmatch(typed):
        raise ValueError(_("Give a number with at most eight digits before the point and four behind it."))
    return Decimal(typed).quantize(Decimal("0.0001"))
