"""Reads of disputes: lists in scope, the same party in one township, the level's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from disputes.models import Dispute, DisputeParty, RedFlag, ReturnVisit
from disputes.models.choices import PartyKind
from disputes.queries.terms import level_numbers, number
from disputes.rules.flags import UNFOUNDED, VIOLENT
from disputes.rules.levels import LevelFacts, Reason, computed_level
from disputes.rules.redaction import Known, redacted
from pingan.access.policy import allows, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden
from pingan.matters.models import TimelineEntry


def disputes_visible(actor: Actor | None, verb: str = "view") -> QuerySet[Dispute]:
    """Return the disputes in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Dispute, actor, verb).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "type"
    )
    return rows.defer(
        "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary"
    ).order_by("-matter__opened_at", "-pk")


def known_parties(dispute_id: int) -> list[Known]:
    """Return what must not stand in the texts of a dispute, with the role that stands for it."""
    return [
        Known(
            row.label,
            row.name,
            row.phone or "",
            row.identity_number or "",
            row.kind == PartyKind.ORGANISATION,
        )
        for row in DisputeParty.objects.filter(dispute_id=dispute_id)
    ]


def redactor(dispute_id: int) -> Callable[[str], str]:
    """Return what puts roles in place of the parties of a dispute, as they are recorded now."""
    known = known_parties(dispute_id)
    return lambda text: redacted(text, known)


def corrections_of(party: DisputeParty, day: date) -> int:
    """Return how often a party's particulars were corrected on a day."""
    rows = TimelineEntry.objects.filter(matter_id=party.dispute_id, action="amend_party", at__date=day)
    return rows.filter(data__party=party.label).count()


def level_of(dispute: Dispute, now: datetime | None = None) -> tuple[str, list[Reason]]:
    """Return what the rules make of a dispute today, with the reasons; signs of what is joined to it are its own."""
    today = timezone.localdate(now or timezone.now())
    codes = set(_signs_of(dispute).exclude(review=UNFOUNDED).values_list("code", flat=True))
    facts = LevelFacts(
        people=dispute.people_involved,
        amount=dispute.amount,
        duration=max((today - dispute.occurred_on).days, 0),
        failed=dispute.failed_mediations,
        is_cross_region=dispute.is_cross_region,
        has_violence_flag=bool(VIOLENT & codes),
        repeats=dispute.repeats,
    )
    return computed_level(facts, level_numbers(dispute.matter.region_code))


def _signs_of(dispute: Dispute) -> QuerySet[RedFlag]:
    """Return the signs of a dispute and of those joined to it, a restricted one's only where it is restricted as well."""
    joined = Q(dispute__merged_into=dispute)
    if not dispute.matter.is_restricted:
        joined &= Q(dispute__matter__is_restricted=False)
    return RedFlag.objects.filter(Q(dispute=dispute) | joined)


_MOST_MATCHES = 200


@dataclass(frozen=True)
class SameParty:
    """Another dispute in which the same party stands, and what matched. Never more than that (domain.md §9.1)."""

    dispute: Dispute
    matched: tuple[str, ...]


def _with_keys(parties: Iterable[DisputeParty]) -> Q:
    condition = Q(pk__in=[])
    for party in parties:
        if party.identity_key:
            condition |= Q(identity_key=party.identity_key)
        if party.contact_key:
            condition |= Q(contact_key=party.contact_key)
    return condition


def _has_keys(parties: Iterable[DisputeParty]) -> bool:
    return any(party.identity_key or party.contact_key for party in parties)


def same_parties(actor: Actor, dispute: Dispute, *, most: int = 5) -> list[SameParty]:
    """Return disputes of the same township that this open one may repeat: a party in common, newest first.

    A check for duplicates and no person's history (domain.md §9.1): those that are open still, and of those that ended
    the ones of the same type within the window of repeats. The keyed hashes hold the township, so nothing of another one
    can match. A match confirms a name, so it is told only to who may see the parties of both in clear.

    Raises:
        Forbidden: the actor may not see the parties of this one in clear.

    """
    if not allows(actor, "reveal", dispute):
        raise Forbidden()
    if dispute.matter.closed_at is not None:
        return []
    own = list(dispute.parties.filter(left_at=None))
    if not _has_keys(own):
        return []
    matching = DisputeParty.objects.filter(_with_keys(own)).exclude(dispute=dispute)
    found: dict[int, set[str]] = {}
    identity = {party.identity_key for party in own if party.identity_key}
    # A firm may stand in hundreds; the newest are asked for.
    rows = matching.order_by("-dispute_id").values_list("dispute_id", "identity_key")
    for dispute_id, identity_key in rows[:_MOST_MATCHES]:
        found.setdefault(dispute_id, set()).add("identity" if identity_key in identity else "contact")
    if not found:
        return []
    began = dispute.matter.opened_at
    since = _window_start(dispute)
    repeated = Q(type=dispute.type_id, matter__opened_at__range=(since, began + (began - since)))
    rows_of = disputes_visible(actor, "reveal").filter(pk__in=found, merged_into=None)
    shown = rows_of.filter(Q(matter__closed_at=None) | repeated)[:most]
    return [SameParty(row, tuple(sorted(found[row.pk]))) for row in shown]


def window_start(region_code: str, moment: datetime) -> datetime:
    """Return from when on earlier disputes count as repeats of one that is registered at a moment."""
    window = number("repeat_window_months", region_code)
    months = window.count if window else 6
    return moment - timedelta(days=round(months * 30.44))


def _window_start(dispute: Dispute) -> datetime:
    return window_start(dispute.matter.region_code, dispute.matter.opened_at)


def repeats_of(dispute: Dispute) -> int:
    """Return how many earlier disputes of one of the parties, the same type and village began in the window.

    Counts for the matter's level only; nothing lists them by person. Restricted ones never count: number and level are
    shown to people who may not know of those, and who could try by registering whether a person stands in one.
    """
    own = list(dispute.parties.filter(left_at=None))
    if not _has_keys(own):
        return 0
    since = _window_start(dispute)
    matching = DisputeParty.objects.filter(_with_keys(own)).exclude(dispute=dispute)
    rows = matching.filter(
        dispute__type=dispute.type,
        dispute__matter__is_restricted=False,
        dispute__matter__region_code=dispute.matter.region_code,
        dispute__matter__opened_at__gte=since,
        dispute__matter__opened_at__lte=dispute.matter.opened_at,
    )
    return rows.exclude(dispute__merged_into__isnull=False).values("dispute_id").distinct().count()


def visits_of_round(dispute: Dispute) -> QuerySet[ReturnVisit]:
    """Return the return visits made since the dispute was resolved, this time; while it is not, there is none."""
    return (
        dispute.visits.filter(made_at__gte=dispute.resolved_at)
        if dispute.resolved_at
        else dispute.visits.none()
    )
