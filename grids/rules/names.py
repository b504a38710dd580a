"""What a grid may be called: one rule for what is typed and what a file brings."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from pingan.imports.rules.reading import is_formula

MOST_LETTERS: Final = 80


def code_words(pattern: str, region_code: str) -> str:
    """Return what is said of a code that is not built as laid down: an example, and no expression for programs."""
    example = f"{region_code}001"
    if not re.fullmatch(pattern, example):
        return _("The code is not built as laid down for this area.")
    sentence = _(
        "The code is not built as laid down: 12 digits of the village or community and 3 of the grid, such as %(example)s."
    )
    return sentence % {"example": example}


def name_error(name: str) -> str:
    """Return why a grid cannot be called so; blank: it can.

    A name that a spreadsheet would compute is refused wherever it comes from: the export of a grid with such a name
    could not be brought in again.
    """
    if not 0 < len(name.strip()) <= MOST_LETTERS:
        return _("Give a name of at most 80 characters.")
    if is_formula(name):
        return _("A name does not begin with =, +, - or @: a spreadsheet takes that for a formula.")
    return ""
