"""Circulars (通报): one person words, another approves, the document is issued and served in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid, Stale
from pingan.documents.services import issue, serve
from pingan.matters.models import Matter
from pingan.matters.services.timeline import Event, record
from pingan.office.models import Circular, CircularMatter, CircularRecipient, CircularState
from pingan.office.policy import SUPERVISE
from pingan.office.queries.ladders import taken_by
from pingan.office.rules.ladder import LETTER
from pingan.office.services.circular_checks import MOST, CircularInput, checked
from pingan.office.services.supervising import tell_units
from pingan.org.models import Organ


@transaction.atomic
def draft_circular(*, actor: Actor, data: CircularInput) -> Circular:
    """Keep a draft of the own office.

    Raises:
        Forbidden: the post words no circulars.
        Invalid: see ``circular_checks.checked``.

    """
    if not actor.has(SUPERVISE) or actor.organ_id is None or actor.region_id is None:
        raise Forbidden()
    matters, organs = checked(actor, data)
    circular = Circular.objects.create(
        organ_id=actor.organ_id,
        region_id=actor.region_id,
        subject=data.subject,
        text=data.text,
        contact=data.contact,
        left_out=data.left_out,
        written_by_id=actor.person,
        written_at=timezone.now(),
    )
    _name(circular, matters, organs)
    return circular


@transaction.atomic
def edit_circular(
    *, actor: Actor, circular_id: int, data: CircularInput, seen_version: int | None = None
) -> Circular:
    """Word a draft anew; whoever did so last is its author, so that nobody approves the own words.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: see ``_held``.
        Invalid: see ``circular_checks.checked``.

    """
    circular = _held(actor, circular_id, "write", CircularState.DRAFTED, seen_version)
    matters, organs = checked(actor, data)
    circular.named.all().delete()
    circular.recipients.all().delete()
    _name(circular, matters, organs)
    for field in ("subject", "text", "contact", "left_out"):
        setattr(circular, field, getattr(data, field))
    circular.written_by_id, circular.written_at = actor.person, timezone.now()
    return _kept(circular)


@transaction.atomic
def submit_circular(*, actor: Actor, circular_id: int, seen_version: int | None = None) -> Circular:
    """Put a draft before whoever approves; raises as ``edit_circular``."""
    circular = _held(actor, circular_id, "write", CircularState.DRAFTED, seen_version)
    checked(actor, _input_of(circular))
    circular.state, circular.remark = CircularState.SUBMITTED, ""
    return _kept(circular)


@transaction.atomic
def withdraw_circular(*, actor: Actor, circular_id: int, seen_version: int | None = None) -> Circular:
    """Give a circular up before it is issued; raises as ``_held``."""
    states = (CircularState.DRAFTED, CircularState.SUBMITTED)
    circular = _held(actor, circular_id, "write", states, seen_version)
    circular.state = CircularState.WITHDRAWN
    return _kept(circular)


@transaction.atomic
def return_circular(
    *, actor: Actor, circular_id: int, remark: str, seen_version: int | None = None
) -> Circular:
    """Send a circular back to its author with a remark.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: see ``_held``.
        Invalid: no remark.

    """
    circular = _held(actor, circular_id, "approve", CircularState.SUBMITTED, seen_version)
    if not remark.strip():
        raise Invalid({"remark": _("Say what is to be changed.")})
    circular.state, circular.remark = CircularState.DRAFTED, remark.strip()[:200]
    return _kept(circular)


@transaction.atomic
def approve_circular(*, actor: Actor, circular_id: int, seen_version: int | None = None) -> Circular:
    """Approve, number, print and serve a circular, and write it into the books of every matter that it names.

    Matters are locked in the order of their keys, the number register last.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: see ``_held``; who worded it does not approve it.
        Invalid: a matter was closed or restricted meanwhile, or what ``issue`` refuses.

    """
    circular = _held(actor, circular_id, "approve", CircularState.SUBMITTED, seen_version)
    if circular.written_by_id == actor.user_id:
        raise Forbidden(_("Another person approves what you worded."))
    keys = list(circular.named.values_list("matter_id", flat=True))
    matters = list(Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    gone = [matter.number for matter in matters if matter.closed_at is not None or matter.is_restricted]
    if gone:
        raise Invalid({"": _("Closed or restricted meanwhile: %(numbers)s") % {"numbers": "、".join(gone)}})
    organs = list(Organ.objects.filter(pk__in=circular.recipients.values("organ_id")).order_by("pk"))
    document = issue(
        actor=actor,
        organ_id=circular.organ_id,
        template_code="circular",
        region_code=circular.region.code,
        data={
            "addressee": "\n".join(organ.name for organ in organs),
            "subject": circular.subject,
            "text": circular.text,
            "contact": circular.contact,
        },
        is_authorised=True,
    )
    for organ in organs:
        serve(
            actor=actor,
            document_id=document.pk,
            recipient_id=organ.pk,
            method="electronic",
            is_authorised=True,
        )
    reached = taken_by(keys)
    for matter in matters:
        # One reason for several matters: it is told of those alone on which no letter came first.
        has_letter = matter.pk in reached and LETTER in reached[matter.pk].taken
        reason = "" if has_letter else circular.left_out
        said = {"document": document.number, **({"left_out": "letter"} if reason else {})}
        event = Event("circulate", matter.state, matter.state, reason, said)
        record(matter.pk, actor, event)
    circular.state, circular.document = CircularState.ISSUED, document
    circular.approved_by_id, circular.approved_at = actor.person, timezone.now()
    tell_units(document, [organ.pk for organ in organs])
    return _kept(circular)


def _held(
    actor: Actor,
    pk: int,
    verb: str,
    states: CircularState | tuple[CircularState, ...],
    seen_version: int | None,
) -> Circular:
    """Return a circular, locked, that the actor may do this to now.

    Raises:
        NotFound, Forbidden: outside the view, or the verb is not allowed.
        Stale: somebody changed it since it was read.
        IllegalAction: not in this state any more.

    """

    def refine(rows: QuerySet[Circular]) -> QuerySet[Circular]:
        return rows.select_for_update(of=("self",)).select_related("region")

    circular = fetch(Circular, actor, pk, verb, refine=refine)
    allowed = states if isinstance(states, tuple) else (states,)
    if circular.state not in allowed:
        raise IllegalAction(state=circular.state)
    if seen_version is not None and seen_version != circular.version:
        raise Stale(version=circular.version, seen=seen_version)
    return circular


def _kept(circular: Circular) -> Circular:
    circular.version += 1
    circular.save()
    return circular


def _input_of(circular: Circular) -> CircularInput:
    return CircularInput(
        subject=circular.subject,
        text=circular.text,
        contact=circular.contact,
        left_out=circular.left_out,
        matters=tuple(circular.named.values_list("matter_id", flat=True)),
        recipients=tuple(circular.recipients.values_list("organ_id", flat=True)),
    )


def _name(circular: Circular, matters: Sequence[Matter], organs: Sequence[Organ]) -> None:
    CircularMatter.objects.bulk_create(
        CircularMatter(circular=circular, matter=matter, organ_id=matter.organ_id) for matter in matters
    )
    CircularRecipient.objects.bulk_create(
        CircularRecipient(circular=circular, organ=organ) for organ in organs
    )


def may(actor: Actor, verb: str, circular: Circular) -> bool:
    """Say whether the actor may do this verb to a circular; nobody approves the own words."""
    own = verb == "approve" and circular.written_by_id == actor.user_id
    return not own and allows(actor, verb, circular)


__all__ = [
    "MOST",
    "CircularInput",
    "approve_circular",
    "draft_circular",
    "edit_circular",
    "may",
    "return_circular",
    "submit_circular",
    "withdraw_circular",
]
