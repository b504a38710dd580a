"""Guards and effects of red flags (domain.md §4.7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.machine import inputs, papers
from disputes.machine.common import refresh_level, told
from disputes.machine.moments import demand_happened
from disputes.machine.restricting import close_at_once
from disputes.models import Dispute, PoliceNotice, RedFlag
from disputes.queries.terms import start
from disputes.rules.closing import closed_by_signs
from disputes.rules.flags import POLICE_AT_ONCE, owes_police, shows_red
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock


def raise_flags(
    dispute: Dispute, codes: tuple[str, ...], note: str, *, by: int | None, now: datetime
) -> list[str]:
    """Record signs that are not open yet on a locked dispute; return those that are new."""
    waiting = set(dispute.flags.filter(reviewed_at=None).values_list("code", flat=True))
    new = [code for code in dict.fromkeys(codes) if code not in waiting]
    RedFlag.objects.bulk_create(
        RedFlag(dispute=dispute, code=code, note=note or None, raised_by_id=by, raised_at=now) for code in new
    )
    return new


def flag_effect(move: Move) -> None:
    """Effect: signs, the level they make, and the note of what was seen."""
    data: inputs.Flag = move.data
    new = raise_flags(move.detail, data.codes, data.note, by=move.actor.user_id, now=move.now)
    if not new:
        raise Invalid({"codes": _("These signs wait for their review already.")})
    refresh_level(move)
    move.public["flags"] = new
    close_at_once(move, closed_by_signs(statistic_code=move.detail.type.statistic_code, signs=new))
    move.note = data.note


def flag_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: review the same day; the police at once where a case is possible."""
    return flag_starts(move.detail)


def flag_starts(dispute: Dispute) -> list[ClockOperation]:
    """Return the clocks that the signs of a dispute start, each once while it runs."""
    running = set(Clock.objects.filter(matter_id=dispute.pk, stopped_at=None).values_list("stage", flat=True))
    signs = list(dispute.flags.all())
    due = {
        "flag_review": any(not sign.review for sign in signs),
        "police_notice": any(owes_police(sign) for sign in signs),
    }
    return [
        op
        for stage, is_due in due.items()
        if is_due and stage not in running
        for op in start(dispute, stage, is_urgent=True)
    ]


RED = gettext_lazy("A red flag waits for its review or for the notice to the police.")


def is_red(dispute: Dispute) -> bool:
    """Say whether the case shows red (invariant 10)."""
    return shows_red(dispute.flags.all())


def calm_offered(actor: Actor, dispute: Any) -> Any:
    """Not while the case shows red: what would end it here would end the review and the duty to tell the police."""
    return RED if is_red(dispute) else None


def _flag(move: Move) -> RedFlag:
    found: RedFlag | None = move.detail.flags.filter(pk=move.data.flag, reviewed_at=None).first()
    if found is None:
        raise Invalid({"flag": _("Choose a sign that waits for its review.")})
    return found


def review_offered(actor: Actor, dispute: Any) -> Any:
    """Only where a sign waits that somebody else raised."""
    waiting = set(dispute.flags.filter(reviewed_at=None).values_list("raised_by_id", flat=True))
    if not waiting:
        return _("No sign waits for its review.")
    if waiting == {actor.user_id}:
        return _("Another person than the one who raised it must review it.")
    return None


def review_guard(move: Move) -> None:
    """Guard: by another than the one who raised it; a mandatory sign cannot be left without the police."""
    data: inputs.ReviewFlag = move.data
    flag = _flag(move)
    if flag.raised_by_id == move.actor.user_id:
        raise Invalid({"flag": _("Another person than the one who raised it must review it.")})
    told = flag.notice_id is not None
    if data.review == RedFlag.Review.POLICE and not told:
        raise Invalid({"review": _("Record the notice to the police first.")})
    if data.review == RedFlag.Review.WATCH and flag.code in POLICE_AT_ONCE and not told:
        raise Invalid({"review": _("With this sign the police must be told at once.")})


def review_effect(move: Move) -> None:
    """Effect: the decision with its reason."""
    flag = _flag(move)
    flag.review = move.data.review
    flag.review_reason = move.data.note
    flag.reviewed_by_id = move.actor.user_id
    flag.reviewed_at = move.now
    flag.save()
    refresh_level(move)
    move.public.update(flag=flag.code, review=flag.review)
    move.note = move.data.note


def review_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: met when no sign waits any more; the police term ends where the last sign that asked for it is unfounded."""
    signs = list(move.detail.flags.all())
    operations: list[ClockOperation] = []
    if all(sign.review for sign in signs):
        operations.append(StopClock("flag_review"))
    if not any(owes_police(sign) for sign in signs):
        operations.append(StopClock("police_notice", has_verdict=False))
    return operations


def police_guard(move: Move) -> None:
    """Guard: told in the past, and not before the dispute began; the paper needs whom it is for."""
    if not move.data.station.strip(" ：:"):
        raise Invalid({"station": _("Say which police unit was told.")})
    demand_happened(move, "told_at", move.detail.occurred_on, _("This lies before the dispute began."))


def police_effect(move: Move) -> None:
    """Effect: who was told, when, with which receipt; a written notice for the file.

    It tells of every sign that no notice tells of yet; one that is raised later needs its own.
    """
    data: inputs.TellPolice = move.data
    notice = PoliceNotice.objects.create(
        dispute=move.detail,
        station=data.station,
        told_whom=data.told_whom or None,
        channel=data.channel,
        told_at=data.told_at,
        receipt=data.receipt,
        told_by_id=move.actor.user_id,
    )
    untold = move.detail.flags.filter(notice=None)
    untold.exclude(review=RedFlag.Review.UNFOUNDED).update(notice=notice)
    papers.police_notice(move, notice)
    move.public["channel"] = data.channel
    move.note = told(data.note, station=data.station, receipt=data.receipt)


def police_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the police were told."""
    return [StopClock("police_notice")]
