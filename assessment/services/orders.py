"""Drawing up a rectification order (Article 62): the office of a body, to a unit of its own level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.machine.order_issuing import put_items, titled, wording_problems
from assessment.models import RectificationOrder
from assessment.queries.order_reports import report_problems
from assessment.queries.orders import body_of_actor, leaders_of
from assessment.rules.orders import LONGEST_TEXT
from disputes.services.screening import without_numbers
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, MatterLink
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from pingan.org.models import CoordinatingBody, Organ
from risk.queries.terms import start

NEW = gettext_noop("%(number)s: a rectification order waits for your approval: %(title)s")
_WORDS = ("facts", "basis", "demands")


@dataclass(frozen=True)
class NewOrder:
    """What an order says. ``demands``: one point on each line. ``source``: the matter it comes from, if any.

    ``attachments`` are keys of own stored files: evidence. ``report``: the duty report that the unit did not hand in.
    """

    organ: int
    facts: str
    basis: str
    demands: str
    due_on: date | None
    attachments: tuple[int, ...] = ()
    source: int | None = None
    report: int | None = None


@transaction.atomic
def draft_order(*, actor: Actor, data: NewOrder) -> RectificationOrder:
    """Draw up an order of the actor's own body; its approval is due, and a leader is told.

    Raises:
        Forbidden: the post draws up none.
        Invalid: what is wrong, at each field; or no body is in force where the post stands.

    """
    if not actor.has("order.draft") or actor.organ_id is None:
        raise Forbidden()
    body = body_of_actor(actor)
    if body is None:
        raise Invalid({"": _("No coordinating body is in force for your division.")})
    data = in_plain_text(data)
    written: dict[str, Any] = {name: without_numbers(getattr(data, name)).strip() for name in _WORDS}
    data = replace(data, **written)
    problems = _problems(actor, body, data)
    due_on = data.due_on
    if problems or due_on is None:
        raise Invalid(problems)
    return _opened(actor, body, data, due_on)


def _problems(actor: Actor, body: CoordinatingBody, data: NewOrder) -> dict[str, str]:
    problems = wording_problems(
        region_id=body.region_id,
        issuer_id=int(actor.organ_id or 0),
        organ=data.organ,
        demands=data.demands,
        due_on=data.due_on,
    )
    for name in ("facts", "basis"):
        if not getattr(data, name):
            problems[name] = _("This field is required.")
        elif len(getattr(data, name)) > LONGEST_TEXT:
            problems[name] = _("At most %(most)d characters.") % {"most": LONGEST_TEXT}
    if data.source is not None and not visible_to(Matter, actor).filter(pk=data.source).exists():
        problems["source"] = _("This matter does not exist, or is not yours to see.")
    if data.report is not None:
        problems |= report_problems(actor, data.report, data.organ)
    return problems


def _opened(actor: Actor, body: CoordinatingBody, data: NewOrder, due_on: date) -> RectificationOrder:
    unit = Organ.objects.get(pk=data.organ)
    made: list[RectificationOrder] = []

    def make_detail(matter: Matter) -> RectificationOrder:
        order = RectificationOrder(
            matter=matter,
            body=body,
            issuer_id=int(actor.organ_id or 0),
            organ=unit,
            facts=data.facts,
            basis=data.basis,
            due_on=due_on,
            report_id=data.report,
            drafted_by_id=actor.person,
        )
        order.save(force_insert=True)
        put_items(order, data.demands)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        if data.source is not None:
            MatterLink.objects.create(
                source_id=data.source,
                target=matter,
                kind=MatterLink.Kind.REFERRED,
                created_by_id=actor.user_id,
            )
        made.append(order)
        return order

    open_matter(
        actor=actor,
        data=MatterData(
            kind="order",
            title=titled(unit),
            text=data.facts,
            region=body.region,
            class_code="rectification",
            organ_id=unit.pk,
            keywords=f"{unit.name} {body.name}",
            state="drafted",
        ),
        event=Event("draft", data={"unit": unit.name, "due_on": due_on.isoformat()}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "order_approval"),
        notices=lambda matter: _told(leaders_of(made[0]), actor),
    )
    return made[0]


def _told(people: tuple[int, ...], actor: Actor) -> list[Notification]:
    others = tuple(person for person in people if person != actor.user_id)
    return [Notification(others, NEW)] if others else []
