"""The notices of measures of Article 58 (domain.md §8.2, §9.5)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.rules.office_kinds import ALWAYS
from pingan.documents.rules.shapes import Field, KindRule, Layout

_MEASURE: dict[str, Field] = {
    **ALWAYS,
    "facts": Field(pgettext_lazy("official document", "facts")),
    "circumstances": Field(_("items of Article 58"), longest=200),
    "demand": Field(_("what is demanded")),
    "due_on": Field(pgettext_lazy("official document", "due"), is_required=False, longest=60),
    "effect": Field(_("what it forbids, and until when"), is_required=False, longest=500),
}
#: Facts, basis and demand stand in each; the way of objecting is the template's own sentence.
_NEEDED = frozenset({"facts", "circumstances", "demand"})

ACCOUNTABILITY_KINDS: Mapping[str, KindRule] = {
    "talk_notice": KindRule(Layout.LETTER, "约谈", _MEASURE, _NEEDED, has_receipt=True),
    "listing_notice": KindRule(Layout.LETTER, "挂督", _MEASURE, _NEEDED, has_receipt=True),
    "yellow_card_notice": KindRule(Layout.LETTER, "黄牌", _MEASURE, _NEEDED, has_receipt=True),
    "veto_decision": KindRule(Layout.DOCUMENT, "否决", _MEASURE, _NEEDED, has_receipt=True),
}
