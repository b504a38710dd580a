"""Reads of warnings: whom they are for, what is unread, when reading is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from grids.queries.units import chain_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Clock, Matter, MatterLink
from pingan.org.models import Region
from pingan.org.queries import regions_in_force, user_ids_holding
from risk.models import RiskWarning, WarningIssue, WarningReceipt
from risk.models.warning_choices import READERS
from risk.queries.terms import number

#: Hours in which a red warning is to be read, where the office has set no number (domain.md §6, confidence L).
HOURS_TO_READ = 2


def warnings_visible(actor: Actor | None) -> QuerySet[RiskWarning]:
    """Return the warnings in the actor's scope with what every list shows, newest first."""
    rows = visible_to(RiskWarning, actor).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "issuer"
    )
    return rows.defer(
        "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary"
    ).order_by("-matter__opened_at", "-pk")


def last_issue(warning: RiskWarning) -> WarningIssue | None:
    """Return the issue that is in force; None: nothing has been issued."""
    return WarningIssue.objects.filter(warning=warning).order_by("number").last()


def open_receipts(warning: RiskWarning) -> QuerySet[WarningReceipt]:
    """Return the receipts of the issue in force."""
    rows = WarningReceipt.objects.filter(warning=warning, issue__number=warning.issue_count)
    return rows.select_related("region", "organ", "read_by", "issue")


def issues_of(warning: RiskWarning) -> QuerySet[WarningIssue]:
    """Return every issue, the latest first, each with what became of it at its addressees: an adjustment ends no record."""
    receipts = WarningReceipt.objects.select_related("region", "organ", "read_by")
    rows = WarningIssue.objects.filter(warning=warning).select_related("issued_by").order_by("-number")
    return rows.prefetch_related(Prefetch("receipts", receipts))


def unread_q(actor: Actor) -> Q:
    """Return the condition on warnings: in force, and not yet read by the actor's own division or unit."""
    waiting = WarningReceipt.objects.filter(WarningReceipt.answered_by(actor), read_at=None)
    return Q(matter__state="issued", pk__in=waiting.order_by().values("warning_id"))


def hours_to_read(issue: WarningIssue, region_code: str) -> int | None:
    """Return in how many hours an issue of its level is to be read; None: no time is set for it."""
    found = number(f"warning_read_hours_{issue.level}", region_code)
    if found is not None:
        return found.count
    return HOURS_TO_READ if issue.level == "red" else None


@dataclass(frozen=True)
class ReadingTerm:
    """Until when the issue in force is to be read, and on what ground."""

    due_at: datetime
    hours: int
    source: str
    version: int | None
    is_over: bool


def reading_term(warning: RiskWarning, now: datetime) -> ReadingTerm | None:
    """Return the term of the issue in force; None: nothing is in force, or no time is set for its level."""
    issue = last_issue(warning) if warning.matter.state == "issued" else None
    hours = hours_to_read(issue, warning.matter.region_code) if issue is not None else None
    if issue is None or hours is None:
        return None
    found = number(f"warning_read_hours_{issue.level}", warning.matter.region_code)
    due = issue.issued_at + timedelta(hours=hours)
    source, version = (found.source, found.version) if found is not None else ("", None)
    return ReadingTerm(due, hours, source, version, due < now)


def reading_duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    """Return until when the unread receipts of a warning in force are due, each with the moment of its warning."""
    if matter.state != "issued":
        return []
    # The issue alone: while an action is carried out the warning itself still stands in the books as it was before.
    issue = WarningIssue.objects.filter(warning_id=matter.pk).order_by("number").last()
    hours = hours_to_read(issue, matter.region_code) if issue is not None else None
    if hours is None or issue is None or not issue.receipts.filter(read_at=None).exists():
        return []
    due = issue.issued_at + timedelta(hours=hours)
    return [(due, issue.issued_at + timedelta(hours=hours) / 2)]


def late_issues(now: datetime) -> list[WarningIssue]:
    """Return the issues in force with receipts that are late and have not been put to the desk above."""
    rows = WarningIssue.objects.filter(
        receipts__read_at=None, receipts__escalated_at=None, warning__matter__state="issued"
    )
    found = []
    for issue in rows.select_related("warning__matter").order_by("pk").distinct():
        hours = hours_to_read(issue, issue.warning.matter.region_code)
        is_last = issue.number == issue.warning.issue_count
        if is_last and hours is not None and issue.issued_at + timedelta(hours=hours) < now:
            found.append(issue)
    return found


def source_of(actor: Actor, key: str) -> Matter | None:
    """Return the matter that a warning is drawn up from, by its key as an address tells it; None: none that is seen.

    A restricted one neither: its words would go to everybody who reads the warning.
    """
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    found: Matter | None = (
        visible_to(Matter, actor).filter(pk=int(key), is_restricted=False).defer("search", "text").first()
    )
    return found


def drawn_up_from(actor: Actor, source: Matter) -> list[RiskWarning]:
    """Return the warnings in the actor's sight that were drawn up from a matter already, the latest first."""
    links = MatterLink.objects.filter(source=source, target__kind="warning", ended_at=None)
    return list(warnings_visible(actor).filter(pk__in=links.values("target_id")))


def addressable_regions(region_code: str) -> QuerySet[Region]:
    """Return the divisions that a warning of a division may be addressed to: itself and those just below."""
    level = max(chain_of(region_code), default=0)
    key = chain_of(region_code).get(level)
    rows = regions_in_force().filter(Q(pk=key) | Q(parent_id=key), is_virtual=False)
    return rows.order_by("level", "code")


def readers_of(receipts: Iterable[WarningReceipt]) -> tuple[int, ...]:
    """Return the accounts that are to read these receipts."""
    asked = Q(pk__in=[])
    for receipt in receipts:
        if receipt.region is not None:
            asked |= Q(region_id=receipt.region_id, role__in=READERS[receipt.region.level])
        else:
            asked |= Q(organ_id=receipt.organ_id, role="unit_handler")
    return user_ids_holding(asked)


def above(receipts: Iterable[WarningReceipt]) -> tuple[int, ...]:
    """Return who is told that these are unread: the readers of the division above each, of a unit its own division's."""
    asked = Q(pk__in=[])
    for receipt in receipts:
        place = receipt.region.parent if receipt.region is not None else None
        place = place or (receipt.organ.region if receipt.organ is not None else receipt.region)
        if place is not None:
            asked |= Q(region_id=place.pk, role__in=READERS[place.level])
    return user_ids_holding(asked)


def of_issuer(warning: RiskWarning) -> tuple[int, ...]:
    """Return the desk that issued a warning."""
    region = warning.matter.region
    return user_ids_holding(Q(region_id=region.pk, role__in=READERS[region.level]))


def approvers_of(warning: RiskWarning) -> tuple[int, ...]:
    """Return who is asked to approve a warning: the leaders of its division, or of the nearest one above that has any."""
    for _level, region_id in sorted(chain_of(warning.matter.region_code).items(), reverse=True):
        found = user_ids_holding(Q(region_id=region_id, role="leader"))
        if found:
            return found
    return ()


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock of a warning: who drew it up waits for the approval, the approvers owe it."""
    warning = RiskWarning.objects.select_related("matter__region").get(pk=clock.matter_id)
    return approvers_of(warning) if clock.stage == "warning_approval" else of_issuer(warning)
