"""Guards and effects of commendations (Article 61; invariants 7, 18)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessment.machine import commendation_inputs as inputs
from assessment.models import Commendation
from assessment.models.case_choices import Nominee
from assessment.queries.cases import office_organ
from assessment.queries.commendations import let_pass, obstacles_of
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Invalid
from pingan.documents.services import issue
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock
from risk.queries.terms import start


def _blocked(commendation: Commendation) -> str:
    """Return why it may not go on: honours are forbidden, or a case runs; blank: nothing stands against it."""
    found = obstacles_of(commendation, timezone.localdate())
    if not found:
        return ""
    if commendation.override_by_id is not None:
        numbers, restrictions = let_pass(commendation)
        is_new = {row.pk for row in found.restrictions} - restrictions or set(found.numbers) - numbers
        if not is_new:
            return ""
        return _(
            "Something new has come up since two persons let it pass: %(numbers)s. Refuse it; it can be nominated anew."
        ) % {"numbers": _(", ").join(found.numbers)}
    return _("Honours are forbidden to the nominee, or a case is open: %(numbers)s.") % {
        "numbers": _(", ").join(found.numbers)
    }


def check_guard(move: Move) -> None:
    """Guard: nothing stands against the nominee, or two persons let it pass (invariant 18)."""
    if text := _blocked(move.detail):
        raise Invalid({"note": text})


def check_effect(move: Move) -> None:
    """Effect: checked, by whom and when."""
    move.detail.checked_by_id, move.detail.checked_at = move.actor.user_id, move.now
    move.note = move.data.note


def check_over(move: Move) -> list[ClockOperation]:
    """Clocks: checked."""
    return [StopClock("commendation_check")]


def ask_offered(actor: Actor, commendation: Any) -> Any:
    """Only where something stands against it."""
    if commendation.override_by_id is not None:
        return _("Two persons have let it pass already.")
    return None if obstacles_of(commendation, timezone.localdate()) else _("Nothing stands against it.")


def ask_effect(move: Move) -> None:
    """Effect: the office asks to let it pass, with a reason."""
    move.detail.override_reason = move.data.note
    move.detail.override_asked_by_id = move.actor.user_id
    move.note = move.data.note


def allow_offered(actor: Actor, commendation: Any) -> Any:
    """Another person than who asked."""
    if commendation.override_asked_by_id is None or commendation.override_by_id is not None:
        return _("Nobody has asked to let it pass.")
    if commendation.override_asked_by_id == actor.user_id:
        return _("Another person than who asked must allow it.")
    return None


def allow_effect(move: Move) -> None:
    """Effect: allowed by a second person; the security log keeps it (invariant 18)."""
    row: Commendation = move.detail
    found = obstacles_of(row, timezone.localdate())
    numbers = found.numbers
    row.override_by_id, row.override_at = move.actor.user_id, move.now
    log(
        actor=move.actor,
        action="commendation.overridden",
        object_type="commendation",
        object_id=row.pk,
        reason=row.override_reason,
        data={"number": move.matter.number, "cases": numbers, "asked_by": row.override_asked_by_id},
    )
    # It covers these and nothing that comes later.
    move.public["cases"] = numbers
    move.public["restrictions"] = [one.pk for one in found.restrictions]
    move.note = move.data.note


def publicity_effect(move: Move) -> None:
    """Effect: open to objections."""
    move.detail.publicized_at = move.now
    move.note = move.data.note


def publicity_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the period of publicity (公示)."""
    return start(move.matter, "commendation_publicity")


def _publicity_end(commendation: Commendation) -> datetime | None:
    clock = (
        Clock.objects.filter(matter_id=commendation.pk, stage="commendation_publicity").order_by("pk").last()
    )
    return commendation.publicized_at if clock is None else clock.due_at


def decide_offered(actor: Actor, commendation: Any) -> Any:
    """Only after the period of publicity."""
    end = _publicity_end(commendation)
    if end is None or end > timezone.now():
        return _("The period of publicity is still running.")
    return None


def decide_guard(move: Move) -> None:
    """Guard: the check again, another unit than the nominee's, and a number for the document (invariant 7)."""
    row: Commendation = move.detail
    if text := _blocked(row):
        raise Invalid({"note": text})
    office = office_organ(move.matter.region)
    if office is None:
        raise Invalid({"document_number": _("This division has no coordinating office in the books.")})
    # A family or a division has no unit, and a leader's post may have none either: no unit is nobody's own.
    if row.organ_id is not None and row.organ_id in {office.pk, move.actor.organ_id}:
        raise Invalid({"note": _("Another unit than the nominee's own must decide.")})
    is_ours = row.nominee == Nominee.UNIT and bool(office.document_code)
    if not move.data.document_number.strip() and not is_ours:
        raise Invalid({"document_number": _("Enter the number of the decision.")})


def decide_effect(move: Move) -> None:
    """Effect: decided; of a unit, the decision is issued last, since the register stays locked."""
    data: inputs.Honour = move.data
    row: Commendation = move.detail
    office = office_organ(move.matter.region)
    if office is None:
        raise AssertionError("the guard let a decision without office pass")
    row.publicized_until = _publicity_end(row)
    row.decided_on, row.decided_by_id = timezone.localdate(move.now), move.actor.user_id
    row.decided_organ, row.document_number = office, data.document_number.strip()
    if not row.document_number:
        name = str(row.organ.name if row.organ is not None else row.division)
        with translation.override(settings.LANGUAGE_CODE):
            row.document = issue(
                actor=move.actor,
                organ_id=office.pk,
                template_code="decision",
                region_code=move.matter.region_code,
                is_authorised=True,
                data={
                    "addressee": name,
                    "subject": f"授予{name}“{row.honour}”称号",
                    "text": f"{name}在平安建设工作中成绩显著。依据《江西省平安建设条例》第六十一条，经公示，"
                    f"决定授予“{row.honour}”称号。\n{row.deeds}",
                },
            )
        row.document_number = row.document.number
    move.public.update(document=row.document_number)
    move.note = data.note


def publish_effect(move: Move) -> None:
    """Effect: published."""
    move.detail.published_at = move.now
    move.note = move.data.note


def ending_effect(move: Move) -> None:
    """Effect: refused or withdrawn, and why."""
    move.detail.ending = move.data.note
    move.note = move.data.note
