"""Naming mediators of a committee, keeping their data, ending their service (人民调解法 §13–16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import DisputeType, MediationCommittee, Mediator
from disputes.models.choices import MediatorKind
from disputes.queries.committees import accounts_for
from disputes.services.committees import too_long
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.common.text import in_plain_text, pinyin_key

_COLUMNS = {"name": 60, "phone": 30}


@dataclass(frozen=True)
class MediatorData:
    """What is known of a mediator. ``user_id`` None: no account. ``specialities`` are codes of types of dispute."""

    name: str
    kind: str
    user_id: int | None = None
    phone: str = ""
    specialities: tuple[str, ...] = ()
    trained_on: date | None = None
    active_from: date | None = None


@transaction.atomic
def add_mediator(*, actor: Actor, committee_id: int, data: MediatorData) -> Mediator:
    """Name a mediator of a committee, from a day on (default: today).

    Raises:
        NotFound, Forbidden: not this actor's committee.
        Invalid: what is wrong, at each field.

    """
    committee = fetch(
        MediationCommittee,
        actor,
        committee_id,
        "edit",
        refine=lambda rows: rows.select_related("organ__region"),
    )
    data = in_plain_text(data)
    types = _checked(data, committee)
    row = Mediator(committee=committee, active_from=data.active_from or timezone.localdate())
    _fill(row, data)
    _once(row)
    row.specialities.set(types)
    _write_down(actor, row, "mediator.added")
    return row


@transaction.atomic
def edit_mediator(
    *, actor: Actor, mediator_id: int, data: MediatorData, seen_version: int | None = None
) -> Mediator:
    """Correct the data of a mediator. The committee stays: whoever changes it ends here and begins there.

    Raises:
        NotFound, Forbidden: not this actor's mediator.
        Stale: somebody changed it since ``seen_version``.
        Invalid: what is wrong, at each field.

    """
    row = _locked(actor, mediator_id, seen_version)
    data = in_plain_text(data)
    types = _checked(data, row.committee, own=row)
    row.active_from = data.active_from or row.active_from
    if row.active_to is not None and row.active_to < row.active_from:
        raise Invalid({"active_from": _("The end lies after the beginning.")})
    _fill(row, data)
    row.version += 1
    _once(row)
    row.specialities.set(types)
    _write_down(actor, row, "mediator.edited")
    return row


@transaction.atomic
def end_mediator(*, actor: Actor, mediator_id: int, reason: str, on: date | None = None) -> Mediator:
    """End a mediator's service on a day (default: today); that day no longer counts. History stays.

    Raises:
        NotFound, Forbidden: not this actor's mediator.
        Invalid: no reason, already ended, before it began, or disputes are still in hand.

    """
    row = _locked(actor, mediator_id)
    day, reason = on or timezone.localdate(), in_plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the service ends.")})
    if row.active_to is not None and row.active_to <= day:
        raise Invalid({"": _("This service has ended already.")})
    if day < row.active_from:
        raise Invalid({"on": _("A service cannot end before it began.")})
    if row.channels.filter(state="open").exists():
        raise Invalid({"": _("Disputes are in hand still. Give them to another mediator first.")})
    row.active_to = day
    row.version += 1
    row.save(update_fields=["active_to", "version"])
    _write_down(actor, row, "mediator.ended", reason=reason)
    return row


def _locked(actor: Actor, pk: int, seen_version: int | None = None) -> Mediator:
    fetch(Mediator, actor, pk, "edit")
    rows = Mediator.objects.select_for_update(of=("self",)).select_related("committee__organ__region")
    row = rows.get(pk=pk)
    if not allows(actor, "edit", row):
        raise Forbidden()
    if seen_version is not None and row.version != seen_version:
        raise Stale(current=row.version)
    return row


def _checked(
    data: MediatorData, committee: MediationCommittee, own: Mediator | None = None
) -> list[DisputeType]:
    """Return the types that are named, after everything else was found sound."""
    problems = {**too_long(data, _COLUMNS), **_shape_problems(data)}
    is_kept = own is not None and own.user_id == data.user_id
    if data.user_id is not None and not is_kept and data.user_id not in dict(accounts_for(committee)):
        problems["user"] = _("Choose somebody with a post as mediator of this committee.")
    types = list(DisputeType.objects.filter(code__in=data.specialities))
    if len(types) != len(set(data.specialities)):
        problems["specialities"] = _("Choose types of the list.")
    if problems:
        raise Invalid(problems)
    return types


def _shape_problems(data: MediatorData) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not data.name.strip():
        problems["name"] = _("This is needed.")
    if data.kind not in MediatorKind.values:
        problems["kind"] = _("Choose one of the listed values.")
    if data.trained_on is not None and data.trained_on > timezone.localdate():
        problems["trained_on"] = _("This lies in the future.")
    return problems


def _fill(row: Mediator, data: MediatorData) -> None:
    row.name = data.name.strip()
    row.name_pinyin = pinyin_key(row.name)
    row.kind = data.kind
    row.user_id = data.user_id
    row.phone = data.phone.strip()
    row.trained_on = data.trained_on


def _once(row: Mediator) -> None:
    """Save, and say at its field that this account mediates here already."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "mediator_once_per_committee" in str(error):
            raise Invalid({"user": _("This account is a mediator of this committee already.")}) from error
        raise


def _write_down(actor: Actor, row: Mediator, action: str, reason: str = "") -> None:
    log(
        actor=actor,
        action=action,
        object_type="disputes.mediator",
        object_id=row.pk,
        reason=reason,
        data={"committee": row.committee_id},
        region_code=row.committee.organ.region.code,
    )
