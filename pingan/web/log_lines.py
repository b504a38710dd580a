"""What a line of the log may not tell: which one-time code was used, and so when its holder answered (Article 59)."""

from __future__ import annotations

import logging
import re

#: Addresses that hold a secret of somebody who is to stay unknown.
_SECRET = re.compile(r"(/survey/)[^/\s?#'\"]+")


def without_codes(text: str) -> str:
    """Return text with a dot in place of each code in an address."""
    return _SECRET.sub(r"\1…", text)


class WithoutCodes(logging.Filter):
    """Takes codes out of what is logged about a request, such as a refused form or a fault, before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without codes; the traceback holds no address."""
        record.msg, record.args = without_codes(record.getMessage()), ()
        return True
