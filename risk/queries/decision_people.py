"""Whom a major decision concerns: user ids by the posts held today, and where it is filed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from grids.queries.units import chain_of
from pingan.matters.models import Clock
from pingan.org.models import CoordinatingOffice, Organ
from pingan.org.queries import posts_in_force, user_ids_holding
from risk.models import DecisionExpert, Filing, MajorDecision
from risk.queries.assignments import people_of


def unit_of(decision: MajorDecision) -> tuple[int, ...]:
    """Return the people of the responsible unit."""
    organ = decision.matter.organ_id
    return people_of([organ]) if organ is not None else ()


def government_of(decision: MajorDecision) -> tuple[int, ...]:
    """Return who acts for the deciding body: the county government's posts, and those of the body itself."""
    organ = decision.catalogue.organ
    posts = Q(role="county_government", region_id=organ.region_id) | Q(role="unit_handler", organ_id=organ.pk)
    return user_ids_holding(posts)


def experts_of(decision: MajorDecision) -> tuple[int, ...]:
    """Return the experts who are called in."""
    rows = DecisionExpert.objects.filter(decision=decision, ended_at=None)
    return tuple(rows.values_list("user_id", flat=True))


def offices_of(decision: MajorDecision) -> tuple[int, ...]:
    """Return the people of the office with which something of the decision was filed."""
    organs = Filing.objects.filter(decision=decision, sent_back_at=None).values_list("organ_id", flat=True)
    return user_ids_holding(Q(role="body_office", organ_id__in=list(organs)))


def office_for(decision: MajorDecision, on: date | None = None) -> Organ | None:
    """Return the office of the coordinating body of the deciding body's own level (Article 24: 同级).

    None: nobody has recorded one for this division.
    """
    day = on or timezone.localdate()
    region = decision.catalogue.region_id
    offices = CoordinatingOffice.objects.filter(body__region_id=region)
    recorded = (
        offices.filter(Q(body__valid_to=None) | Q(body__valid_to__gt=day)).select_related("organ").first()
    )
    if recorded is not None:
        return recorded.organ
    organs = Organ.objects.filter(kind=Organ.Kind.COORDINATING_OFFICE, region_id=region)
    return organs.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by("pk").first()


def experts_possible(decision: MajorDecision) -> list[tuple[int, str]]:
    """Return who may be called in: experts of the decision's divisions, from its township up to the province."""
    called = set(experts_of(decision))
    posts = posts_in_force().filter(
        role="expert", region_id__in=list(chain_of(decision.matter.region_code).values())
    )
    rows = posts.select_related("user").order_by("user__name", "user_id")
    named = {post.user_id: f"{post.user.name} · {post.title or post.role_label}" for post in rows}
    return [(pk, label) for pk, label in named.items() if pk not in called]


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: a review's the government and the unit, everything else the unit."""
    decision = MajorDecision.objects.select_related("matter", "catalogue__organ").get(pk=clock.matter_id)
    people = unit_of(decision)
    return (*people, *government_of(decision)) if clock.stage == "decision_review" else people
