"""The kinds of document, and what registers count."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    """The kinds of GB/T 9704 that the house writes (domain.md §9.5), and the papers of mediation (§4.9)."""

    SUPERVISION_LETTER = "supervision_letter", _("supervision letter")
    REMINDER_LETTER = "reminder_letter", _("reminder letter")
    RECTIFICATION_ORDER = "rectification_order", _("order to rectify within a time limit")
    NOTICE = "notice", pgettext_lazy("official document", "notice")
    CIRCULAR = "circular", pgettext_lazy("official document", "circular")
    REPORT = "report", pgettext_lazy("official document", "report")
    DECISION = "decision", pgettext_lazy("official document", "decision")
    LETTER = "letter", pgettext_lazy("official document", "letter")
    VOLUNTEER_CERTIFICATE = "volunteer_certificate", _("certificate of voluntary service")
    SITUATION_BRIEF = "situation_brief", _("brief on the situation")
    TALK_NOTICE = "talk_notice", _("notice of a talk")
    LISTING_NOTICE = "listing_notice", _("notice of listed supervision")
    YELLOW_CARD_NOTICE = "yellow_card_notice", _("yellow-card notice")
    VETO_DECISION = "veto_decision", _("decision on a veto")

    MEDIATION_APPLICATION = "mediation_application", _("application for mediation")
    MEDIATION_INTAKE = "mediation_intake", _("register of a dispute taken in")
    MEDIATION_RIGHTS = "mediation_rights", _("notice of rights and duties")
    MEDIATION_SURVEY = "mediation_survey", _("record of inquiry")
    MEDIATION_RECORD = "mediation_record", _("record of mediation")
    MEDIATION_AGREEMENT = "mediation_agreement", _("mediation agreement")
    ORAL_AGREEMENT = "oral_agreement", _("register of an oral agreement")
    PERFORMANCE_NOTE = "performance_note", _("record of performance")
    RETURN_VISIT = "return_visit", _("record of a return visit")
    MEDIATION_END = "mediation_end", _("notice that mediation has ended")
    RIGHTS_NOTICE = "rights_notice", _("notice of the ways that are open")
    CONFIRMATION_APPLICATION = "confirmation_application", _("application for judicial confirmation")
    POLICE_NOTICE = "police_notice", _("report of clues to the police")
    REFERRAL_LETTER = "referral_letter", _("letter of referral")
    FILE_NOTE = "file_note", _("note on the case file")
    SESSION_INVITATION = "session_invitation", _("invitation to mediation")


class RegisterKind(models.TextChoices):
    """What is counted besides documents: the cases of a year, and the papers of one case."""

    MEDIATION_CASE = "mediation_case", _("mediation cases")
    CASE_PAPER = "case_paper", _("papers of a case")


#: Everything that a register can count.
COUNTED = [*DocumentKind.choices, *RegisterKind.choices]
#: The papers of a mediation case: they may carry the case's number instead of one of their own.
CASE_KINDS = frozenset(
    {
        DocumentKind.MEDIATION_APPLICATION,
        DocumentKind.MEDIATION_INTAKE,
        DocumentKind.MEDIATION_RIGHTS,
        DocumentKind.MEDIATION_SURVEY,
        DocumentKind.MEDIATION_RECORD,
        DocumentKind.MEDIATION_AGREEMENT,
        DocumentKind.ORAL_AGREEMENT,
        DocumentKind.PERFORMANCE_NOTE,
        DocumentKind.RETURN_VISIT,
        DocumentKind.MEDIATION_END,
        DocumentKind.RIGHTS_NOTICE,
        DocumentKind.CONFIRMATION_APPLICATION,
        DocumentKind.POLICE_NOTICE,
        DocumentKind.REFERRAL_LETTER,
        DocumentKind.FILE_NOTE,
        DocumentKind.SESSION_INVITATION,
    }
)
