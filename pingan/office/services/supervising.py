"""Pushing a matter: urging several at once, a letter of supervision. One matter, one entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound, Stale
from pingan.common.kept_words import kept_words
from pingan.console.services.writing import ARRIVED
from pingan.documents.models import OfficialDocument
from pingan.documents.services import issue, serve
from pingan.matters.machine import detail_model, machine_for
from pingan.matters.models import Matter
from pingan.matters.services import perform
from pingan.matters.services.bulk import MOST, BulkOrder, Outcome, act_on_many
from pingan.matters.services.performing import lock
from pingan.matters.services.timeline import Event, record
from pingan.notify.services import notify
from pingan.office.policy import REMIND, SUPERVISE
from pingan.office.queries.desk import kinds
from pingan.office.queries.ladders import taken_by
from pingan.office.rules.ladder import LETTER, MISSING, before, is_missing
from pingan.org.queries import user_ids_holding

_DAY = "Y年n月j日"


@dataclass(frozen=True)
class LetterInput:
    """What a letter demands until when. ``left_out``: why nobody was reminded first."""

    demand: str
    due_at: datetime
    left_out: str = ""

    def __post_init__(self) -> None:
        """Take out numbers of people: an official document and the books of a matter keep none (domain.md §6)."""
        for name in ("demand", "left_out"):
            object.__setattr__(self, name, kept_words(getattr(self, name)))


def remind_many(*, actor: Actor, rows: Sequence[tuple[int, int]], note: str) -> list[Outcome]:
    """Urge matters of any kind, given as (key, version seen), each by its own kind's action in its own transaction.

    Raises:
        Forbidden: the post urges nobody.
        Invalid: no words, or more rows than ``MOST``.

    """
    if not actor.has(REMIND):
        raise Forbidden()
    if not note.strip():
        raise Invalid({"note": _("Say what is asked for.")})
    if len(rows) > MOST:
        raise Invalid({"": f"> {MOST}"})
    wanted = dict(rows)
    found = dict(
        visible_to(Matter, actor).filter(pk__in=wanted, kind__in=list(kinds())).values_list("pk", "kind")
    )
    outcomes = {pk: Outcome(pk, str(pk), "", str(NotFound.message)) for pk in wanted}
    for kind in sorted(set(found.values())):
        these = [(pk, wanted[pk]) for pk, its in found.items() if its == kind]
        for outcome in act_on_many(
            actor=actor,
            order=BulkOrder(kind, "remind", REMIND, _said(kind, note.strip())),
            visible=visible_to(detail_model(kind), actor).select_related("matter"),
            rows=these,
        ):
            outcomes[outcome.matter_id] = outcome
    return list(outcomes.values())


def _said(kind: str, note: str) -> Callable[[Any], Any]:
    words = machine_for(kind).actions["remind"].input
    return lambda row: words(note=note)


def locked_matter(actor: Actor, matter_id: int, seen_version: int | None) -> Matter:
    """Return an open matter of the actor's area, locked.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: outside, not allowed, changed meanwhile, closed.

    """
    kind = (
        visible_to(Matter, actor).filter(pk=matter_id, kind__in=list(kinds())).values_list("kind", flat=True)
    )
    if not kind:
        raise NotFound()
    matter: Matter = lock(actor, kind[0], matter_id).matter
    if not actor.has(SUPERVISE) or not actor.covers(matter.region_code):
        raise Forbidden()
    if seen_version is not None and seen_version != matter.version:
        raise Stale(version=matter.version, seen=seen_version)
    if matter.closed_at is not None:
        raise IllegalAction(_("This matter is closed."), state=matter.state)
    return matter


def check_step(rung: str, matter: Matter, left_out: str) -> str:
    """Refuse a rung whose lower one was neither taken nor left out with a reason. Return the reason, where one is due.

    Where the lower one was taken nothing was left out, whatever was typed: the ladder says what happened.

    Raises:
        Invalid: at the field of the reason.

    """
    reached = taken_by([matter.pk]).get(matter.pk)
    if is_missing(rung, reached.taken if reached else (), left_out):
        raise Invalid({"left_out": MISSING[rung]})
    return "" if reached and before(rung) in reached.taken else left_out


@transaction.atomic
def send_letter(*, actor: Actor, matter_id: int, data: LetterInput, seen_version: int | None = None) -> None:
    """Write a letter of supervision to the responsible unit and serve it; of an incident by its own action.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: see ``locked_matter``.
        Invalid: no unit, the own unit, a day that is over, nobody reminded before without a reason, a restricted matter.

    """
    matter = locked_matter(actor, matter_id, seen_version)
    data = replace(data, left_out=check_step(LETTER, matter, data.left_out))
    if matter.kind == "incident":
        words = machine_for("incident").actions["supervise"].input
        perform(
            actor=actor,
            kind="incident",
            matter_id=matter.pk,
            action="supervise",
            data=words(demand=data.demand, due_at=data.due_at, left_out=data.left_out),
        )
        return
    _check_letter(actor, matter, data)
    document = _issued(actor, matter, data)
    said = {"document": document.number, **({"left_out": "remind"} if data.left_out else {})}
    note = "\n".join(filter(None, (data.demand, data.left_out)))
    event = Event("supervise", matter.state, matter.state, redacted(matter, note), said)
    record(matter.pk, actor, event)
    tell_units(document, [matter.organ_id or 0])


def why_no_letter(actor: Actor, matter: Matter) -> Any:
    """Return why nobody can be written to about a matter; blank: a letter can go."""
    if matter.is_restricted:
        return _("A restricted matter is named in no letter: its readers speak to each other.")
    if matter.organ_id is None:
        return _("No unit is responsible yet; a letter has nobody to go to.")
    if matter.organ_id == actor.organ_id:
        return _("Your own unit is responsible; a letter goes to another.")
    return "" if actor.organ_id is not None else _("Your post belongs to no unit that could issue a letter.")


def _check_letter(actor: Actor, matter: Matter, data: LetterInput) -> None:
    if why := why_no_letter(actor, matter):
        raise Invalid({"": why})
    if data.due_at <= timezone.now():
        raise Invalid({"due_at": _("Choose a later day.")})


def redacted(matter: Matter, text: str) -> str:
    """Return a text without what the matter's own kind keeps to itself."""
    return machine_for(matter.kind).redactor(matter.pk)(text)


def _issued(actor: Actor, matter: Matter, data: LetterInput) -> OfficialDocument:
    """Issued last, because the number register stays locked until the transaction ends."""
    since, due = timezone.localtime(matter.opened_at), matter.next_due_at
    term = f"，应于{date_format(timezone.localtime(due), _DAY)}前办结" if due else ""
    document = issue(
        actor=actor,
        organ_id=actor.organ_id or 0,
        template_code="supervision_letter",
        region_code=matter.region_code,
        data={
            "addressee": matter.organ.name if matter.organ else "",
            "matter_title": redacted(matter, matter.title),
            "matter_number": matter.number,
            "facts": f"该事项于{date_format(since, _DAY)}登记{term}，截至目前尚未办结。",
            "demand": redacted(matter, data.demand),
            "due_on": date_format(timezone.localtime(data.due_at), _DAY),
        },
    )
    serve(actor=actor, document_id=document.pk, recipient_id=matter.organ_id or 0, method="electronic")
    return document


def tell_units(document: OfficialDocument, organ_ids: Sequence[int]) -> None:
    """Tell the people of units that something was served on them; once per document and person."""
    notify(
        recipients=user_ids_holding(Q(organ_id__in=organ_ids)),
        key=f"document:{document.pk}",
        title=ARRIVED,
        params={"number": document.number, "title": document.title},
        url=reverse("console:document_detail", args=[document.pk]),
        kind="document.served",
    )
