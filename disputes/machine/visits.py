"""Guards and effects of the visit after the end (domain.md §4.9)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs, papers
from disputes.machine.moments import demand_happened
from disputes.machine.standing import agreement_in_effect, the_agreement_in_effect, unsettled
from disputes.models import Dispute, ReturnVisit
from disputes.models.choices import Outcome
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock


def visit_guard(move: Move) -> None:
    """Guard: who reached somebody has all four answers; who reached nobody has not heard how it was performed.

    That clauses were performed, their own notes say.
    """
    data: inputs.Visit = move.data
    _demand_after(move)
    open_ends = {ReturnVisit.Performance.UNKNOWN, ReturnVisit.Performance.NOT_DUE}
    if data.satisfaction == ReturnVisit.Satisfaction.NO_ANSWER and data.performance not in open_ends:
        raise Invalid({"performance": _("Nobody was reached, so nobody can have told this.")})
    missing = [name for name in ("went_to_court", "latent_risk") if not getattr(data, name)]
    if missing and data.satisfaction != ReturnVisit.Satisfaction.NO_ANSWER:
        raise Invalid({name: _("Choose what was answered.") for name in missing})


def _demand_after(move: Move) -> None:
    """Refuse a day before that which the visit looks at: the agreement's effect, or the end of the dispute."""
    if move.matter.state == "performing":
        agreement = the_agreement_in_effect(move.detail)
        since = timezone.localdate(agreement.effective_at)
        demand_happened(move, "visited_on", since, _("This lies before the agreement took effect."))
    else:
        since = _ended_on(move.detail)
        demand_happened(move, "visited_on", since, _("This lies before the day on which it was resolved."))


def _ended_on(dispute: Dispute) -> date:
    """Return the day on which what resolved the dispute happened, which may be before it was recorded."""
    recorded_on = timezone.localdate(dispute.resolved_at)
    if dispute.outcome in {Outcome.MEDIATED, Outcome.WAIVED}:
        agreement = agreement_in_effect(dispute)
        rows = agreement.clauses.filter(settled_at__isnull=False) if agreement is not None else None
        last = rows.order_by("settled_at").last() if rows is not None else None
        return recorded_on if last is None else timezone.localdate(last.settled_at)
    channel = dispute.channels.order_by("pk").last()
    decided_on = channel.decided_on if channel is not None else None
    return min(decided_on or recorded_on, recorded_on)


def visit_effect(move: Move) -> None:
    """Effect: the four answers and the note, and the paper for the file."""
    data: inputs.Visit = move.data
    today = timezone.localdate(move.now)
    visit = ReturnVisit.objects.create(
        dispute=move.detail,
        visited_on=min(timezone.localdate(data.visited_on or move.now), today),
        performance=data.performance,
        satisfaction=data.satisfaction,
        went_to_court=data.went_to_court == "yes",
        has_latent_risk=data.latent_risk == "yes",
        note=data.note,
        made_by_id=move.actor.user_id,
        made_at=move.now,
    )
    papers.visit(move, visit, is_owed=_is_owed(move.detail, data.performance))
    move.public.update(
        performance=data.performance, satisfaction=data.satisfaction, latent_risk=data.latent_risk
    )
    if visit.visited_on < today:
        move.public["visited_on"] = visit.visited_on.isoformat()
    move.note = data.note


def _is_owed(dispute: Dispute, performance: str) -> bool:
    """Say whether the committee goes on urging performance: nothing took the agreement's place, and it is not kept yet.

    The visit knows better than the clauses, except that what was waived is no longer owed.
    """
    standing = agreement_in_effect(dispute)
    if standing is None:
        return False
    if performance == ReturnVisit.Performance.FULL:
        return False
    is_short = performance in {ReturnVisit.Performance.PARTIAL, ReturnVisit.Performance.NONE}
    return unsettled(standing).exists() or (is_short and not standing.clauses.filter(state="waived").exists())


def visit_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the return visit was made."""
    return [StopClock("return_visit", judged_at=move.data.visited_on)]
