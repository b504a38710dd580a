"""Reads of accountability cases: whom they are about, who answered on the day, what restrictions hold, whom to tell."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils import timezone

from assessment.models import AccountabilityCase, CaseObjection, Restriction
from assessment.rules.cases import CASE_FINAL
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Clock, Matter
from pingan.org.models import LeaderResponsibility, Organ, Region
from pingan.org.queries import regions_in_force, responsible_on, user_ids_holding

#: Who speaks for a division that a case is about.
OF_DIVISION = ("body_office", "leader", "county_government", "township_desk", "community_staff")
#: Units that a notice to a division is served on, the first there is.
_RECEIVING = (Organ.Kind.GOVERNMENT, Organ.Kind.COORDINATING_OFFICE, Organ.Kind.GOVERNANCE_CENTER)


#: How a case was weighed by those who handle it; the assessed and those above read what was asked, decided and answered.
_INSIDE = frozenset({"verify", "establish", "comment", "propose", "suggest"})


def kept_inside(actor: Actor, matter: Matter) -> frozenset[str]:
    """Return the actions whose entries stay with the office and the leader of the body that runs the case."""
    is_theirs = actor.region_id == matter.region_id and (actor.has("case.handle") or actor.has("case.decide"))
    return frozenset() if is_theirs else _INSIDE


def cases_visible(actor: Actor | None) -> QuerySet[AccountabilityCase]:
    """Return the cases in the actor's scope with what every list shows, newest first."""
    rows = visible_to(AccountabilityCase, actor).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "region", "organ"
    )
    return rows.defer("matter__search", "matter__region__boundary", "region__boundary").order_by(
        "-matter__opened_at", "-pk"
    )


def restrictions_visible(actor: Actor | None) -> QuerySet[Restriction]:
    """Return the restrictions in the actor's scope, the latest first.

    ``case_number`` is that of the case behind one, "" for whom the case itself is closed.
    """
    rows = visible_to(Restriction, actor).select_related("region", "organ", "case__matter")
    told = When(case__in=visible_to(AccountabilityCase, actor).values("pk"), then=F("case__matter__number"))
    number = Case(told, default=Value(""), output_field=CharField())
    return rows.annotate(case_number=number).defer("region__boundary").order_by("-from_on", "-pk")


def in_force_q(day: date) -> Q:
    """Return the condition on restrictions that hold on a day."""
    return Q(from_on__lte=day) & (Q(ended_on=None, to_on__gt=day) | Q(ended_on__gt=day))


def restrictions_on(
    *, organ_id: int | None = None, region_id: int | None = None, day: date
) -> QuerySet[Restriction]:
    """Return what is forbidden on a day to a unit's or a division's leading group (invariant 18)."""
    subject = Q(organ_id=organ_id) if organ_id is not None else Q(region_id=region_id)
    if organ_id is None and region_id is None:
        return Restriction.objects.none()
    return Restriction.objects.filter(subject).filter(in_force_q(day))


def open_cases_of(
    *, organ_id: int | None = None, region_id: int | None = None
) -> QuerySet[AccountabilityCase]:
    """Return the cases of a unit or division that a person has taken up and that have not ended."""
    if organ_id is None and region_id is None:
        return AccountabilityCase.objects.none()
    subject = Q(organ_id=organ_id) if organ_id is not None else Q(region_id=region_id)
    return AccountabilityCase.objects.filter(subject).exclude(matter__state__in={*CASE_FINAL, "candidate"})


def answerable(case: AccountabilityCase) -> list[LeaderResponsibility]:
    """Return who answered for the unit, or for the units of the division, on the day of the event (Article 7)."""
    organs = [case.organ] if case.organ is not None else _leading_units(case.region)
    return [held for organ in organs for held in responsible_on(organ, case.event_on).select_related("organ")]


def _leading_units(region: Region | None) -> list[Organ]:
    if region is None:
        return []
    return list(region.organs.filter(kind__in=_RECEIVING).order_by("kind", "pk"))


def recipients_of(case: AccountabilityCase) -> list[Organ]:
    """Return the units that a notice may be served on: the unit itself, or those that act for the division."""
    if case.organ is not None:
        return [case.organ]
    today = timezone.localdate()
    return [
        organ for organ in _leading_units(case.region) if organ.valid_to is None or organ.valid_to > today
    ]


def subjects_below(region: Region) -> QuerySet[Region]:
    """Return the divisions whose leading group a body may hold to account: those just below it."""
    return regions_in_force().filter(parent_id=region.pk, is_virtual=False).order_by("code")


def units_of_body(region: Region) -> QuerySet[Organ]:
    """Return the units of a body's own level whose leading group it may hold to account; not its own office."""
    rows = Organ.objects.filter(region=region, valid_to=None)
    return rows.exclude(kind=Organ.Kind.COORDINATING_OFFICE).order_by("name_pinyin", "pk")


def nominable_units(actor: Actor, region: Region) -> QuerySet[Organ]:
    """Return the units that a post may put forward: a unit itself, an office or desk those of its level."""
    rows = units_of_body(region)
    return rows.filter(pk=actor.organ_id or 0) if actor.role == "unit_handler" else rows


def office_organ(region: Region) -> Organ | None:
    """Return the office of the coordinating body of a division; None: none is in the books."""
    offices = Organ.objects.filter(region=region, kind=Organ.Kind.COORDINATING_OFFICE, valid_to=None)
    return offices.order_by("pk").first()


def open_objection(case: AccountabilityCase) -> CaseObjection | None:
    """Return the objection that waits for its answer; None: none does."""
    return CaseObjection.objects.filter(case=case, answered_at=None).first()


def of_office(case: AccountabilityCase) -> tuple[int, ...]:
    """Return the accounts of the office that runs a case."""
    return user_ids_holding(Q(region_id=case.matter.region_id, role="body_office"))


def of_leader(case: AccountabilityCase) -> tuple[int, ...]:
    """Return the accounts of the leaders of the body that runs a case."""
    return user_ids_holding(Q(region_id=case.matter.region_id, role="leader"))


def of_assessed(case: AccountabilityCase) -> tuple[int, ...]:
    """Return the accounts that speak for whom a case is about."""
    if case.organ_id is not None:
        return user_ids_holding(Q(organ_id=case.organ_id, role="unit_handler"))
    return user_ids_holding(Q(region_id=case.region_id, role__in=OF_DIVISION))


def of_superior(case: AccountabilityCase) -> tuple[int, ...]:
    """Return the accounts of the body above the one that runs a case."""
    return user_ids_holding(Q(region_id=case.matter.region.parent_id, role__in=("body_office", "leader")))


def of_objection(case: AccountabilityCase) -> tuple[int, ...]:
    """Return the accounts of the body above, where an objection was put to it."""
    objection = open_objection(case)
    return of_superior(case) if objection is not None and objection.to == "superior" else ()


def of_case_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock of a case: the assessed of their statement, the office of all else."""
    case = AccountabilityCase.objects.select_related("matter__region").get(pk=clock.matter_id)
    return of_assessed(case) if clock.stage == "case_statement" else of_office(case)


def expiring(day: date) -> list[int]:
    """Return the keys of cases whose measure ends by the passing of time and whose time is over on a day."""
    rows = AccountabilityCase.objects.filter(lift_rule="expiry", matter__state__in=("served", "rectifying"))
    over = Restriction.objects.filter(Q(ended_on=None, to_on__gt=day) | Q(ended_on__gt=day)).values("case_id")
    return list(
        rows.filter(restrictions__isnull=False).exclude(pk__in=over).distinct().values_list("pk", flat=True)
    )
