"""Rows that stand beside disputes, for lists of their own: parties, mediators, sessions, agreements, channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, QuerySet

from disputes.models import Agreement, Channel, DisputeParty, MediationSession, Mediator, SessionMediator
from disputes.models.choices import ChannelKind, ChannelState, CommitteeKind, MediatorKind
from disputes.queries.filters import known_types
from disputes.queries.mediators import active, caseload_for
from disputes.queries.particulars import (
    with_parts_of_agreements,
    with_parts_of_channels,
    with_parts_of_sessions,
)
from grids.queries.filter_fields import ChoicesFilter, KeyFilter, MomentFilter, YesNoFilter
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

_DIVISION = RegexValidator(r"^36[0-9]{0,10}\Z")


def parties_visible(actor: Actor) -> QuerySet[DisputeParty]:
    """Return the parties of the disputes in the actor's scope."""
    return visible_to(DisputeParty, actor).order_by("side", "position", "pk")


def mediators_visible(actor: Actor | None) -> QuerySet[Mediator]:
    """Return the mediators with committee, specialities and ``caseload``: the open channels that they lead."""
    rows = visible_to(Mediator, actor).annotate(caseload=caseload_for(actor))
    return rows.select_related("committee__organ__region").prefetch_related("specialities")


def sessions_visible(actor: Actor) -> QuerySet[MediationSession]:
    """Return the sessions of the disputes in the actor's scope."""
    return with_parts_of_sessions(visible_to(MediationSession, actor))


def agreements_visible(actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements of the disputes in the actor's scope."""
    return with_parts_of_agreements(visible_to(Agreement, actor))


def channels_visible(actor: Actor) -> QuerySet[Channel]:
    """Return the stretches of the path of the disputes in the actor's scope."""
    return with_parts_of_channels(visible_to(Channel, actor))


class PartyFilterSet(filters.FilterSet):  # type: ignore[misc]
    """The parties of one dispute: there is no list of parties across disputes."""

    dispute = KeyFilter(field_name="dispute_id", required=True)


class CommitteeFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Committees of a division with everything inside."""

    region = filters.CharFilter(
        field_name="organ__region__code", lookup_expr="startswith", validators=[_DIVISION]
    )
    kind = ChoicesFilter(choices=CommitteeKind.choices)
    q = filters.CharFilter(field_name="organ__name", lookup_expr="contains", max_length=40)


class MediatorFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Mediators; without ``active`` those of today."""

    region = filters.CharFilter(
        field_name="committee__organ__region__code", lookup_expr="startswith", validators=[_DIVISION]
    )
    type = ChoicesFilter(choices=known_types, method="by_type")
    committee = KeyFilter(field_name="committee_id")
    kind = ChoicesFilter(choices=MediatorKind.choices)
    active = YesNoFilter(method="by_activity")

    def filter_queryset(self, queryset: QuerySet[Mediator]) -> QuerySet[Mediator]:
        """Leave out who mediates no longer, unless somebody asks."""
        if self.form.cleaned_data.get("active") is None:
            queryset = queryset.filter(active())
        rows: QuerySet[Mediator] = super().filter_queryset(queryset)
        return rows

    def by_type(self, rows: QuerySet[Mediator], name: str, value: list[str]) -> QuerySet[Mediator]:
        """Specialised in one of the types; EXISTS, so that rows never multiply."""
        through = Mediator.specialities.through.objects
        special = through.filter(mediator_id=OuterRef("pk"), disputetype__code__in=value)
        return rows.filter(Exists(special)) if value else rows

    def by_activity(self, rows: QuerySet[Mediator], name: str, value: object) -> QuerySet[Mediator]:
        """Active today, or not."""
        return rows.filter(active()) if value else rows.exclude(active())


class SessionFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Sessions that begin in a span; without ``state`` those that are planned."""

    state = ChoicesFilter(choices=MediationSession.State.choices)
    mediator = KeyFilter(method="by_mediator")
    committee = KeyFilter(field_name="committee_id")
    dispute = KeyFilter(field_name="channel__dispute_id")

    @classmethod
    def get_filters(cls) -> Mapping[str, Any]:
        """``from`` is a word of Python's own, so it can only be added here."""
        found = dict(super().get_filters())
        found["from"] = MomentFilter(field_name="starts_at", lookup_expr="gte")
        found["to"] = MomentFilter(field_name="starts_at", lookup_expr="lt", ends=True)
        return found

    def filter_queryset(self, queryset: QuerySet[MediationSession]) -> QuerySet[MediationSession]:
        """Show what is still to come, unless another state was asked for."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(state=MediationSession.State.PLANNED)
        rows: QuerySet[MediationSession] = super().filter_queryset(queryset)
        return rows

    def by_mediator(
        self, rows: QuerySet[MediationSession], name: str, value: int
    ) -> QuerySet[MediationSession]:
        """In which somebody mediates; EXISTS, so that rows never multiply."""
        booked = SessionMediator.objects.filter(session_id=OuterRef("pk"), mediator_id=value)
        return rows.filter(Exists(booked))


class AgreementFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Agreements of a dispute or form, in effect or not."""

    dispute = KeyFilter(field_name="channel__dispute_id")
    form = ChoicesFilter(choices=Agreement.Form.choices)
    effective = YesNoFilter(field_name="effective_at", lookup_expr="isnull", exclude=True)


class ChannelFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Channels of a dispute, kind, state or receiving unit."""

    dispute = KeyFilter(field_name="dispute_id")
    kind = ChoicesFilter(choices=ChannelKind.choices)
    state = ChoicesFilter(choices=ChannelState.choices)
    organ = KeyFilter(field_name="organ_id")
