"""What each term of rectification orders and instruments counts; the terms themselves are versioned rows. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STAGES: dict[str, object] = {
    "order_approval": _("approval of a rectification order"),
    "order_rectify": _("rectification ordered"),
    "order_review": _("review of a rectification"),
    "suggestion_reply": _("answer of the competent authority on a unit"),
    "staff_suggestion_reply": _("answer of the competent authority on staff"),
    "instrument_assign": _("assignment of an instrument"),
    "instrument_reply": _("reply to an instrument"),
    "instrument_again": _("another reply to an instrument"),
}
