"""The closed lists of the disputes app; each names where its members come from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DisputeSource(models.TextChoices):
    """How a dispute came to the desk. The statistics count three of these groups (domain.md §4.1)."""

    SCREENING = "screening", _("screening by a grid worker")
    WALK_IN = "walk_in", _("walk-in")
    PHONE = "phone", _("phone call")
    APPLICATION = "application", _("application of a party")
    INCIDENT = "incident", _("an incident turned out to be one")
    COURT = "court", _("entrusted by a court")
    POLICE = "police", _("handed over by the police")
    PETITION = "petition", _("handed over by the petition office")
    OTHER_UNIT = "other_unit", _("handed over by another unit")


class Scale(models.TextChoices):
    """事件规模 of GB/T 31000."""

    INDIVIDUAL = "01", _("of individuals")
    GROUP = "02", _("of a group")
    LARGE_GROUP = "03", _("of a large group")


class Level(models.TextChoices):
    """Risk level of the matter, never of a person (domain.md §4.6)."""

    GENERAL = "general", pgettext_lazy("dispute level", "general")
    LARGER = "larger", pgettext_lazy("dispute level", "larger")
    MAJOR = "major", pgettext_lazy("dispute level", "major")


class RestrictionKind(models.TextChoices):
    """Why a matter is closed to all but those named (domain.md §4.8)."""

    DOMESTIC_VIOLENCE = "domestic_violence", _("domestic violence")
    MINOR = "minor", _("a minor is concerned")
    OTHER = "other", _("another lawful reason")


class ChannelKind(models.TextChoices):
    """The channels of Article 32, with the kinds of mediation and arbitration told apart."""

    SETTLEMENT = "settlement", pgettext_lazy("channel", "settlement")
    MEDIATION_PEOPLE = "mediation_people", _("people's mediation")
    MEDIATION_ADMIN = "mediation_admin", _("administrative mediation")
    MEDIATION_INDUSTRY = "mediation_industry", _("mediation of an industry or profession")
    MEDIATION_COURT = "mediation_court", _("mediation before a lawsuit")
    NOTARIZATION = "notarization", _("notarisation")
    ARBITRATION_LABOR = "arbitration_labor", _("labour arbitration")
    ARBITRATION_LAND = "arbitration_land", _("arbitration of contracted land")
    ARBITRATION_COMMERCIAL = "arbitration_commercial", _("commercial arbitration")
    ADMIN_ADJUDICATION = "admin_adjudication", _("administrative ruling")
    ADMIN_RECONSIDERATION = "admin_reconsideration", _("administrative reconsideration")
    LITIGATION = "litigation", _("litigation")


class ChannelState(models.TextChoices):
    """Where one channel stands."""

    OPEN = "open", pgettext_lazy("channel", "open")
    AGREED = "agreed", pgettext_lazy("channel", "agreement reached")
    FAILED = "failed", pgettext_lazy("channel", "without agreement")
    REFUSED = "refused", pgettext_lazy("channel", "a party refused")
    DECIDED = "decided", pgettext_lazy("channel", "decided")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("channel", "not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("channel", "withdrawn")


class ChannelResult(models.TextChoices):
    """What the receiving organ came to."""

    AWARD = "award", _("award")
    JUDGMENT = "judgment", _("judgment")
    DECISION = "decision", _("administrative decision")
    SETTLED = "settled", _("settled or mediated there")
    NOTARIZED = "notarized", _("notarised")
    NOT_ACCEPTED = "not_accepted", _("not accepted there")
    WITHDRAWN = "withdrawn", _("withdrawn by the applicant")


class Outcome(models.TextChoices):
    """How a dispute ended."""

    MEDIATED = "mediated", _("mediated, the agreement performed")
    WAIVED = "waived", _("mediated; what was not performed was waived")
    SETTLED = "settled", _("settled by the parties themselves")
    DECIDED = "decided", _("decided in another channel")
    LEFT_TO_PARTIES = "left_to_parties", _("without agreement; the parties were told their rights")
    CALMED = "calmed", _("calmed down, nobody pursues it")


class Side(models.TextChoices):
    """Which side a party stands on; text shows parties by side and letter."""

    APPLICANT = "applicant", pgettext_lazy("party", "applicant")
    RESPONDENT = "respondent", pgettext_lazy("party", "respondent")
    THIRD = "third", pgettext_lazy("party", "third party")


class PartyKind(models.TextChoices):
    """Natural persons and organisations."""

    PERSON = "person", pgettext_lazy("party", "person")
    ORGANISATION = "organisation", pgettext_lazy("party", "organisation")


class CommitteeKind(models.TextChoices):
    """Kinds of people's mediation committee (人民调解法 §7–8, 34)."""

    VILLAGE = "village", _("village or residents' committee")
    TOWNSHIP = "township", _("township or subdistrict")
    ENTERPRISE = "enterprise", _("enterprise or institution")
    TRADE = "trade", _("trade or profession")


class MediatorKind(models.TextChoices):
    """Who mediates (Article 32: a team of full-time, part-time and professional mediators)."""

    FULL_TIME = "full_time", pgettext_lazy("mediator", "full-time")
    PART_TIME = "part_time", pgettext_lazy("mediator", "part-time")
    LAWYER = "lawyer", pgettext_lazy("mediator", "lawyer")
    EXPERT = "expert", pgettext_lazy("mediator", "expert")


class FlagCode(models.TextChoices):
    """Signs that a dispute may turn violent (domain.md §4.7); about the matter only."""

    VIOLENCE = "violence", _("violence has occurred")
    THREAT = "threat", _("an explicit threat was made")
    WEAPON = "weapon", _("a weapon is at hand")
    SELF_HARM = "self_harm", _("somebody spoke of harming themselves")
    MINOR_EXPOSED = "minor_exposed", _("a child or dependent is exposed")
    POLICE_CALLS = "police_calls", _("the police were called repeatedly within 30 days")
    FAILED_MEDIATIONS = "failed_mediations", _("several mediations have failed")
    CUSTODY = "custody", _("fight over separation or custody")
    BOUNDARY = "boundary", _("fight over a boundary, homestead or ancestral grave")
    DEADLINE_NEAR = "deadline_near", _("an eviction, ruling or pay day is near")


class ServiceMethod(models.TextChoices):
    """How a paper was served: the ways that its receipt (送达回证) prints."""

    IN_PERSON = "in_person", pgettext_lazy("service", "handed over")
    POST = "post", pgettext_lazy("service", "by post")
    ELECTRONIC = "electronic", pgettext_lazy("service", "electronically")


class SignatureMethod(models.TextChoices):
    """How an agreement is signed (人民调解法 §29)."""

    SIGNATURE = "signature", _("signature")
    STAMP = "stamp", pgettext_lazy("signing", "stamp")
    FINGERPRINT = "fingerprint", _("fingerprint")
    SEAL = "seal", pgettext_lazy("signing", "seal of the committee")
