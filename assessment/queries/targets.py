"""Reads of target letters: which there are, their tasks with what was reported last, and whose letters they may be."""

from __future__ import annotations

from datetime import date

import django_filters as filters
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.models import TargetLetter, TargetProgress, TargetTask
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Organ
from pingan.org.queries import user_ids_holding

#: Kinds of unit that do not sign for themselves: desks and centres act for their division, an office for its body.
_NOT_SIGNING = (Organ.Kind.GOVERNANCE_CENTER,)
#: Who signs for a division below: its government, or the office of its body.
_FOR_DIVISION = (Organ.Kind.GOVERNMENT, Organ.Kind.COORDINATING_OFFICE)


def with_last_progress(rows: QuerySet[TargetTask]) -> QuerySet[TargetTask]:
    """Add what the unit reported last of each task (NULL: nothing yet): in this version, or in the one before."""
    newest = TargetProgress.objects.filter(Q(task=OuterRef("pk")) | Q(task=OuterRef("continues"))).order_by(
        "-made_at", "-pk"
    )
    return rows.annotate(
        last_state=Subquery(newest.values("state")[:1]), last_at=Subquery(newest.values("made_at")[:1])
    )


def letters_listed(actor: Actor) -> QuerySet[TargetLetter]:
    """Return the letters in the actor's scope, each with the number of its tasks and of those that are done."""
    last = (
        TargetProgress.objects.filter(Q(task=OuterRef("pk")) | Q(task=OuterRef("continues")))
        .order_by("-made_at", "-pk")
        .values("state")[:1]
    )
    done = (
        TargetTask.objects.filter(letter=OuterRef("pk"))
        .annotate(last=Subquery(last))
        .filter(last=TargetProgress.State.DONE)
        .order_by()
        .values("letter")
        .annotate(found=Count("pk"))
    )
    rows = visible_to(TargetLetter, actor).select_related("organ", "region")
    return rows.annotate(task_count=Count("tasks"), done_count=Subquery(done.values("found")))


def tasks_of(letter: TargetLetter) -> list[TargetTask]:
    """Return the tasks of a letter with all that was reported of them, oldest first; two queries."""
    progress = TargetProgress.objects.order_by("made_at", "pk")
    rows = with_last_progress(TargetTask.objects.filter(letter=letter)).prefetch_related(
        Prefetch("progress", queryset=progress)
    )
    return list(rows.order_by("number"))


def versions_of(letter: TargetLetter) -> QuerySet[TargetLetter]:
    """Return all versions of a letter, newest first."""
    return TargetLetter.objects.filter(
        region_id=letter.region_id, organ_id=letter.organ_id, year=letter.year
    ).order_by("-version")


def units_to_bind(actor: Actor, on: date | None = None) -> QuerySet[Organ]:
    """Return the units with which the actor's body may agree: those of its level, and who signs for a division below it."""
    day = on or timezone.localdate()
    own = Q(region_id=actor.region_id or 0) & ~Q(kind__in=(*_NOT_SIGNING, Organ.Kind.COORDINATING_OFFICE))
    below = Q(region__parent_id=actor.region_id or 0, kind__in=_FOR_DIVISION)
    rows = Organ.objects.filter(own | below, Q(valid_to=None) | Q(valid_to__gt=day))
    return rows.select_related("region").order_by("region__code", "name_pinyin", "pk")


class LetterFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of letters; what cannot be read is an error at its field."""

    q = filters.CharFilter(field_name="organ__name", lookup_expr="icontains", max_length=60, label=_("Unit"))
    year = filters.NumberFilter(min_value=2023, max_value=2100, label=_("Year"))
    state = filters.ChoiceFilter(choices=TargetLetter.State.choices, label=_("State"))


def next_version(letter: TargetLetter) -> int:
    """Return the number that a revision of a letter bears."""
    last = versions_of(letter).values_list("version", flat=True).first()
    return (last or 0) + 1


def people_of(letter: TargetLetter, side: str = "") -> tuple[int, ...]:
    """Return the accounts that sign for a side of a letter today (blank: for either)."""
    unit = Q(role__in=("unit_handler", "body_office"), organ_id=letter.organ_id)
    body = Q(role="leader", region_id=letter.region_id)
    return user_ids_holding({"unit": unit, "body": body}.get(side, unit | body))
