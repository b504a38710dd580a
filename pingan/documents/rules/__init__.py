"""What an official document says and how it is numbered. Pure: no database, clock, storage or font."""

from pingan.documents.rules.kinds import KINDS, Field, KindRule, Layout
from pingan.documents.rules.markup import (
    Block,
    BlockKind,
    filled,
    filled_line,
    parsed,
    template_problems,
    value_problems,
)
from pingan.documents.rules.numbering import number_text
from pingan.documents.rules.paper import Paper, date_text
from pingan.documents.rules.seeds import SEEDS, Seed

__all__ = [
    "KINDS",
    "SEEDS",
    "Block",
    "BlockKind",
    "Field",
    "KindRule",
    "Layout",
    "Paper",
    "Seed",
    "date_text",
    "filled",
    "filled_line",
    "number_text",
    "parsed",
    "template_problems",
    "value_problems",
]
