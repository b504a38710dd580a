"""What an official document says and how it is numbered. Pure: no database, clock, storage or font."""

from pingan.documents.rules.binder import CoverData, FilePart
from pingan.documents.rules.kinds import KINDS
from pingan.documents.rules.markup import (
    Block,
    BlockKind,
    filled,
    filled_line,
    parsed,
    template_problems,
    value_problems,
)
from pingan.documents.rules.numbering import (
    case_number_text,
    number_text,
    paper_number_text,
    year_of_case,
)
from pingan.documents.rules.paper import Paper, date_text
from pingan.documents.rules.seeds import SEEDS
from pingan.documents.rules.shapes import Field, KindRule, Layout, Seed

__all__ = [
    "KINDS",
    "SEEDS",
    "Block",
    "BlockKind",
    "CoverData",
    "Field",
    "FilePart",
    "KindRule",
    "Layout",
    "Paper",
    "Seed",
    "case_number_text",
    "date_text",
    "filled",
    "filled_line",
    "number_text",
    "paper_number_text",
    "parsed",
    "template_problems",
    "value_problems",
    "year_of_case",
]
