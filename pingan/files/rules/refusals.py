"""The one way in which these rules refuse a file."""

from __future__ import annotations

from typing import Any

from pingan.common.errors import Invalid


def refuse(sentence: Any) -> Invalid:
    """Return the error of the form field ``file``; the caller raises it."""
    return Invalid({"file": sentence})
