"""The transition table of signals: what a reviewer makes of what a screening found (docs/screening.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from pingan.access.rules import Actor
from pingan.matters.machine import Action, ClockOperation, Comment, Machine, Move, input_field
from pingan.matters.models import Matter
from pingan.matters.services.effects import comment_effect, note_only, stop_all, tell
from risk.machine.assignments import FINISHED, AddTask, add_guard, give_task, task_actions, tell_unit
from risk.machine.wording import prepare
from risk.models import Dismissal, RiskTask, Signal
from risk.queries import recipients as to
from risk.queries.assignments import task_duties
from risk.queries.signal_warnings import warning_duties
from risk.rules.signal_states import FINAL, STATES

TO_WARNING = gettext_noop("%(number)s: a signal was confirmed, a warning is asked for: %(title)s")
UNREVIEWED = frozenset({"new", "watched"})
REVIEW = "signal_review"


def _reasons(actor: Actor, detail: Any) -> Iterable[tuple[str, Any]]:
    return [(str(key), label) for key, label in Dismissal.choices]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A remark that may be left out."""

    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why."""

    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Dismiss:
    """Why it is no risk: a reason of the list, by which precision is told, and in words."""

    reason: str = input_field(_("Reason"), "select", choices=_reasons)
    note: str = input_field(_("In words"), "textarea")


def _reviewed(move: Move, outcome: str, dismissal: str) -> None:
    signal: Signal = move.detail
    signal.outcome, signal.dismissal, signal.reviewed_at = outcome, dismissal, move.now


def _task_effect(move: Move) -> None:
    data: AddTask = move.data
    task = give_task(
        move, RiskTask.Purpose.INSPECTION, title=data.title, organ_id=data.organ, owner=data.owner,
        due_on=data.due_on, money=data.money,
    )  # fmt: skip
    _reviewed(move, Signal.Outcome.TASK, "")
    move.public.update(task=task.pk, outcome="task")
    move.note = data.title


def _warning_effect(move: Move) -> None:
    _reviewed(move, Signal.Outcome.WARNING, "")
    # Its duty is read from the books when the clocks are done, before the detail itself is saved.
    move.detail.save(update_fields=["outcome", "dismissal", "reviewed_at"])
    move.public["outcome"] = "warning"
    note_only(move)


def _dismiss_effect(move: Move) -> None:
    _reviewed(move, "", move.data.reason)
    move.public["dismissal"] = move.data.reason
    note_only(move)


def _reconsider_effect(move: Move) -> None:
    signal: Signal = move.detail
    signal.outcome, signal.dismissal, signal.reviewed_at = "", "", None
    note_only(move)


def _end_effect(move: Move) -> None:
    signal: Signal = move.detail
    signal.ended_on = timezone.localdate(move.now)
    move.public["last_night"] = signal.last_night.isoformat()


def _review_ends(move: Move) -> list[ClockOperation]:
    return stop_all(move, REVIEW)


TABLE = (
    Action(
        name="confirm_task", label=_("Confirm: have it inspected"), from_=UNREVIEWED, to="confirmed", verb="review",
        input=AddTask, guard=add_guard, effect=_task_effect, clocks=_review_ends, notifies=tell_unit, tone="primary",
        key="c",
    ),
    Action(
        # The warning itself is drafted in its own part; until then the signal stays due (``warning_duties``).
        name="confirm_warning", label=_("Confirm: a warning is needed"), from_=UNREVIEWED, to="confirmed",
        verb="review", input=Reason, effect=_warning_effect, clocks=_review_ends,
        notifies=tell(to.warners_of, title=TO_WARNING),
    ),
    Action(
        name="watch", label=_("Watch"), from_=frozenset({"new"}), to="watched", verb="review", input=Remark,
        effect=note_only, clocks=_review_ends, key="w",
    ),
    Action(
        name="dismiss", label=pgettext_lazy("signal", "Dismiss"), from_=UNREVIEWED, to="dismissed", verb="review",
        input=Dismiss, effect=_dismiss_effect, clocks=_review_ends, tone="danger", key="x",
    ),
    Action(
        name="reconsider", label=_("Look at it again"), from_=frozenset({"dismissed"}), to="watched", verb="review",
        input=Reason, effect=_reconsider_effect,
    ),
    *task_actions(
        RiskTask.Purpose.INSPECTION, given_in=frozenset({"confirmed"}), done_in=frozenset({"confirmed"}),
        giver="review", doer="work", tells=tell(to.reviewers_of, title=FINISHED),
    ),
    Action(
        name="comment", label=_("Remark"), from_=frozenset(STATES) - FINAL, to=None, verb="comment", input=Comment,
        effect=comment_effect,
    ),
    Action(
        name="end", label=_("Ended: seen no more"), from_=frozenset({"watched", "confirmed", "dismissed"}), to="ended",
        verb="system", effect=_end_effect, is_system=True,
    ),
)  # fmt: skip


def _duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    return [*warning_duties(matter), *task_duties(matter)]


SIGNALS = Machine(
    kind="signal",
    label=_("Signal"),
    number_prefix="YP",
    states=STATES,
    initial=frozenset({"new"}),
    final=FINAL,
    actions={action.name: action for action in TABLE},
    prepare=prepare,
    reminds=to.of_signal_clock,
    duties=_duties,
)
