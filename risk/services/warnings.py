"""Drawing up a warning, and what the clock does to one that nobody reads."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disputes.services.screening import without_numbers
from pingan.access.policy import visible_to
from pingan.access.rules import Actor, system_actor
from pingan.common.errors import DomainError, Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, MatterLink
from pingan.matters.services import Event, MatterData, attach_files, open_matter, perform, refresh_due
from pingan.org.models import Organ, Region
from risk.machine.inputs.warnings import Escalate
from risk.machine.issuing import address, problems_of
from risk.models import RiskWarning
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.queries.terms import start
from risk.queries.warnings import approvers_of, late_issues
from risk.rules.warnings import SEVERITIES

log = logging.getLogger(__name__)
NEW = gettext_noop("%(number)s: a warning waits for your approval: %(title)s")
_WORDS = {"title": 120, "watch": 2000, "measures": 2000, "basis": 2000, "scope_text": 200}
_NEEDED = ("title", "watch", "measures", "basis")


@dataclass(frozen=True)
class NewWarning:
    """All that a warning holds (突发事件应对法 §64). ``source``: the signal or matter it comes from, if any."""

    title: str
    category: str
    level: str
    starts_at: datetime | None
    watch: str
    measures: str
    basis: str
    channel: str = "internal_notice"
    regions: tuple[str, ...] = ()
    organs: tuple[int, ...] = ()
    scope_text: str = ""
    attachments: tuple[int, ...] = ()
    source: int | None = None


def draft_warning(*, actor: Actor, data: NewWarning) -> RiskWarning:
    """Draw up a warning of the actor's division and body.

    Raises:
        Forbidden: the post draws up none, or stands for no division.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("warning.draft") or actor.region_id is None:
        raise Forbidden()
    data = in_plain_text(data)
    written: dict[str, Any] = {name: without_numbers(getattr(data, name)) for name in _WORDS}
    data = replace(data, **written)
    problems = _problems(actor, data)
    if data.source is not None and not visible_to(Matter, actor).filter(pk=data.source).exists():
        problems["source"] = _("This matter does not exist, or is not yours to see.")
    starts_at = data.starts_at
    if problems or starts_at is None:
        raise Invalid(problems)
    region = Region.objects.get(pk=actor.region_id)
    issuer = _issuer(actor, region)
    made: list[RiskWarning] = []

    def make_detail(matter: Matter) -> RiskWarning:
        warning = RiskWarning(
            matter=matter,
            category=data.category,
            level=data.level,
            channel=data.channel,
            starts_at=starts_at,
            scope_text=data.scope_text,
            watch=data.watch,
            measures=data.measures,
            basis=data.basis,
            issuer=issuer,
            drafted_by_id=actor.user_id,
        )
        warning.save(force_insert=True)
        address(warning, data.regions, data.organs)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        if data.source is not None:
            MatterLink.objects.create(
                source_id=data.source,
                target=matter,
                kind=MatterLink.Kind.REFERRED,
                created_by_id=actor.user_id,
            )
            _no_longer_due(data.source)
        made.append(warning)
        return warning

    open_matter(
        actor=actor,
        data=MatterData(
            kind="warning",
            title=data.title,
            text=data.watch,
            region=region,
            class_code=data.category,
            severity=SEVERITIES[data.level],
            organ_id=issuer.pk,
            keywords=region.name,
        ),
        event=Event("draft", data={"level": data.level, "channel": data.channel}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "warning_approval"),
        notices=lambda matter: _told(approvers_of(made[0]), actor),
    )
    return made[0]


def _no_longer_due(source_id: int) -> None:
    """Take the duty off a signal whose warning is drawn up herewith; locked, as somebody may be confirming it just now."""
    signal = Matter.objects.select_for_update().filter(pk=source_id, kind="signal").first()
    if signal is not None:
        refresh_due(signal)
        signal.save(update_fields=["next_due_at", "next_warn_at", "clock_paused"])


def _told(people: tuple[int, ...], actor: Actor) -> list[Notification]:
    others = tuple(person for person in people if person != actor.user_id)
    return [Notification(others, NEW)] if others else []


def _issuer(actor: Actor, region: Region) -> Organ:
    """Return the unit that warns: the actor's own, else the office of the coordinating body of the division.

    Raises:
        Invalid: the division has none in the books.

    """
    if actor.organ_id is not None:
        return Organ.objects.get(pk=actor.organ_id)
    offices = Organ.objects.filter(region=region, valid_to=None)
    for kind in (Organ.Kind.COORDINATING_OFFICE, Organ.Kind.GOVERNANCE_CENTER, Organ.Kind.GOVERNMENT):
        found = offices.filter(kind=kind).order_by("pk").first()
        if found is not None:
            return found
    raise Invalid(
        {"issuer": _("This division has no office or centre in the books that could issue a warning.")}
    )


def _problems(actor: Actor, data: NewWarning) -> dict[str, str]:
    problems = {name: _("This field is required.") for name in _NEEDED if not getattr(data, name).strip()}
    for name, most in _WORDS.items():
        if len(getattr(data, name)) > most:
            problems[name] = _("At most %(most)d characters.") % {"most": most}
    known = {"category": CATEGORIES, "level": LEVELS, "channel": CHANNELS}
    problems |= {
        name: _("Choose one of the list.")
        for name, table in known.items()
        if getattr(data, name) not in table
    }
    if data.starts_at is None:
        problems["starts_at"] = _("Say from when it holds.")
    return {**problems_of(data, actor.region_code), **problems}


def escalate_unread(now: datetime) -> int:
    """Put warnings that were not read in time to the desks above; return how many. Safe to run again."""
    return sum(_escalated(issue.warning_id, issue.pk) for issue in late_issues(now))


def _escalated(warning_id: int, issue_id: int) -> bool:
    try:
        perform(
            actor=system_actor(),
            kind="warning",
            matter_id=warning_id,
            action="escalate",
            data=Escalate(issue=issue_id),
        )
    except DomainError:
        log.info("issue %s of a warning needs no escalation any more", issue_id)
        return False
    return True
