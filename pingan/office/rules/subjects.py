"""What a circular is about, without the words that its title adds."""

from __future__ import annotations

import re
from typing import Final

_SAID_BY_THE_TITLE: Final = re.compile(r"\A关于(?P<bare>.+?)的(?:通报|函|通知)\Z", re.DOTALL)


def bare_subject(text: str) -> str:
    """Return what stands between 关于 and 的通报, where somebody typed the whole title; else the text as it is."""
    found = _SAID_BY_THE_TITLE.match(text.strip())
    return found["bare"] if found else text
