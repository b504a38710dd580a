"""Giving, finishing and dropping tasks: the same three actions of every kind of matter that has tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.amounts import amount_in
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, Move, Notification, input_field
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.models import RiskTask
from risk.queries.assignments import open_tasks, people_of
from risk.rules.days import lies_too_far

GIVEN = gettext_noop("%(number)s: your unit has a task: %(title)s")
FINISHED = gettext_noop("%(number)s: a task is done: %(title)s")
Pairs = Iterable[tuple[str, Any]]


def units(actor: Actor, detail: Any) -> Pairs:
    """Return the units that may be given a task: those of the matter's place."""
    return [(str(organ.pk), str(organ)) for organ in units_for(detail.matter.region_code)]


def _open(actor: Actor, detail: Any) -> Pairs:
    """Return the open tasks; a unit's own alone where it only sees the matter for its task."""
    rows = open_tasks(detail.pk)
    return [(str(task.pk), f"{task.title} · {task.organ}") for task in _own(actor, rows)]


def _own(actor: Actor, rows: Any) -> Any:
    return rows.filter(organ_id=actor.organ_id) if actor.role == "unit_handler" else rows


@dataclass(frozen=True, kw_only=True)
class AddTask:
    """What, by which unit and office, until when, and with which money."""

    title: str = input_field(pgettext_lazy("task", "What is to be done"), max_length=200)
    organ: int = input_field(gettext_lazy("Unit"), "organ", choices=units)
    owner: str = input_field(
        gettext_lazy("Office in charge"),
        max_length=80,
        help=gettext_lazy("The office or function, as in the unit's list of responsibilities."),
    )
    due_on: datetime = input_field(gettext_lazy("To be done by"), "date")
    money: str = input_field(gettext_lazy("Money (yuan)"), "amount", max_length=20, default="")


@dataclass(frozen=True, kw_only=True)
class FinishTask:
    """Which task, and what came of it."""

    task: int = input_field(gettext_lazy("Task"), "matter", choices=_open)
    result: str = input_field(gettext_lazy("What was done, and with what result"), "textarea")
    files: tuple[int, ...] = input_field(gettext_lazy("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class DropTask:
    """Which task, and why it is no longer needed."""

    task: int = input_field(gettext_lazy("Task"), "matter", choices=_open)
    note: str = input_field(gettext_lazy("Reason"), "textarea")


def add_guard(move: Move) -> None:
    """Guard: a unit of this place, a day that is not past, an amount."""
    data: AddTask = move.data
    problems: dict[str, str] = {}
    if not units_for(move.matter.region_code).filter(pk=data.organ).exists():
        problems["organ"] = _("Choose a unit of this area.")
    day, today = timezone.localdate(data.due_on), timezone.localdate(move.now)
    if day < today:
        problems["due_on"] = _("This day is past.")
    elif lies_too_far(day, today):
        problems["due_on"] = _("This day lies too far away.")
    if problems:
        raise Invalid(problems)
    amount_in(data.money, "money")


def give_task(
    move: Move, purpose: str, *, title: str, organ_id: int, owner: str, due_on: datetime, money: str
) -> RiskTask:
    """Create one task of the matter that is being acted on."""
    return RiskTask.objects.create(
        matter=move.matter,
        purpose=purpose,
        title=title,
        organ_id=organ_id,
        owner=owner,
        due_on=timezone.localdate(due_on),
        money_yuan=amount_in(money, "money"),
        created_by_id=move.actor.user_id,
        created_at=move.now,
    )


def end_task(move: Move, task: RiskTask, state: str, result: str) -> None:
    """End one task with its result."""
    task.state, task.result = state, result
    task.ended_at, task.ended_by_id = move.now, move.actor.user_id
    task.save(update_fields=["state", "result", "ended_at", "ended_by"])


def drop_open_tasks(move: Move, reason: str) -> None:
    """End every open task of the matter: what they were given for is over."""
    for task in open_tasks(move.matter.pk):
        end_task(move, task, RiskTask.State.DROPPED, reason)


def _chosen(move: Move) -> RiskTask:
    task = _own(move.actor, open_tasks(move.matter.pk)).filter(pk=move.data.task).first()
    if task is None:
        raise Invalid({"task": _("Choose an open task.")})
    return task  # type: ignore[no-any-return]


def _chosen_guard(move: Move) -> None:
    """Guard: an open task, and of the own unit where the actor acts for one."""
    _chosen(move)


def _finish_effect(move: Move) -> None:
    task = _chosen(move)
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    end_task(move, task, RiskTask.State.DONE, move.data.result)
    move.public.update(task=task.pk, files=len(move.data.files))
    move.note = move.data.result


def _drop_effect(move: Move) -> None:
    task = _chosen(move)
    end_task(move, task, RiskTask.State.DROPPED, move.data.note)
    move.public.update(task=task.pk)
    move.note = move.data.note


def _adder(purpose: str) -> Callable[[Move], None]:
    def add_effect(move: Move) -> None:
        data: AddTask = move.data
        task = give_task(
            move,
            purpose,
            title=data.title,
            organ_id=data.organ,
            owner=data.owner,
            due_on=data.due_on,
            money=data.money,
        )
        move.public.update(task=task.pk)
        move.note = data.title

    return add_effect


def tell_unit(move: Move) -> Iterable[Notification]:
    """Notices: the people of the unit that was given a task."""
    people = set(people_of([move.data.organ])) - {move.actor.user_id}
    if people:
        yield Notification(tuple(sorted(person for person in people if person is not None)), GIVEN)


def _none_open(actor: Actor, detail: Any) -> Any:
    return None if _own(actor, open_tasks(detail.pk)).exists() else _("No task is open.")


def task_actions(
    purpose: str,
    *,
    given_in: frozenset[str],
    done_in: frozenset[str],
    giver: str,
    doer: str,
    tells: Callable[[Move], Iterable[Notification]],
) -> tuple[Action, ...]:
    """Return the three actions on tasks for one machine: who holds the verb ``giver`` gives and drops, ``doer`` finishes.

    ``tells`` says who hears that a task is done.
    """
    return (
        Action(
            name="add_task", label=gettext_lazy("Give a task"), from_=given_in, to=None, verb=giver, input=AddTask,
            guard=add_guard, effect=_adder(purpose), notifies=tell_unit,
        ),
        Action(
            name="finish_task", label=gettext_lazy("Task done"), from_=done_in, to=None, verb=doer, input=FinishTask,
            offered=_none_open, guard=_chosen_guard, effect=_finish_effect,
            notifies=tells, tone="primary",
        ),
        Action(
            name="drop_task", label=gettext_lazy("Drop a task"), from_=given_in | done_in, to=None, verb=giver,
            input=DropTask, offered=_none_open, guard=_chosen_guard,
            effect=_drop_effect,
        ),
    )  # fmt: skip
