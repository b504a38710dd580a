"""The register of disputes (矛盾纠纷登记台账): its filters, its rows, and how many are counted and not listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import django_filters as filters
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models import Channel, Dispute, DisputeParty
from disputes.models.choices import DisputeSource, Level
from disputes.queries.areas import in_area, suppress_below
from disputes.queries.columns import COUNTED, TABLE_COLUMNS, measured
from disputes.queries.restricted import hidden_disputes
from disputes.queries.types import statistic_lines, type_choices
from grids.queries.filter_fields import ChoicesFilter, CodeFilter, KeyFilter, MomentFilter
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.calendars.rules import SHANGHAI
from pingan.matters.machine import machine_for
from pingan.org.queries import covered_prefixes, region_by_code
from pingan.org.rules import prefixes_cover


def _states() -> list[tuple[str, Any]]:
    return list(machine_for("dispute").states.items())


def _prefixes(code: str) -> tuple[str, ...]:
    region = region_by_code(code.ljust(12, "0"))
    if region is not None:
        return covered_prefixes(region)
    bare = code.rstrip("0")
    return prefixes_cover(
        [code.ljust(12, "0")[: next(width for width in (2, 4, 6, 9, 12) if width >= len(bare))]]
    )


class RegisterFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters on disputes of ``measured``. Blank means no condition; what cannot be read is an error at its field."""

    since = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    until = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    region = CodeFilter(method="by_region", label=_("Division"))
    type = ChoicesFilter(choices=type_choices, field_name="type__code", label=_("Type"))
    line = ChoicesFilter(
        choices=statistic_lines, field_name="type__statistic_code", label=_("Line of the statistics")
    )
    state = ChoicesFilter(choices=_states, field_name="matter__state", label=_("State"))
    source = ChoicesFilter(choices=DisputeSource.choices, label=_("Source"))
    level = ChoicesFilter(choices=Level.choices, label=pgettext_lazy("dispute", "Level"))
    committee = KeyFilter(method="by_committee", label=_("Committee"))
    figure = filters.ChoiceFilter(
        choices=[(figure.code, figure.label) for figure in TABLE_COLUMNS.values()],
        method="by_figure",
        label=_("Counted as"),
    )

    def by_region(self, rows: QuerySet[Dispute], _name: str, code: str) -> QuerySet[Dispute]:
        """Keep those of a division, what it succeeded included."""
        return rows.filter(in_area(_prefixes(code)))

    def by_committee(self, rows: QuerySet[Dispute], _name: str, pk: int) -> QuerySet[Dispute]:
        """Keep those whose last channel is this committee's."""
        return rows.filter(Q(last_committee=pk))

    def by_figure(self, rows: QuerySet[Dispute], _name: str, code: str) -> QuerySet[Dispute]:
        """Keep what a number of the statistics counts."""
        return rows.filter(COUNTED, TABLE_COLUMNS[code].condition)


def _whole(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Add what filters ask: the figures' attributes and the committee of the last channel."""
    last = Channel.objects.filter(dispute=OuterRef("pk")).order_by("-opened_at", "-pk")
    return measured(rows).annotate(last_committee=Subquery(last.values("committee_id")[:1]))


@dataclass(frozen=True)
class Register:
    """What an address of the register stands for. ``errors`` blank: every filter was read."""

    filters: RegisterFilterSet
    rows: QuerySet[Dispute]
    errors: list[str]


def register(actor: Actor, query: Any) -> Register:
    """Return the rows that the actor may see under the filters of an address; one that is wrong finds nothing."""
    found = RegisterFilterSet(query, _whole(visible_to(Dispute, actor)))
    errors = [
        f"{found.form.fields[name].label}: {text}" for name, texts in found.errors.items() for text in texts
    ]
    rows = found.qs if not errors else visible_to(Dispute, actor).none()
    return Register(found, rows, errors)


#: By what restricted disputes are told apart for others, and figures that count them.
_TOLD_APART = frozenset({"since", "until", "region", "line", "figure"})
_COUNTED_IN = ("", "total")
_DAY, _FIRST = timedelta(days=1), datetime(2000, 1, 1, tzinfo=SHANGHAI)


def not_listed(actor: Actor, found: Register) -> int:
    """Return how many restricted disputes the statistics count besides the rows of a register (``rules.counts``).

    None are told where a filter asks for what restricted disputes are not told apart by.
    """
    if found.errors:
        return 0
    asked = {name: value for name, value in found.filters.form.cleaned_data.items() if value}
    if asked.keys() - _TOLD_APART or asked.get("figure", "") not in _COUNTED_IN:
        return 0
    code = asked.get("region", "")
    if not actor.has("dispute.statistics") or not actor.covers(code or actor.region_code):
        return 0
    prefixes = _prefixes(code) if code else actor.areas
    since, until = _whole_days(asked.get("since"), asked.get("until"))
    lines = frozenset(asked.get("line", ()))
    hidden = hidden_disputes(actor, prefixes, since, until, below=suppress_below(actor))
    return sum(one.count for one in hidden if not lines or one.block.lines <= lines)


def _whole_days(since: datetime | None, until: datetime | None) -> tuple[date, date]:
    """Return the first and last day that lie wholly between two moments; what ends in the future has no end."""
    now = timezone.now()
    first = timezone.localdate(min(max(since or _FIRST, _FIRST), now) + _DAY - timedelta.resolution)
    last = date.max if until is None or until > now else timezone.localdate(max(until, _FIRST)) - _DAY
    return first, last


def with_particulars(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Add what a line of the register shows besides: parties as roles, committee, mediator, the end.

    Names, phones and numbers of parties are not even read.
    """
    last = Channel.objects.filter(dispute=OuterRef("pk")).order_by("-opened_at", "-pk")
    mediated = last.filter(kind__startswith="mediation_")
    parties = DisputeParty.objects.filter(dispute=OuterRef("pk"), left_at=None).order_by("side", "position")
    role = JSONObject(side="side", position="position", represents=F("represents_id"))
    return rows.annotate(
        committee_name=Subquery(mediated.values("committee__organ__name")[:1]),
        mediator_name=Subquery(mediated.values("mediator__name")[:1]),
        roles=ArraySubquery(parties.annotate(role=role).values("role")),
    )
