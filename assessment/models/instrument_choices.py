"""The five kinds of instruments that Article 60 names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: Kinds with who sends them (Article 60, in its order).
KINDS: dict[str, object] = {
    "supervision_proposal": _("supervision proposal (supervision commission)"),
    "judicial_suggestion": _("judicial suggestion (court)"),
    "procuratorial_suggestion": _("procuratorial suggestion (procuratorate)"),
    "police_reminder": _("police reminder (public security)"),
    "counter_espionage_notice": _("counter-espionage notice (state security)"),
}
KIND_CHOICES = tuple(KINDS.items())
#: Only that it came: what it says is the business of the organ that sent it and of who received it.
SEALED = frozenset({"counter_espionage_notice"})
#: Their term is set by rule (司法建议: 最高法 2023 规定 §8; 检察建议: 检察建议工作规定 §19); the others' by the letter.
BY_RULE = frozenset({"judicial_suggestion", "procuratorial_suggestion"})
