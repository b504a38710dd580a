"""What each term of the disputes app counts; the terms themselves are versioned rows. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: Terms within which the parties may do something, and need not (民诉法 §205).
CHANCES = frozenset({"confirm_apply"})
STAGES = {
    "dispute_accept": _("acceptance of a dispute"),
    "flag_review": _("review of a red flag"),
    "police_notice": _("notice to the police"),
    "mediation_people": _("people's mediation"),
    "mediation_admin_accept": _("acceptance of administrative mediation"),
    "mediation_admin": _("administrative mediation"),
    "mediation_industry": _("mediation of an industry or profession"),
    "mediation_court": _("mediation before a lawsuit"),
    "labor_mediation": _("mediation of a labour dispute"),
    "labor_apply": _("application for labour arbitration"),
    "labor_accept": _("acceptance of labour arbitration"),
    "labor_award": _("award of labour arbitration"),
    "labor_sue": _("lawsuit after labour arbitration"),
    "land_apply": _("application for land arbitration"),
    "land_accept": _("acceptance of land arbitration"),
    "land_award": _("award of land arbitration"),
    "land_sue": _("lawsuit after land arbitration"),
    "recon_apply": _("application for reconsideration"),
    "recon_review": _("acceptance of reconsideration"),
    "recon_decide": _("decision on reconsideration"),
    "recon_decide_simple": _("decision on reconsideration, simplified"),
    "suit_simple": _("simplified lawsuit"),
    "suit_ordinary": _("ordinary lawsuit"),
    "suit_apply": _("limitation of a civil lawsuit"),
    "commercial_apply": _("limitation of commercial arbitration"),
    "admin_suit_apply": _("limitation of an administrative lawsuit"),
    "recon_sue": _("lawsuit after reconsideration"),
    "petition_transfer": _("registration and transfer of a petition"),
    "petition_inform": _("information of the petitioner"),
    "petition_object": _("objection to a transferred petition"),
    "petition_finish": _("end of a petition"),
    "petition_review_apply": _("application for review of a petition"),
    "petition_review": _("review of a petition"),
    "petition_recheck_apply": _("application for recheck of a petition"),
    "petition_recheck": _("recheck of a petition"),
    "confirm_apply": _("joint application for judicial confirmation"),
    "confirm_decide": _("ruling on judicial confirmation"),
    "order_decide": _("decision on a personal safety order"),
    "order_decide_urgent": _("urgent decision on a personal safety order"),
    "return_visit": _("return visit"),
}
