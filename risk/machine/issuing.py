"""Guards and effects of warnings: the draft, its approval, each issue, the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, Notification, StopClock
from risk.machine.assignments import drop_open_tasks
from risk.machine.inputs import warnings as inputs
from risk.models import RiskWarning, WarningAddressee, WarningIssue, WarningReceipt
from risk.queries.terms import start
from risk.queries.warnings import (
    addressable_regions,
    open_receipts,
    readers_of,
)
from risk.rules.days import lies_too_far
from risk.rules.warnings import SEVERITIES, may_be_public

ISSUED = gettext_noop("%(number)s: a warning is in force for you: %(title)s")
ADJUSTED = gettext_noop("%(number)s: a warning to you was adjusted, read it again: %(title)s")
OVER = gettext_noop("%(number)s: the warning is lifted: %(title)s")
#: Levels of which people are told by night as well.
_AT_ONCE = {"red", "orange"}

#: Result of tasks that end with the warning, in the product's first language as stored words are.
LIFTED = "预警已解除，任务随之终止。"


def when_problems(starts_at: datetime | None) -> dict[str, str]:
    """Return what is wrong with the moment from which a warning holds; none: that is asked for elsewhere."""
    if starts_at is not None and lies_too_far(timezone.localdate(starts_at), timezone.localdate()):
        return {"starts_at": _("This day lies too far away.")}
    return {}


def problems_of(data: Any, region_code: str) -> dict[str, str]:
    """Return what is wrong with the wording of a warning, by field: an addressee of this place, a lawful channel."""
    problems = when_problems(data.starts_at)
    if data.channel == "public_release" and not may_be_public(data.category):
        problems["channel"] = _("A warning of this category is never released to the public.")
    regions = {str(pk) for pk in addressable_regions(region_code).values_list("pk", flat=True)}
    if not set(map(str, data.regions)) <= regions:
        problems["regions"] = _("Choose divisions of this area.")
    organs = set(units_for(region_code).values_list("pk", flat=True))
    if not set(data.organs) <= organs:
        problems["organs"] = _("Choose units of this area.")
    if not data.regions and not data.organs:
        problems["regions"] = _("Choose at least one division or unit that it goes to.")
    return problems


def address(warning: RiskWarning, regions: Iterable[str], organs: Iterable[int]) -> None:
    """Put down whom a draft goes to, in place of whom it went to before."""
    warning.addressees.all().delete()
    WarningAddressee.objects.bulk_create(
        [
            *(WarningAddressee(warning=warning, region_id=int(pk)) for pk in dict.fromkeys(regions)),
            *(WarningAddressee(warning=warning, organ_id=pk) for pk in dict.fromkeys(organs)),
        ]
    )


def edit_guard(move: Move) -> None:
    """Guard: the wording is whole and lawful."""
    problems = problems_of(move.data, move.matter.region_code)
    if problems:
        raise Invalid(problems)


def edit_effect(move: Move) -> None:
    """Effect: another wording; whoever changed it last has drafted it."""
    data: inputs.Edit = move.data
    warning: RiskWarning = move.detail
    for name in ("category", "level", "channel", "starts_at", "scope_text", "watch", "measures", "basis"):
        setattr(warning, name, getattr(data, name))
    warning.drafted_by_id = move.actor.user_id
    address(warning, data.regions, data.organs)
    move.matter.title = data.title
    move.matter.text = data.watch
    move.matter.class_code = data.category
    move.matter.severity = SEVERITIES[data.level]


def approve_offered(actor: Actor, warning: Any) -> Any:
    """Another person than who drafted it."""
    if warning.drafted_by_id == actor.user_id:
        return _("Another person than the one who drafted it must approve it.")
    return None


def approve_effect(move: Move) -> None:
    """Effect: who approved it, when."""
    move.detail.approved_by_id = move.actor.user_id
    move.detail.approved_at = move.now
    move.note = move.data.note


def approve_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: it was decided on."""
    return [StopClock("warning_approval")]


def return_effect(move: Move) -> None:
    """Effect: back to who drafts it, with the reason."""
    move.detail.approved_by_id = move.detail.approved_at = None
    move.note = move.data.note


def return_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: a draft that came back was decided on; its approval is waited for anew."""
    return [*approve_clocks(move), *start(move.matter, "warning_approval")]


def internal_offered(actor: Actor, warning: Any) -> Any:
    """Only what is meant for the inside."""
    return None if warning.channel == "internal_notice" else _("This one is to be released to the public.")


def public_offered(actor: Actor, warning: Any) -> Any:
    """Only what is meant for the public."""
    return None if warning.channel == "public_release" else _("This one is an internal notice.")


def issue_effect(move: Move) -> None:
    """Effect: the first issue with a receipt for each addressee."""
    move.detail.issued_at = move.now
    _issue(move, reason="")
    move.note = move.data.note


def release_effect(move: Move) -> None:
    """Effect: the first issue, with the document that authorises it."""
    move.detail.authority = move.data.authority
    move.public["authority"] = move.data.authority
    issue_effect(move)


def _issue(move: Move, *, reason: str) -> None:
    warning: RiskWarning = move.detail
    warning.issue_count += 1
    issue = WarningIssue.objects.create(
        warning=warning,
        number=warning.issue_count,
        level=warning.level,
        starts_at=warning.starts_at,
        watch=warning.watch,
        measures=warning.measures,
        reason=reason,
        issued_at=move.now,
        issued_by_id=move.actor.user_id,
    )
    WarningReceipt.objects.bulk_create(
        WarningReceipt(issue=issue, warning=warning, region_id=row.region_id, organ_id=row.organ_id)
        for row in warning.addressees.all()
    )
    move.public.update(issue=issue.number, level=warning.level)


def tell_addressees(move: Move) -> Iterable[Notification]:
    """Tell everybody who is to read the first issue, a red or orange one at once."""
    yield from _told(move, ISSUED)


def tell_adjusted(move: Move) -> Iterable[Notification]:
    """Tell everybody who is to read the warning again that it was adjusted (§70)."""
    yield from _told(move, ADJUSTED)


def tell_lifted(move: Move) -> Iterable[Notification]:
    """Tell everybody to whom it was issued that it is over; who was called up by night is sent to bed by night."""
    yield from _told(move, OVER)


def _told(move: Move, title: str) -> Iterable[Notification]:
    people = set(readers_of(open_receipts(move.detail))) - {move.actor.user_id}
    if people:
        is_urgent = move.detail.issues.filter(level__in=_AT_ONCE).exists()
        yield Notification(in_order(people), title, is_urgent=is_urgent)


def in_order(people: Iterable[int | None]) -> tuple[int, ...]:
    """Return the accounts among these, sorted."""
    return tuple(sorted(person for person in people if person is not None))


def adjust_guard(move: Move) -> None:
    """Guard: a level of Article 63 (突发事件应对法), and something has changed."""
    data, warning = move.data, move.detail
    if data.level not in SEVERITIES:
        raise Invalid({"level": _("Choose one of the list.")})
    same = all(
        getattr(data, name) == getattr(warning, name) for name in ("level", "starts_at", "watch", "measures")
    )
    if same:
        text = _("Nothing has changed: urge those who have not read it, or change something.")
        raise Invalid({"level": text})
    if problems := when_problems(data.starts_at):
        raise Invalid(problems)


def adjust_effect(move: Move) -> None:
    """Effect: the new wording, issued anew: everybody reads it again (§70)."""
    data: inputs.Adjust = move.data
    warning: RiskWarning = move.detail
    move.public["before"] = warning.level
    for name in ("level", "starts_at", "watch", "measures"):
        setattr(warning, name, getattr(data, name))
    move.matter.severity = SEVERITIES[data.level]
    move.matter.text = data.watch
    _issue(move, reason=data.note)
    move.note = data.note


def lift_offered(actor: Actor, warning: Any) -> Any:
    """A public one is lifted by who may release one, an internal one by who may issue one (§70)."""
    duty = "warning.lift_public" if warning.channel == "public_release" else "warning.issue"
    return None if actor.has(duty) else _("It is lifted by the body that issued it.")


def lift_effect(move: Move) -> None:
    """Effect: over; the tasks that were given for it end (invariant 20)."""
    move.detail.lifted_at = move.now
    drop_open_tasks(move, LIFTED)
    move.note = move.data.note
