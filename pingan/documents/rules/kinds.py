"""The kinds of document, and what each may and must say (GB/T 9704-2012; domain.md §9.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layout(StrEnum):
    """The two shapes of paper: with the red head of a document, or as a letter."""

    DOCUMENT = "document"
    LETTER = "letter"


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
    """

    layout: Layout
    mark: str
    fields: Mapping[str, Field]
    needed: frozenset[str] = frozenset()
    has_receipt: bool = False


#: Known to every kind. The first two are supplied by the house and cannot be set.
SUPPLIED = frozenset({"number", "organ_name", "issued_on"})
_ALWAYS: dict[str, Field] = {
    "addressee": Field(_("addressee"), longest=500),
    "attachments": Field(_("attachments, one per line"), is_required=False, longest=2000),
    "copy_to": Field(_("copies to"), is_required=False, longest=500),
    "contact": Field(_("contact person and telephone"), is_required=False, longest=200),
}
_MATTER: dict[str, Field] = {
    "matter_number": Field(_("matter number"), longest=60),
    "matter_title": Field(pgettext_lazy("official document", "matter"), longest=200),
}
_FREE: dict[str, Field] = {
    "subject": Field(pgettext_lazy("official document", "subject"), longest=200),
    "text": Field(pgettext_lazy("official document", "text")),
}

KINDS: Mapping[str, KindRule] = {
    "supervision_letter": KindRule(
        Layout.LETTER,
        "督",
        {
            **_ALWAYS,
            **_MATTER,
            "facts": Field(pgettext_lazy("official document", "facts")),
            "demand": Field(_("what is demanded")),
            "due_on": Field(pgettext_lazy("official document", "due"), longest=60),
        },
        frozenset({"matter_number", "demand", "due_on"}),
    ),
    "reminder_letter": KindRule(
        Layout.LETTER,
        "催",
        {
            **_ALWAYS,
            **_MATTER,
            "overdue_since": Field(_("overdue since"), longest=60),
            "due_on": Field(pgettext_lazy("official document", "due"), longest=60),
        },
        frozenset({"matter_number", "overdue_since"}),
    ),
    "rectification_order": KindRule(
        Layout.LETTER,
        "责改",
        {
            **_ALWAYS,
            "facts": Field(pgettext_lazy("official document", "facts")),
            "demand": Field(_("what is demanded")),
            "due_on": Field(pgettext_lazy("official document", "due"), longest=60),
            "consequence": Field(pgettext_lazy("official document", "consequence")),
        },
        # Article 62 and domain.md §9.5: basis stands in the template's text, the rest must be filled.
        frozenset({"facts", "demand", "due_on", "consequence"}),
        has_receipt=True,
    ),
    "notice": KindRule(Layout.DOCUMENT, "", {**_ALWAYS, **_FREE}, frozenset({"text"})),
    "circular": KindRule(Layout.DOCUMENT, "通", {**_ALWAYS, **_FREE}, frozenset({"text"})),
    "report": KindRule(Layout.DOCUMENT, "报", {**_ALWAYS, **_FREE}, frozenset({"text"})),
    "decision": KindRule(Layout.DOCUMENT, "决", {**_ALWAYS, **_FREE}, frozenset({"text"})),
    "letter": KindRule(Layout.LETTER, "函", {**_ALWAYS, **_FREE}, frozenset({"text"})),
}
