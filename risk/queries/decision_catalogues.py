"""Catalogues of major decisions: which there are, and who may fill or keep them."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.org.models import Organ
from pingan.org.queries import regions_in_force
from risk.models import DecisionCatalogue
from risk.queries.decisions import catalogues_visible


def catalogues_listed(actor: Actor) -> QuerySet[DecisionCatalogue]:
    """Return the catalogues with how many decisions stand in each (所涉数目, 应评尽评)."""
    return catalogues_visible(actor).annotate(decision_count=Count("decisions"))


def catalogues_to_fill(actor: Actor) -> list[DecisionCatalogue]:
    """Return the catalogues of this year and the next of the divisions above the actor's post."""
    codes = [actor.region_code[:width].ljust(12, "0") for width in (2, 4, 6, 9, 12)]
    rows = catalogues_visible(actor).filter(region__code__in=codes, year__gte=timezone.localdate().year)
    return list(rows)


def regions_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Return the actor's own division and those just below it."""
    if actor.region_id is None:
        return []
    rows = regions_in_force().filter(parent_id=actor.region_id, is_virtual=False).order_by("code")
    own = regions_in_force().filter(pk=actor.region_id)
    return [*own.values_list("code", "name"), *rows.values_list("code", "name")]


def deciding_bodies(actor: Actor) -> QuerySet[Organ]:
    """Return the governments and departments of the actor's own division, which take major decisions."""
    kinds = [Organ.Kind.GOVERNMENT, Organ.Kind.DEPARTMENT]
    rows = Organ.objects.filter(region_id=actor.region_id or 0, kind__in=kinds, valid_to=None)
    return rows.order_by("kind", "name_pinyin", "pk")
