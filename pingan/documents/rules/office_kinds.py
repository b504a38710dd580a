"""The kinds with a red head, and what each may and must say (GB/T 9704-2012; domain.md §9.5)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.rules.shapes import Field, KindRule, Layout

ALWAYS: dict[str, Field] = {
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

OFFICE_KINDS: Mapping[str, KindRule] = {
    "supervision_letter": KindRule(
        Layout.LETTER,
        "督",
        {
            **ALWAYS,
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
            **ALWAYS,
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
            **ALWAYS,
            "facts": Field(pgettext_lazy("official document", "facts")),
            "demand": Field(_("what is demanded")),
            "due_on": Field(pgettext_lazy("official document", "due"), longest=60),
            "consequence": Field(pgettext_lazy("official document", "consequence")),
        },
        # Article 62 and domain.md §9.5: basis stands in the template's text, the rest must be filled.
        frozenset({"facts", "demand", "due_on", "consequence"}),
        has_receipt=True,
    ),
    "notice": KindRule(Layout.DOCUMENT, "", {**ALWAYS, **_FREE}, frozenset({"text"})),
    "circular": KindRule(Layout.DOCUMENT, "通", {**ALWAYS, **_FREE}, frozenset({"text"})),
    "report": KindRule(Layout.DOCUMENT, "报", {**ALWAYS, **_FREE}, frozenset({"text"})),
    "decision": KindRule(Layout.DOCUMENT, "决", {**ALWAYS, **_FREE}, frozenset({"text"})),
    "letter": KindRule(Layout.LETTER, "函", {**ALWAYS, **_FREE}, frozenset({"text"})),
    # Article 54: to a person, whose name stands in the encrypted values alone.
    "volunteer_certificate": KindRule(
        Layout.LETTER,
        "志愿",
        {
            **ALWAYS,
            "volunteer_number": Field(_("number of the volunteer"), longest=60),
            "period": Field(pgettext_lazy("official document", "period"), longest=60),
            "services": Field(_("kinds of activity"), longest=200),
            "hours": Field(pgettext_lazy("official document", "hours"), longest=10),
        },
        frozenset({"period", "hours"}),
        is_to_persons=True,
    ),
}
