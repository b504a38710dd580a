"""What a case file (卷宗) is bound from: its cover and its parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CoverData:
    """What stands on the covers. Days and terms are written as they are printed; "" leaves a line blank.

    ``heading``: what kind of file it is. ``parties``: role and name of each, in order. ``mediator``: "" leaves the
    row out. ``note``: the statement on the file (卷宗情况说明), one line per paragraph; ``filed_by``, ``checked_by``
    and ``filed_on`` stand on the back cover (封底).
    """

    title: str
    committee: str
    case_number: str
    type: str
    parties: tuple[tuple[str, str], ...]
    mediator: str
    accepted_on: str
    closed_on: str
    result: str
    retention: str
    note: str = ""
    filed_by: str = ""
    checked_by: str = ""
    filed_on: str = ""
    heading: str = "人民调解卷宗"


@dataclass(frozen=True)
class FilePart:
    """One paper of the file: a PDF, or a picture as JPEG or PNG, as its bytes."""

    title: str
    content: bytes
    remark: str = ""
