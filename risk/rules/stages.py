"""What each term of the risk app counts; the terms themselves are versioned rows. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STAGES: dict[str, object] = {
    "hazard_grade": _("grading of a hazard"),
    "hazard_order": _("order to put a hazard right"),
    "hazard_rectify": _("putting a hazard right"),
    "hazard_reinspect": _("re-inspection of a hazard"),
    "hazard_look_back": _("looking back at a cleared hazard"),
    "hazard_listing": _("a hazard listed for supervision"),
}
