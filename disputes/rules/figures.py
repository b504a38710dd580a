"""Which sources, channels and results the statistics tell apart (人民调解统计报表, domain.md §4.1). Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: 主动调解 / 申请 / 委托移送
SOURCE_GROUPS = {
    "initiated": ("screening", "incident"),
    "applied": ("walk_in", "phone", "application"),
    "entrusted": ("court", "police", "petition", "other_unit"),
}
SOURCE_LABELS = {
    "initiated": _("on own initiative"),
    "applied": _("on application"),
    "entrusted": _("entrusted or handed over"),
}
#: Joined to another, or not accepted: stands in the register, counts nowhere.
NOT_COUNTED = ("merged", "rejected")
#: A mediation that came to its own end; one that the parties left for another channel is neither success nor failure.
MEDIATION_ENDS = ("agreed", "failed", "refused")
