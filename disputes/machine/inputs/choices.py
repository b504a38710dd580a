"""What can be chosen in the inputs; parties are shown by role, never by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from disputes.models import (
    Agreement,
    AgreementClause,
    MediationSession,
)
from disputes.models.choices import ChannelKind, ChannelResult
from disputes.queries.mediators import committees_for, suggested_mediators
from disputes.queries.people import readers_possible
from disputes.queries.terms import mediation_clock
from disputes.queries.types import type_choices
from disputes.rules.agreements import PRE_CHECKS
from disputes.rules.channels import MEDIATIONS, next_channels, results_of, suits
from grids.queries.limits import unit_that_runs
from grids.queries.units import units_for
from pingan.access.rules import Actor

Pairs = Iterable[tuple[str, Any]]


YES_NO = (("yes", _("Yes")), ("no", _("No")))


def of_choices(choices: Any, *without: str) -> Any:
    """Return a source of choices: a closed list, perhaps without some members."""
    return lambda actor, dispute: [pair for pair in choices.choices if pair[0] not in without]


def yes_no(actor: Actor, dispute: Any) -> Pairs:
    """Return yes and no."""
    return YES_NO


def types(actor: Actor, dispute: Any) -> Pairs:
    """Return the types of dispute in use."""
    return type_choices()


def parties(actor: Actor, dispute: Any) -> Pairs:
    """Return the parties by role."""
    return [(str(party.pk), party.shown_label) for party in dispute.parties.filter(left_at=None)]


def principals(actor: Actor, dispute: Any) -> Pairs:
    """Return the parties that nobody represents here: those whose consent counts."""
    return [
        (str(party.pk), party.shown_label) for party in dispute.parties.filter(left_at=None, represents=None)
    ]


def refusing(actor: Actor, dispute: Any) -> Pairs:
    """Return the parties that have refused mediation."""
    refused = dispute.parties.filter(left_at=None, refused_at__isnull=False)
    return [(str(party.pk), party.shown_label) for party in refused]


def flags(actor: Actor, dispute: Any) -> Pairs:
    """Return the signs that wait for their review."""
    return [(str(flag.pk), str(flag)) for flag in dispute.flags.filter(reviewed_at=None)]


def committees(actor: Actor, dispute: Any) -> Pairs:
    """Return the committees of the area, the nearest first."""
    return [(str(row.pk), str(row)) for row in committees_for(dispute.matter.region_code)]


def mediators(actor: Actor, dispute: Any) -> Pairs:
    """The best first; who has a conflict of interest is left out."""
    for found in suggested_mediators(actor, dispute):
        if not found.conflict:
            load = _("%(count)d in hand, that you may open") % {"count": found.caseload}
            star = f" · {_('speciality')}" if found.is_specialist else ""
            committee = found.mediator.committee.organ
            yield str(found.mediator.pk), f"{found.mediator} · {committee} · {load}{star}"


def other_mediators(actor: Actor, dispute: Any) -> Pairs:
    """Return the mediators besides the one who leads."""
    leading = dispute.channels.filter(state="open").values_list("mediator_id", flat=True).first()
    return [pair for pair in mediators(actor, dispute) if pair[0] != str(leading)]


def unit_of_mediation(actor: Actor, dispute: Any) -> str:
    """Return in what the running term of the mediation is counted."""
    clock = mediation_clock(dispute)
    return "" if clock is None else unit_that_runs(dispute.pk, clock.stage)


def rooms(actor: Actor, dispute: Any) -> Pairs:
    """Return the rooms of the committee that mediates: typed freely, one room had two names and two bookings."""
    channel = (
        dispute.channels.filter(state="open", committee__isnull=False).select_related("committee").first()
    )
    return [] if channel is None else [(name, name) for name in channel.committee.rooms]


def sessions(actor: Actor, dispute: Any) -> Pairs:
    """Return the planned sessions."""
    rows = MediationSession.objects.filter(channel__dispute=dispute, state="planned")
    return [(str(row.pk), str(row)) for row in rows]


def clauses(actor: Actor, dispute: Any) -> Pairs:
    """Return the clauses in effect that are not settled."""
    rows = AgreementClause.objects.filter(
        agreement__channel__dispute=dispute,
        agreement__withdrawn_at=None,
        agreement__effective_at__isnull=False,
        state__in=AgreementClause.OPEN,
    )
    return [(str(row.pk), f"{row.position}. {row.text[:40]}") for row in rows]


def signers(actor: Actor, dispute: Any) -> Pairs:
    """Return who has not signed yet: parties, the mediator, the committee's seal."""
    agreement = Agreement.objects.filter(channel__dispute=dispute, withdrawn_at=None).last()
    signed = set(agreement.signatures.values_list("party_id", "method")) if agreement else set()
    parties = {party for party, _method in signed}
    for party in dispute.parties.filter(left_at=None, represents=None):
        if party.pk not in parties:
            yield f"party:{party.pk}", party.shown_label
    if not any(party is None and method != "seal" for party, method in signed):
        yield "mediator", _("mediator")
    if not any(method == "seal" for _party, method in signed):
        yield "committee", _("seal of the committee")


def units(actor: Actor, dispute: Any) -> Pairs:
    """Return the units of the area."""
    return [(str(organ.pk), str(organ)) for organ in units_for(dispute.matter.region_code)]


def live_units(actor: Actor, dispute: Any) -> Pairs:
    """Return the units that take part."""
    return [(str(row.pk), str(row)) for row in dispute.units.filter(ended_at=None).select_related("organ")]


def people(actor: Actor, dispute: Any) -> Pairs:
    """Return who could be named as a reader."""
    return readers_possible(dispute)


def readers(actor: Actor, dispute: Any) -> Pairs:
    """Return the named readers."""
    rows = dispute.readers.filter(ended_at=None).select_related("user")
    return [(str(row.pk), row.user.name) for row in rows]


def referable(actor: Actor, dispute: Any) -> Pairs:
    """Return the channels besides mediation, first those that the notice of rights names for this type."""
    usual = [channel.kind for channel in next_channels(dispute.type.code)]
    has_agreement = dispute.matter.state == "performing"
    others = [
        (kind, label)
        for kind, label in ChannelKind.choices
        if kind not in MEDIATIONS
        and kind != "settlement"
        and suits(kind, dispute.type.code, has_agreement=has_agreement)
    ]
    return sorted(others, key=lambda pair: usual.index(pair[0]) if pair[0] in usual else len(usual))


def results(actor: Actor, dispute: Any) -> Pairs:
    """Return what may come of the channel that is open."""
    kind = dispute.channels.filter(state="open").values_list("kind", flat=True).first()
    return [(code, ChannelResult(code).label) for code in results_of(kind or "")]


def mediations(actor: Actor, dispute: Any) -> Pairs:
    """Return the four kinds of mediation."""
    return [pair for pair in ChannelKind.choices if pair[0] in MEDIATIONS]


def checks(actor: Actor, dispute: Any) -> Pairs:
    """Return the lines of the pre-check."""
    return [(code, _(text)) for code, text in PRE_CHECKS.items()]
