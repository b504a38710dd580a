"""What a kind of document, a placeholder and a default wording are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Layout(StrEnum):
    """The shapes of paper: with the red head of a document, as a letter, or as the paper of a case."""

    DOCUMENT = "document"
    LETTER = "letter"
    CASE = "case"


@dataclass(frozen=True)
class Field:
    """One placeholder. An empty optional field leaves nothing behind; ``longest`` counts characters."""

    label: Any
    is_required: bool = True
    longest: int = 20_000


@dataclass(frozen=True)
class KindRule:
    """How one kind looks, is numbered and is filled.

    ``mark`` follows the organ's document code, so that numbers of two registers never read alike.
    ``needed`` names the placeholders without which a template of this kind would not say what it must.
    Of the papers of a case: ``signers`` are the lines that are signed unless the caller names others;
    ``has_seal``: name and date of the committee stand below them; ``is_to_persons``: the addressee is a
    party, whose name is kept in the encrypted values alone.
    """

    layout: Layout
    mark: str
    fields: Mapping[str, Field]
    needed: frozenset[str] = frozenset()
    has_receipt: bool = False
    signers: tuple[str, ...] = ()
    has_seal: bool = True
    is_to_persons: bool = False


@dataclass(frozen=True)
class Seed:
    """One default template."""

    code: str
    kind: str
    title: str
    body: str
    source: str


#: Known to every kind, supplied by the house; they cannot be set.
SUPPLIED = frozenset({"number", "organ_name", "issued_on"})
#: What the title of a case paper may be made of: it stands unencrypted in lists, so it names nobody.
IN_TITLES_OF_CASES = SUPPLIED | {"type", "case_number", "committee"}
