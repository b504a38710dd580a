"""Reads of briefs: which there are, their versions, whose business they are, and to whom they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.documents.models import ServiceReceipt
from pingan.office.models import Brief, BriefChange, Cadence
from pingan.org.models import Organ, Region
from pingan.org.queries import children_of, posts_in_force, user_ids_holding

ORDER = ("-since", "cadence", "-version", "-pk")
_WRITER = "body_office"


def briefs_listed(actor: Actor) -> QuerySet[Brief]:
    """Return the briefs in the actor's scope, without their frozen numbers: a list has no use for them."""
    return visible_to(Brief, actor).select_related("region", "document").defer("figures")


class BriefFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters of the list of briefs; what cannot be read is an error at its field."""

    q = filters.CharFilter(
        field_name="region__name", lookup_expr="icontains", max_length=60, label=_("Place")
    )
    cadence = filters.ChoiceFilter(choices=Cadence.choices, label=pgettext_lazy("brief", "cadence"))
    state = filters.ChoiceFilter(choices=Brief.State.choices, label=_("State"))


def briefs_in(actor: Actor, part: str) -> QuerySet[Brief]:
    """Return the briefs that wait for this post: to be finished, reviewed, issued, or confirmed by the own unit.

    One condition for the number on the home page and for the list that it opens.
    """
    return briefs_listed(actor).filter(_waits(actor, part))


def _waits(actor: Actor, part: str) -> Q:
    own, unfinished = Q(region_id=actor.region_id or 0), Q(pk__in=[])
    for name in BriefChange.Section.values:
        unfinished |= Q(**{name: ""})
    if part == "confirm":
        mine = ServiceReceipt.objects.filter(recipient_id=actor.organ_id or 0, acknowledged_at=None)
        return Q(Exists(mine.filter(document_id=OuterRef("document_id"))), state=Brief.State.ISSUED)
    if part == "issue":
        return own & Q(state=Brief.State.REVIEWED)
    wrote = Exists(BriefChange.objects.filter(brief_id=OuterRef("pk"), made_by_id=actor.user_id))
    of_mine = Q(created_by_id=actor.user_id) | Q(wrote)
    if part == "review":
        return own & Q(state=Brief.State.DRAFTED, return_note="") & ~unfinished & ~of_mine
    return own & Q(state=Brief.State.DRAFTED) & (unfinished | ~Q(return_note=""))


def parts_of(actor: Actor) -> tuple[str, ...]:
    """Return the parts that are this post's business, in the order in which a brief goes through them."""
    duties = {"write": "brief.write", "review": "brief.review", "issue": "brief.issue"}
    found = tuple(part for part, duty in duties.items() if actor.has(duty))
    return (*found, "confirm") if actor.organ_id and actor.has("documents.acknowledge") else found


def versions_of(actor: Actor, brief: Brief) -> list[Brief]:
    """Return the versions of a brief in the actor's sight, newest first: a draft is its own body's business."""
    rows = visible_to(Brief, actor)
    rows = rows.filter(region_id=brief.region_id, cadence=brief.cadence, since=brief.since)
    return list(rows.defer("figures").order_by("-version"))


def newest_version(region_id: int, cadence: str, since: date) -> Brief | None:
    """Return the newest version of a body's brief on a period, in whatever state; None: there is none."""
    rows = Brief.objects.filter(region_id=region_id, cadence=cadence, since=since)
    return rows.defer("figures").order_by("-version").first()


def changes_of(brief: Brief) -> list[BriefChange]:
    """Return what was changed in a draft, oldest first."""
    return list(brief.changes.order_by("pk"))


def receipts_of(brief: Brief) -> list[ServiceReceipt]:
    """Return the proofs that an issued brief reached its readers."""
    if brief.document_id is None:
        return []
    rows = ServiceReceipt.objects.filter(document_id=brief.document_id)
    found = rows.select_related("recipient__region", "acknowledged_by")
    return list(found.order_by("recipient__region__code", "pk"))


def receipts_to_confirm(actor: Actor, briefs: Iterable[Brief]) -> dict[int, int]:
    """Return the receipts that this actor's unit has still to confirm, by the key of their brief; one statement."""
    by_document = {brief.document_id: brief.pk for brief in briefs if brief.document_id is not None}
    if actor.organ_id is None or not by_document or not actor.has("documents.acknowledge"):
        return {}
    rows = visible_to(ServiceReceipt, actor, "acknowledge").filter(
        recipient_id=actor.organ_id, acknowledged_at=None, document_id__in=by_document
    )
    return {by_document[document]: pk for document, pk in rows.values_list("document_id", "pk")}


def office_of(region: Region) -> Organ | None:
    """Return the office of the coordinating body of a division, which its papers leave; None: there is none today."""
    rows = Organ.objects.filter(region=region, kind=Organ.Kind.COORDINATING_OFFICE, valid_to=None)
    return rows.order_by("pk").first()


@dataclass(frozen=True)
class Recipients:
    """The unit above, and those below; each the office of the body of its division, else its governance centre."""

    above: tuple[Organ, ...]
    below: tuple[Organ, ...]

    @property
    def all(self) -> tuple[Organ, ...]:
        """The one above first."""
        return (*self.above, *self.below)


def recipients_of(region: Region) -> Recipients:
    """Return to whom a body's brief goes: one level up, one level down."""
    above = _units([region.parent_id] if region.parent_id else [], (Organ.Kind.COORDINATING_OFFICE,))
    inside = list(children_of(region, on=timezone.localdate()).values_list("pk", flat=True))
    kinds = (Organ.Kind.COORDINATING_OFFICE, Organ.Kind.GOVERNANCE_CENTER)
    return Recipients(above, _units(inside, kinds))


def _units(regions: Iterable[int], kinds: tuple[str, ...]) -> tuple[Organ, ...]:
    rows = Organ.objects.filter(region_id__in=list(regions), kind__in=kinds, valid_to=None)
    found: dict[int, Organ] = {}
    for organ in rows.select_related("region").order_by("pk"):
        known = found.get(organ.region_id)
        if known is None or kinds.index(organ.kind) < kinds.index(known.kind):
            found[organ.region_id] = organ
    return tuple(sorted(found.values(), key=lambda organ: (organ.region.code, organ.pk)))


def writers_of(region_id: int) -> tuple[int, ...]:
    """Return the accounts that write a body's briefs today."""
    return user_ids_holding(Q(role=_WRITER, region_id=region_id))


def issuers_of(region_id: int) -> tuple[int, ...]:
    """Return the accounts that issue a body's briefs today."""
    return user_ids_holding(Q(role="leader", region_id=region_id))


def bodies_with_writers() -> QuerySet[Region]:
    """Return the divisions whose office has somebody who goes on from a draft: nobody reads those of others."""
    staffed = posts_in_force().filter(role=_WRITER, region_id=OuterRef("pk"))
    offices = Organ.objects.filter(
        region_id=OuterRef("pk"), kind=Organ.Kind.COORDINATING_OFFICE, valid_to=None
    )
    return Region.objects.filter(Exists(staffed), Exists(offices)).order_by("code")
