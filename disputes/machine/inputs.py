"""What each action on a dispute asks for. Pages, API and tests read these.

Choices show parties by their role, never by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import (
    Agreement,
    AgreementClause,
    JudicialConfirmation,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.models.choices import (
    ChannelKind,
    ChannelResult,
    FlagCode,
    Level,
    PartyKind,
    RestrictionKind,
    Side,
    SignatureMethod,
)
from disputes.queries.mediators import committees_for, suggested_mediators
from disputes.queries.people import readers_possible
from disputes.queries.types import type_choices
from disputes.rules.agreements import PRE_CHECKS
from disputes.rules.channels import MEDIATIONS
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.matters.machine import input_field

Pairs = Iterable[tuple[str, Any]]
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _of(choices: Any, *without: str) -> Any:
    return lambda actor, dispute: [pair for pair in choices.choices if pair[0] not in without]


def _yes_no(actor: Actor, dispute: Any) -> Pairs:
    return YES_NO


def _types(actor: Actor, dispute: Any) -> Pairs:
    return type_choices()


def _parties(actor: Actor, dispute: Any) -> Pairs:
    return [(str(party.pk), party.label) for party in dispute.parties.filter(left_at=None)]


def _principals(actor: Actor, dispute: Any) -> Pairs:
    return [(str(party.pk), party.label) for party in dispute.parties.filter(left_at=None, represents=None)]


def _refusing(actor: Actor, dispute: Any) -> Pairs:
    refused = dispute.parties.filter(left_at=None, refused_at__isnull=False)
    return [(str(party.pk), party.label) for party in refused]


def _flags(actor: Actor, dispute: Any) -> Pairs:
    return [(str(flag.pk), str(flag)) for flag in dispute.flags.filter(reviewed_at=None)]


def _committees(actor: Actor, dispute: Any) -> Pairs:
    return [(str(row.pk), str(row)) for row in committees_for(dispute.matter.region_code)]


def _mediators(actor: Actor, dispute: Any) -> Pairs:
    """The best first; who has a conflict of interest is left out."""
    for found in suggested_mediators(dispute):
        if not found.conflict:
            load = _("%(count)d in hand") % {"count": found.caseload}
            star = f" · {_('speciality')}" if found.is_specialist else ""
            committee = found.mediator.committee.organ
            yield str(found.mediator.pk), f"{found.mediator} · {committee} · {load}{star}"


def _sessions(actor: Actor, dispute: Any) -> Pairs:
    rows = MediationSession.objects.filter(channel__dispute=dispute, state="planned")
    return [(str(row.pk), str(row)) for row in rows]


def _clauses(actor: Actor, dispute: Any) -> Pairs:
    rows = AgreementClause.objects.filter(
        agreement__channel__dispute=dispute,
        agreement__withdrawn_at=None,
        state__in=["pending", "overdue", "breached"],
    )
    return [(str(row.pk), f"{row.position}. {row.text[:40]}") for row in rows]


def _signers(actor: Actor, dispute: Any) -> Pairs:
    agreement = Agreement.objects.filter(channel__dispute=dispute, withdrawn_at=None).last()
    signed = set(agreement.signatures.values_list("party_id", "method")) if agreement else set()
    parties = {party for party, _method in signed}
    for party in dispute.parties.filter(left_at=None, represents=None):
        if party.pk not in parties:
            yield f"party:{party.pk}", party.label
    if not any(party is None and method != "seal" for party, method in signed):
        yield "mediator", _("mediator")
    if not any(method == "seal" for _party, method in signed):
        yield "committee", _("seal of the committee")


def _units(actor: Actor, dispute: Any) -> Pairs:
    return [(str(organ.pk), str(organ)) for organ in units_for(dispute.matter.region_code)]


def _live_units(actor: Actor, dispute: Any) -> Pairs:
    return [(str(row.pk), str(row)) for row in dispute.units.filter(ended_at=None).select_related("organ")]


def _people(actor: Actor, dispute: Any) -> Pairs:
    return readers_possible(dispute)


def _readers(actor: Actor, dispute: Any) -> Pairs:
    rows = dispute.readers.filter(ended_at=None).select_related("user")
    return [(str(row.pk), row.user.name) for row in rows]


def _referable(actor: Actor, dispute: Any) -> Pairs:
    return [pair for pair in ChannelKind.choices if pair[0] not in MEDIATIONS and pair[0] != "settlement"]


def _mediations(actor: Actor, dispute: Any) -> Pairs:
    return [pair for pair in ChannelKind.choices if pair[0] in MEDIATIONS]


def _checks(actor: Actor, dispute: Any) -> Pairs:
    return [(code, _(text)) for code, text in PRE_CHECKS.items()]


@dataclass(frozen=True, kw_only=True)
class Note:
    """A free remark."""

    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class RequiredNote:
    """A reason that must be given."""

    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark for everybody who sees the dispute, with files."""

    note: str = input_field(_("Remark"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Reject:
    """Not accepted: why, and the route that is open."""

    reason: str = input_field(_("Reason"), max_length=200)
    note: str = input_field(_("Explanation, and where to turn instead"), "textarea")


@dataclass(frozen=True, kw_only=True)
class AddParty:
    """A party or a representative."""

    side: str = input_field(_("Side"), "radio", choices=_of(Side))
    kind: str = input_field(_("Person or organisation"), "radio", choices=_of(PartyKind), default="person")
    name: str = input_field(_("Name"), max_length=60)
    phone: str = input_field(_("Phone"), max_length=30, default="")
    identity_number: str = input_field(
        _("Identity number or credit code"), max_length=30, default="",
        help=_("Optional. Only to recognise the same party in this township; stored encrypted."),
    )  # fmt: skip
    represents: int | None = input_field(_("Represents"), "matter", choices=_principals, default=None)
    is_minor: bool = input_field(_("Is a minor"), "checkbox", default=False)
    is_identity_seen: bool = input_field(_("Identity document was seen"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class AmendParty:
    """Corrections of a party; what is left empty stays."""

    party: int = input_field(_("Party"), "matter", choices=_parties)
    name: str = input_field(_("Name"), max_length=60, default="")
    phone: str = input_field(_("Phone"), max_length=30, default="")
    identity_number: str = input_field(_("Identity number or credit code"), max_length=30, default="")
    is_identity_seen: bool = input_field(_("Identity document was seen"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class OneParty:
    """A party, and why."""

    party: int = input_field(_("Party"), "matter", choices=_parties)
    note: str = input_field(_("What was said"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A party that had refused consents."""

    party: int = input_field(_("Party"), "matter", choices=_refusing)
    note: str = input_field(_("What was said"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Reclassify:
    """Other type, amount or number of people; empty leaves it as it is."""

    type: str = input_field(_("Type"), "select", choices=_types)
    amount: str = input_field(_("Amount in yuan"), max_length=16, default="")
    people_involved: int | None = input_field(
        _("People involved"), "number", minimum=1, maximum=1_000_000, default=None
    )
    is_cross_region: bool = input_field(_("Reaches beyond the area"), "checkbox", default=False)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class SetLevel:
    """Another level than the rules compute."""

    level: str = input_field(_("Level"), "radio", choices=_of(Level))
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class TakeCharge:
    """领导包案: which official takes charge, with which plan."""

    leader: str = input_field(_("Leader in charge, by office and name"), max_length=60)
    note: str = input_field(_("Plan"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Signs that the matter may turn violent."""

    codes: tuple[str, ...] = input_field(_("Signs"), "checkboxes", choices=_of(FlagCode))
    note: str = input_field(_("What was seen or heard"), "textarea")


@dataclass(frozen=True, kw_only=True)
class ReviewFlag:
    """A supervisor's decision on a sign, the same day."""

    flag: int = input_field(_("Sign"), "matter", choices=_flags)
    review: str = input_field(_("Decision"), "radio", choices=_of(RedFlag.Review))
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class TellPolice:
    """Who at the police was told, when and how."""

    station: str = input_field(_("Police unit"), max_length=120)
    channel: str = input_field(_("How"), "radio", choices=_of(PoliceNotice.Channel))
    told_at: datetime = input_field(_("When"), "datetime")
    told_whom: str = input_field(_("Who was told"), max_length=60, default="")
    receipt: str = input_field(_("Receipt number"), max_length=60, default="")
    note: str = input_field(_("What was told"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Restrict:
    """Why the matter is closed to all but those named."""

    restriction: str = input_field(_("Why"), "radio", choices=_of(RestrictionKind))
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class NameReader:
    """Who may read a restricted matter besides."""

    user: int = input_field(_("Person"), "user", choices=_people)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class EndReader:
    """Who no longer needs to."""

    reader: int = input_field(_("Person"), "matter", choices=_readers)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Mediate:
    """Which mediation, by whom. The parties may choose the mediator (人民调解法 §19)."""

    kind: str = input_field(_("Kind of mediation"), "select", choices=_mediations, default="mediation_people")
    mediator: int = input_field(_("Mediator"), "user", choices=_mediators)
    basis: str = input_field(
        _("How it began"), "radio",
        choices=lambda actor, dispute: [
            ("request", _("a party applied")), ("offer", _("the committee offered it")), ("handed", _("handed over")),
        ],
        default="offer",
    )  # fmt: skip
    is_chosen: bool = input_field(_("The parties chose this mediator"), "checkbox", default=False)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class ChangeMediator:
    """Another mediator, because the parties ask for it or there is a conflict of interest."""

    mediator: int = input_field(_("Mediator"), "user", choices=_mediators)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class PlanSession:
    """When and where the parties meet."""

    starts_at: datetime = input_field(_("Begins"), "datetime")
    minutes: int = input_field(_("Minutes"), "number", minimum=15, maximum=600, default=60)
    room: str = input_field(_("Room"), max_length=60, default="")
    place_text: str = input_field(_("Place, if no room of the committee"), max_length=200, default="")
    mediators: tuple[int, ...] = input_field(_("Mediators besides"), "organs", choices=_mediators, default=())
    parties: tuple[int, ...] = input_field(_("Who is invited"), "organs", choices=_parties, default=())
    is_joint: bool = input_field(_("All parties together"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class HoldSession:
    """Who came, and the record."""

    session: int = input_field(_("Session"), "matter", choices=_sessions)
    present: tuple[int, ...] = input_field(_("Who came"), "organs", choices=_parties, default=())
    record: str = input_field(_("Record"), "textarea", max_length=20_000)
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class AdjournSession:
    """Another moment for a planned session."""

    session: int = input_field(_("Session"), "matter", choices=_sessions)
    starts_at: datetime = input_field(_("New beginning"), "datetime")
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class CancelSession:
    """A planned session that will not be."""

    session: int = input_field(_("Session"), "matter", choices=_sessions)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ExtendMediation:
    """More time, only if all parties agree."""

    amount: int = input_field(
        _("How much longer (in the unit of the term)"), "number", minimum=1, maximum=180
    )
    agreed_by: tuple[int, ...] = input_field(_("Parties that agree"), "organs", choices=_principals)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class JoinUnits:
    """Units that mediate jointly."""

    organs: tuple[int, ...] = input_field(_("Units"), "organs", choices=_units)
    lead: int | None = input_field(_("Lead unit"), "organ", choices=_units, default=None)
    note: str = input_field(_("What they are needed for"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class EndUnit:
    """A unit whose part is over."""

    unit: int = input_field(_("Unit"), "matter", choices=_live_units)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Assist:
    """What a unit contributes."""

    note: str = input_field(_("What was done, and with what result"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Agree:
    """What the parties agreed. An oral agreement takes effect at once."""

    form: str = input_field(_("Form"), "radio", choices=_of(Agreement.Form), default="written")
    facts: str = input_field(_("Facts, issue and responsibilities"), "textarea", max_length=10_000)
    manner: str = input_field(_("How it is performed"), "textarea", default="")
    terms: str = input_field(
        _("First clause"), "textarea",
        help=_("An oral agreement needs it at once; a written one takes more clauses before it is signed."),
    )  # fmt: skip
    amount: str = input_field(_("Amount in yuan"), max_length=16, default="")
    due_at: datetime | None = input_field(_("To be performed by"), "datetime", default=None)


@dataclass(frozen=True, kw_only=True)
class AddClause:
    """One more thing to be done."""

    text: str = input_field(_("What is to be done"), "textarea")
    amount: str = input_field(_("Amount in yuan"), max_length=16, default="")
    due_at: datetime | None = input_field(_("To be performed by"), "datetime", default=None)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who signed, how and when."""

    signer: str = input_field(_("Who"), "select", choices=_signers)
    method: str = input_field(_("How"), "radio", choices=_of(SignatureMethod, "seal"), default="signature")
    signed_at: datetime | None = input_field(_("When"), "datetime", default=None)


@dataclass(frozen=True, kw_only=True)
class PerformClause:
    """A clause that was kept."""

    clause: int = input_field(_("Clause"), "matter", choices=_clauses)
    note: str = input_field(_("How it was performed"), "textarea")
    files: tuple[int, ...] = input_field(_("Vouchers"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class OneClause:
    """A clause, and why."""

    clause: int = input_field(_("Clause"), "matter", choices=_clauses)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class ApplyConfirmation:
    """A joint application for judicial confirmation, with the pre-check."""

    court: str = input_field(_("Court"), max_length=120)
    checks: tuple[str, ...] = input_field(_("Pre-check"), "checkboxes", choices=_checks)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class DecideConfirmation:
    """What the court decided."""

    result: str = input_field(_("Decision"), "radio", choices=_of(JudicialConfirmation.Result))
    number_there: str = input_field(_("Number of the ruling"), max_length=60, default="")
    decided_at: datetime = input_field(_("Decided on"), "datetime")
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Refer:
    """Which other channel the parties take. A suggestion, never a precondition (人民调解法 §3)."""

    kind: str = input_field(_("Channel"), "select", choices=_referable)
    organ: int | None = input_field(_("Receiving unit in the system"), "organ", choices=_units, default=None)
    receiver: str = input_field(_("Receiving organ"), max_length=120, default="")
    note: str = input_field(_("What was handed over, and what the parties want"), "textarea")
    files: tuple[int, ...] = input_field(_("Material"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class ChannelAccepted:
    """The receiving organ accepted it."""

    accepted_at: datetime = input_field(_("Accepted on"), "datetime")
    number_there: str = input_field(_("Number there"), max_length=60, default="")
    procedure: str = input_field(
        _("Procedure"), "radio",
        choices=lambda actor, dispute: [
            ("ordinary", pgettext_lazy("procedure", "ordinary")), ("simple", pgettext_lazy("procedure", "simplified")),
        ],
        default="ordinary",
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class ExtendChannel:
    """The receiving organ extended its term, as the law allows once."""

    note: str = input_field(_("Reason and document"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ChannelResultInput:
    """What the receiving organ came to."""

    result: str = input_field(_("Result"), "select", choices=_of(ChannelResult))
    decided_at: datetime = input_field(_("Decided on"), "datetime")
    number_there: str = input_field(_("Number of the decision"), max_length=60, default="")
    note: str = input_field(_("Result in brief"), "textarea")
    files: tuple[int, ...] = input_field(_("Decision"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Settle:
    """The parties settled by themselves."""

    note: str = input_field(_("What they agreed"), "textarea")
    amount: str = input_field(_("Amount in yuan"), max_length=16, default="")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit after the end: four questions, never merged."""

    performance: str = input_field(_("Performed?"), "radio", choices=_of(ReturnVisit.Performance))
    satisfaction: str = input_field(_("Satisfied?"), "radio", choices=_of(ReturnVisit.Satisfaction))
    went_to_court: str = input_field(_("Gone to court over it?"), "radio", choices=_yes_no, default="no")
    latent_risk: str = input_field(_("Is a risk left?"), "radio", choices=_yes_no, default="no")
    note: str = input_field(_("What was found"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Close:
    """The end, with what the statistics ask."""

    prevented_crime: bool = input_field(_("Kept from becoming a crime"), "checkbox", default=False)
    prevented_group_petition: bool = input_field(_("Kept from a group petition"), "checkbox", default=False)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Join:
    """Which dispute this one repeats, by number."""

    target: str = input_field(_("Number of the dispute it repeats"), max_length=32)
    note: str = input_field(_("Why they are the same"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Petition:
    """A petition on the same matter; counted on the matter (Article 58 (2)), never on a person."""

    external_number: str = input_field(_("Number of the petition"), max_length=60)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Nothing of this matter is deleted before a day."""

    until: datetime = input_field(_("Until"), "datetime")
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A clause whose day has passed (system only)."""

    clause: int = 0
