"""The life of a permission: drafted by the office, decided by another person, stopped at any time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.exchange.models import CatalogueEntry, Partner
from pingan.exchange.policy import DECIDE, EDIT
from pingan.exchange.queries.partners import classes_to_open, last_day_to_choose
from pingan.exchange.rules.resources import HAND_OVERS, RESOURCES, Resource, offered_fields

_S = CatalogueEntry.State
AT_LEAST_ONE: Final = gettext_lazy("Choose at least one field.")
NOT_BACK: Final = gettext_lazy("Today at the earliest: a permission is never dated back.")


@dataclass(frozen=True)
class Step:
    """One decision on an entry: from which states, to which, by whom, and whether a reason is owed."""

    from_: frozenset[str]
    to: str
    duty: str
    needs_reason: bool = False


STEPS: Final[Mapping[str, Step]] = {
    "submit": Step(frozenset({_S.DRAFTED}), _S.SUBMITTED, EDIT),
    "approve": Step(frozenset({_S.SUBMITTED}), _S.APPROVED, DECIDE),
    "refuse": Step(frozenset({_S.SUBMITTED}), _S.DRAFTED, DECIDE, needs_reason=True),
    "suspend": Step(frozenset({_S.APPROVED}), _S.SUSPENDED, DECIDE, needs_reason=True),
    "resume": Step(frozenset({_S.SUSPENDED}), _S.APPROVED, DECIDE),
    "revoke": Step(frozenset({_S.APPROVED, _S.SUSPENDED}), _S.REVOKED, DECIDE, needs_reason=True),
}


@dataclass(frozen=True)
class EntryInput:
    """What a permission says. ``class_codes`` empty: every class."""

    resource: str
    direction: str
    fields: tuple[str, ...]
    region: str
    purpose: str
    legal_ground: str
    valid_from: date
    valid_until: date
    class_codes: tuple[str, ...] = ()


def draft_entry(*, actor: Actor, partner_id: int, data: EntryInput) -> CatalogueEntry:
    """Draft a permission for a partner of the own area.

    Raises:
        NotFound: no such partner.
        Invalid: what is wrong, at each field.

    """
    partner = fetch(Partner, actor, partner_id, "edit")
    resource = RESOURCES.get(data.resource)
    problems = {**_problems_of_data(data, resource), **_problems_of_place(actor, data)}
    if partner.ended_at is not None:
        problems[""] = _("This partner is no longer connected.")
    if problems or resource is None:
        raise Invalid(problems)
    region = region_for(actor, data.region)
    is_inbound = data.direction == CatalogueEntry.Direction.INBOUND
    with transaction.atomic():
        entry = CatalogueEntry.objects.create(
            partner=partner,
            code=f"{resource.key}-{data.direction}-{secrets.token_hex(4)}",
            resource=resource.key,
            direction=data.direction,
            fields=[] if is_inbound else offered_fields(resource, list(data.fields)),
            region=region,
            area=region.prefix,
            class_codes=list(data.class_codes),
            purpose=data.purpose,
            legal_ground=data.legal_ground,
            valid_from=data.valid_from,
            valid_until=data.valid_until,
            drafted_by_id=actor.person,
        )
        _log(actor, "drafted", entry)
    return entry


def _problems_of_data(data: EntryInput, resource: Resource | None) -> dict[str, Any]:
    """Return what is wrong with the data that are named and with the way that they go, by field."""
    if resource is None:
        return {"resource": _("Nothing is exchanged under this name.")}
    problems: dict[str, Any] = {}
    is_inbound = data.direction == CatalogueEntry.Direction.INBOUND
    if not is_inbound and set(data.fields) - set(resource.fields):
        problems["fields"] = _("This resource has no such field.")
    elif not is_inbound and not data.fields:
        problems["fields"] = AT_LEAST_ONE
    if resource is HAND_OVERS and data.direction != CatalogueEntry.Direction.OUTBOUND:
        problems["direction"] = _(
            "What is given to a unit is told by us; its system answers under the same permission."
        )
    return problems


def _problems_of_place(actor: Actor, data: EntryInput) -> dict[str, Any]:
    """Return what is wrong with area, classes and days, by field."""
    problems: dict[str, Any] = {}
    try:
        region_for(actor, data.region)
    except NotFound:
        problems["region"] = _("Choose a division of your own area.")
    known = classes_to_open(actor)
    unknown = [code for code in data.class_codes if code not in known]
    if unknown:
        problems["class_codes"] = no_such_classes(unknown)
    today = timezone.localdate()
    if data.valid_from < today:
        problems["valid_from"] = NOT_BACK
    last = last_day_to_choose(actor, today)
    if data.valid_until < data.valid_from or data.valid_until < today:
        problems["valid_until"] = _("The last day lies before the first, or has passed.")
    elif data.valid_until > last:
        problems["valid_until"] = _("Until %(day)s at the latest; it can be drafted anew before it ends.") % {
            "day": date_format(last, "DATE_FORMAT")
        }
    return problems


def no_such_classes(codes: Iterable[str]) -> str:
    """Return the sentence that names classes that there are not."""
    return _("There is no such class: %(names)s") % {"names": "、".join(codes)[:200]}


def steps_for(actor: Actor, entry: CatalogueEntry) -> list[str]:
    """Return what this person may do to an entry now."""
    return [name for name in STEPS if _refusal(actor, entry, STEPS[name]) is None]


def decide_entry(*, actor: Actor, entry_id: int, step: str, reason: str = "") -> CatalogueEntry:
    """Carry out one step. What is stopped is stopped at once: every call and every attempt asks the catalogue anew.

    What is approved after its first day holds from the approval: that becomes its first day, the last one stays. A
    permission that goes on after a stop, and an old one, keep theirs.

    Raises:
        NotFound: outside the area.
        Forbidden: not this post's step, or the decision of who drafted it.
        IllegalAction: not possible in the present state.
        Invalid: a reason is missing.

    """
    chosen = STEPS[step]
    with transaction.atomic():
        fetch(CatalogueEntry, actor, entry_id)
        entry = CatalogueEntry.objects.select_for_update().select_related("region").get(pk=entry_id)
        refusal = _refusal(actor, entry, chosen)
        if refusal is not None:
            raise refusal
        if chosen.needs_reason and not reason.strip():
            raise Invalid({"reason": _("Say why.")})
        entry.state = chosen.to
        entry.reason = reason.strip()
        asked_from = entry.valid_from
        if step == "approve":
            entry.valid_from = max(asked_from, timezone.localdate())
        if chosen.duty == DECIDE:
            entry.decided_by_id, entry.decided_at = actor.person, timezone.now()
        entry.save(update_fields=["state", "reason", "decided_by", "decided_at", "valid_from"])
        _log(actor, step, entry, asked_from=asked_from)
    return entry


def _refusal(actor: Actor, entry: CatalogueEntry, step: Step) -> Exception | None:
    if not actor.has(step.duty) or not actor.covers(entry.region.code):
        return Forbidden()
    if entry.state not in step.from_:
        return IllegalAction(state=entry.state)
    if step.to == _S.APPROVED and entry.is_over(timezone.localdate()):
        return IllegalAction(_("Its last day has passed."))
    if step.duty == DECIDE and entry.drafted_by_id == actor.user_id:
        return Forbidden(_("Another person than who drafted it decides."))
    return None


def _log(actor: Actor, verb: str, entry: CatalogueEntry, *, asked_from: date | None = None) -> None:
    """``asked_from``: the first day that was drafted, where the one that holds may be another."""
    days = {
        "valid_from": entry.valid_from.isoformat(),
        "asked_from": (asked_from or entry.valid_from).isoformat(),
    }
    log(
        actor=actor,
        action=f"exchange.entry_{verb}",
        object_type="exchange.catalogueentry",
        object_id=entry.pk,
        reason=entry.reason,
        data={"code": entry.code, "fields": entry.fields, "area": entry.area, **days},
        region_code=entry.region.code,
    )
