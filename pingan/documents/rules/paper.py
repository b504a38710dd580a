"""One finished document as data, ready to be set as PDF or DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pingan.documents.rules.annexes import Annex
from pingan.documents.rules.markup import Block, BlockKind
from pingan.documents.rules.shapes import Layout


def date_text(day: date) -> str:
    """Return a day as documents write it: Arabic digits, no leading zeros (GB/T 9704-2012, 成文日期)."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Paper:
    """What the two renderers print. Empty strings and tuples leave their part out.

    Of the paper of a case: ``committee`` sets its seal; ``signers`` are the lines to sign on, with what is recorded of a
    signature after a colon; ``has_seal``:
    name and date stand below them; ``is_to_persons``: it is served on parties, not on units, and each of the ``recipients``
    has a receipt of its own. ``receipt_note``: what stands in its last row before
    anybody fills it in. ``mark``: stands in the corner of every page of a sheet that is not issued yet.
    ``annexes``: pages of tables and pictures behind the words.
    """

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
    signers: tuple[str, ...] = ()
    has_seal: bool = True
    committee: str = ""
    is_to_persons: bool = False
    recipients: tuple[str, ...] = ()
    receipt_note: str = ""
    mark: str = ""
    annexes: tuple[Annex, ...] = ()

    @property
    def head(self) -> str:
        """The red head: a document adds 文件 to the organ's name, a letter does not."""
        return self.organ_name + ("文件" if self.layout is Layout.DOCUMENT else "")

    @property
    def signing(self) -> tuple[tuple[str, str], ...]:
        """The places to sign, each with what is recorded of its signature: "" leaves the line to the hand."""
        split = (line.partition("：") for line in self.signers)
        return tuple((place, record.strip()) for place, _colon, record in split)

    @property
    def parts(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks with the rows that follow one another put together: each such part is one table."""
        runs = groupby(enumerate(self.blocks), key=_run_of)
        return tuple(tuple(block for _index, block in run) for _key, run in runs)


def _run_of(numbered: tuple[int, Block]) -> int:
    """Name the part that a block belongs to: one for adjoining rows, one each for all others."""
    index, block = numbered
    return -1 if block.kind is BlockKind.ROW else index
