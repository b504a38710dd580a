"""One finished document as data, ready to be set as PDF or DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pingan.documents.rules.kinds import Layout
from pingan.documents.rules.markup import Block


def date_text(day: date) -> str:
    """Return a day as documents write it: Arabic digits, no leading zeros (GB/T 9704-2012, 成文日期)."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Paper:
    """What the two renderers print. Empty strings and tuples leave their part out."""

    layout: Layout
    organ_name: str
    number: str
    title: str
    addressee: str
    blocks: tuple[Block, ...]
    issued_on: str
    attachments: tuple[str, ...] = ()
    copy_to: str = ""
    has_receipt: bool = False

    @property
    def head(self) -> str:
        """The red head: a document adds 文件 to the organ's name, a letter does not."""
        return self.organ_name + ("文件" if self.layout is Layout.DOCUMENT else "")
