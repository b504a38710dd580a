"""Circulars as the office lists and opens them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.documents.models import ServiceReceipt
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.office.models import Circular, CircularMatter, CircularRecipient
from pingan.office.queries.desk import ALL, condition_of, waiting
from pingan.office.queries.desk import ORDER as DESK_ORDER
from pingan.office.queries.ladders import letters_by, taken_by
from pingan.office.rules.ladder import Named, circular_text, names_in
from pingan.org.models import Organ
from pingan.org.queries import posts_in_force

#: Newest first, and total.
ORDER: Final = ("-written_at", "-pk")
OPEN, ISSUED, WITHDRAWN = "open", "issued", "withdrawn"
_STATES: Final = {OPEN: ("drafted", "submitted"), ISSUED: ("issued",), WITHDRAWN: ("withdrawn",)}
PARTS: Final = tuple(_STATES)
_DAY = "Y年n月j日"


def circulars_in(actor: Actor, part: str) -> QuerySet[Circular]:
    """Return the circulars of one part of the list, each with how many units were served and how many confirmed."""
    rows = visible_to(Circular, actor).filter(state__in=_STATES.get(part, _STATES[OPEN]))
    confirmed = Q(document__receipts__acknowledged_at__isnull=False)
    return (
        rows.select_related("organ", "document", "written_by")
        .defer("text", "document__snapshot")
        .annotate(
            served=Count("document__receipts", distinct=True),
            confirmed=Count("document__receipts", filter=confirmed, distinct=True),
        )
        .order_by(*ORDER)
    )


def circular_view(actor: Actor, pk: int) -> Circular:
    """Return a circular with the matters that it names and the units that it goes to.

    Raises:
        NotFound: outside the actor's sight.

    """
    named = CircularMatter.objects.select_related("matter", "organ").defer("matter__search")
    to = CircularRecipient.objects.select_related("organ")
    return fetch(
        Circular,
        actor,
        pk,
        refine=lambda rows: (
            rows.select_related("organ", "document", "written_by", "approved_by", "region")
            .defer("document__snapshot", "region__boundary")
            .prefetch_related(Prefetch("named", named), Prefetch("recipients", to))
        ),
    )


def receipts_of(circular: Circular) -> list[ServiceReceipt]:
    """Return the proofs of service of an issued circular."""
    rows = ServiceReceipt.objects.filter(document_id=circular.document_id or 0)
    return list(rows.select_related("recipient", "acknowledged_by").order_by("served_at", "pk"))


def matters_seen(actor: Actor, circular: Circular) -> set[int]:
    """Return those of the named matters that the actor may open."""
    keys = [one.matter_id for one in circular.named.all()]
    return set(visible_to(Matter, actor).filter(pk__in=keys).order_by().values_list("pk", flat=True))


def people_of(organ_ids: Iterable[int]) -> list[str]:
    """Return the names of those who hold a post in some units today."""
    rows = posts_in_force().filter(organ_id__in=list(organ_ids))
    return list(rows.order_by("user_id").values_list("user__name", flat=True).distinct())


def people_named(circular: Circular) -> list[str]:
    """Return whom of those who hold a post in the circular's area its words name: asked when somebody approves it."""
    area = circular.region.code.rstrip("0")
    rows = posts_in_force().filter(region__code__startswith=area).order_by()
    names = list(rows.values_list("user__name", flat=True).distinct())
    return names_in("\n".join((circular.subject, circular.text, circular.left_out)), sorted(names))


def units_left_out(circular: Circular) -> list[str]:
    """Return the units of the named matters that the circular does not go to; of ``circular_view``, without a query."""
    to = {one.organ_id for one in circular.recipients.all()}
    return list(
        dict.fromkeys(str(one.organ) for one in circular.named.all() if one.organ and one.organ_id not in to)
    )


def warnings_of(circular: Circular, *, is_approving: bool) -> dict[str, str]:
    """Return what is told of a circular that is not issued yet, whoever decides: names, and units that it passes over."""
    persons = people_named(circular) if is_approving else []
    passed_over = [] if circular.document_id else units_left_out(circular)
    return {"persons": _(", ").join(persons), "units_left_out": _(", ").join(passed_over)}


def draft_text(matters: Sequence[Matter]) -> str:
    """Return the text that the draft of a circular about some matters begins with."""
    keys = [matter.pk for matter in matters]
    reached, letters = taken_by(keys), letters_by(matters)
    with translation.override(settings.LANGUAGE_CODE):
        named = [
            Named(
                unit=matter.organ.name if matter.organ else "",
                number=matter.number,
                kind=str(machine_for(matter.kind).label),
                due=_day(matter.next_due_at),
                reminders=reached[matter.pk].reminders if matter.pk in reached else 0,
                letters=letters.get(matter.pk, ()),
            )
            for matter in matters
        ]
        return circular_text(named, date_format(timezone.localdate(), _DAY))


def _day(moment: object) -> str:
    return date_format(timezone.localtime(moment), _DAY) if moment else ""  # type: ignore[arg-type]


def usual_recipients(matters: Sequence[Matter]) -> list[int]:
    """Return the units that answer for some matters."""
    return sorted({matter.organ_id for matter in matters if matter.organ_id is not None})


def offered(actor: Actor, most: int) -> list[Matter]:
    """Return what a circular may be drafted about: what waits for a push and may be named, what is due first on top."""
    rows = waiting(actor).filter(condition_of(ALL, timezone.now()), is_restricted=False)
    return list(rows.order_by(*DESK_ORDER)[:most])


def units_by_key(keys: Iterable[int]) -> list[Organ]:
    """Return units by their keys."""
    return list(Organ.objects.filter(pk__in=list(keys)).order_by("name", "pk"))
