"""What each term of the risk app counts; the terms themselves are versioned rows. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STAGES: dict[str, object] = {
    "warning_approval": _("approval of a warning"),
    "signal_review": _("review of a signal"),
    "decision_review": _("review of an assessment"),
    "decision_report_filing": _("filing of an assessment's report"),
    "decision_record_filing": _("filing of a decision"),
    "hazard_grade": _("grading of a hazard"),
    "hazard_order": _("order to put a hazard right"),
    "hazard_rectify": _("putting a hazard right"),
    "hazard_reinspect": _("re-inspection of a hazard"),
    "hazard_look_back": _("looking back at a cleared hazard"),
    "hazard_listing": _("a hazard listed for supervision"),
}
