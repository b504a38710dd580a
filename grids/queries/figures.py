"""The figures of incidents and grids, each defined once: overview, home and assessment read the same conditions.

An incident belongs to the period in which it was closed; the overview counts those that came in, with the same words for
what became of them.
"""

from __future__ import annotations

from typing import Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.models import Grid, Incident
from grids.models.incidents import Satisfaction
from grids.queries.compliance import MUST_HAVE, full_time_worker
from grids.queries.waiting import DISPUTED_FROM, overdue_q
from pingan.common.figures import Figure, Period, url_of_matter
from pingan.matters.models import Clock

#: Closed in the regular way: not rejected, not joined to another.
CLOSED: Final = Q(matter__state="closed")
#: The verifier, who is not the handler, found it solved.
SOLVED: Final = Q(is_solved=True)
#: The reporter could be reached and said how satisfied they are.
ASKED: Final = Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.FAIR, Satisfaction.DISSATISFIED))
SATISFIED: Final = Q(satisfaction=Satisfaction.SATISFIED)
#: Reporters said whether it was solved; and those who said that it was.
JUDGED: Final = Q(evaluated_solved__isnull=False)
SAID_SOLVED: Final = Q(evaluated_solved=True)
#: A term of one of its stages or units was missed, whatever became of it later.
MISSED_TERM: Final = Q(is_met=False)

_FACTS: Final = {
    "opened_at": "matter__opened_at",
    "closed_at": "matter__closed_at",
    "state": "matter__state",
    "has_missed_term": "has_missed_term",
    "is_solved": "is_solved",
    "evaluated_at": "evaluated_at",
    "satisfaction": "satisfaction",
    "returned_count": "returned_count",
    "reopened_count": "reopened_count",
    "is_self_resolved": "is_self_resolved",
}
_CLOSED_ON = _("the day on which it was closed")


def _incidents() -> QuerySet[Incident]:
    missed = Clock.objects.filter(MISSED_TERM, matter_id=OuterRef("pk"))
    return Incident.objects.annotate(has_missed_term=Exists(missed))


def _reported(period: Period) -> QuerySet[Incident]:
    return _incidents().filter(period.holds("matter__opened_at"))


def _closed(period: Period) -> QuerySet[Incident]:
    return _incidents().filter(CLOSED, period.holds("matter__closed_at"))


def _asked(period: Period) -> QuerySet[Incident]:
    return _incidents().filter(ASKED, period.holds("evaluated_at"))


def _open(period: Period) -> QuerySet[Incident]:
    late = ExpressionWrapper(overdue_q(timezone.now()), output_field=BooleanField())
    return _incidents().filter(matter__closed_at=None).annotate(is_overdue=late)


def _must_have(period: Period) -> QuerySet[Grid]:
    rows = Grid.objects.filter(Grid.in_force_q(period.until), MUST_HAVE)
    return rows.annotate(has_full_time_worker=Exists(full_time_worker(period.until)))


def _incident(code: str, label: object, **values: object) -> Figure:
    given = {
        "rows": _closed, "date_rule": _CLOSED_ON, "day": "matter__closed_at",
        "whole_label": _("incidents closed in the regular way"),
        "source": "grids.incident", "number": "matter__number", "region": "matter__region_code",
        "organ": "matter__organ_id", "closed": "matter__is_restricted", "facts": _FACTS,
        "url": url_of_matter("incident"), "class_kind": "incident", "class_path": "matter__class_code", **values,
    }  # fmt: skip
    return Figure(code=f"incident.{code}", label=label, **given)  # type: ignore[arg-type]  # fields by name


FIGURES: Final = (
    _incident(
        "reported", _("Incidents reported"), rows=_reported, date_rule=_("the day on which it was reported"),
        day="matter__opened_at",
        whole_label=_("incidents reported"), article=_("Articles 14, 15"), is_intake=True,
    ),
    _incident(
        "on_time", _("Incidents closed without a missed term"), part=Q(has_missed_term=False),
        part_label=_("of them without a missed term"), article=_("Articles 14, 15"),
    ),
    _incident(
        "solved", _("Incidents found solved when verified"), part=SOLVED,
        part_label=_("of them found solved by the verifier"), article=_("Article 23"),
    ),
    _incident(
        # The day stands in the incident, so its class is asked there too: no matter is read of other classes.
        "satisfied", _("Reporters who were satisfied"), rows=_asked, part=SATISFIED, day="evaluated_at",
        class_path="category__code",
        date_rule=_("the day on which the reporter was asked"),
        whole_label=_("incidents whose reporter was asked and reached"), part_label=_("of them satisfied"),
        article=_("Article 23"),
    ),
    _incident(
        "returned_twice", _("Incidents returned twice or more"), part=Q(returned_count__gte=DISPUTED_FROM),
        part_label=_("of them returned by units twice or more"), article=_("Article 14"),
    ),
    _incident(
        "self_resolved", _("Incidents resolved on the spot"), part=Q(is_self_resolved=True),
        part_label=_("of them resolved on the spot by who reported them"), article=_("Article 15"),
    ),
    _incident(
        "reopened", _("Incidents that came back"), part=Q(reopened_count__gt=0),
        part_label=_("of them reopened at least once"), article=_("Article 14"),
    ),
    _incident(
        "open", _("Incidents in handling"), rows=_open, part=Q(is_overdue=True), is_live=True, day="",
        date_rule=_("as it stands at this moment"), whole_label=_("incidents in handling"),
        part_label=_("of them overdue"), article=_("Articles 14, 15"),
    ),
    Figure(
        code="grid.full_time", label=_("Urban grids with a full-time worker"), source="grids.grid", rows=_must_have,
        part=Q(has_full_time_worker=True), number="code", region="region__code",
        date_rule=_("as it stands on the last day of the period"),
        facts={
            "kind": "kind", "urban_rural_code": "region__urban_rural_code", "is_urban_override": "is_urban_override",
            "has_full_time_worker": "has_full_time_worker",
        },
        whole_label=_("governance grids of urban communities"),
        part_label=_("of them with at least one active full-time worker"), article=_("Article 15"),
        url="/grids/{}/".format,
    ),
)  # fmt: skip
__all__ = ["ASKED", "CLOSED", "FIGURES", "JUDGED", "MISSED_TERM", "SAID_SOLVED", "SATISFIED", "SOLVED"]
