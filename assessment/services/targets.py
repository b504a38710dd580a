"""Target letters are drawn up by the office of the body: goals, tasks, departments and persons in office (Article 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import TargetLetter, TargetTask
from assessment.queries.targets import units_to_bind
from assessment.services.target_rows import changed, demand_open, lengths, locked, logged
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import plain_text

#: A letter is of this year or a year beside it.
_YEARS = 1
MOST_TASKS = 60


@dataclass(frozen=True)
class TaskData:
    """One task: what, which department and who in which office answers for it, until when (None: the year's end)."""

    text: str
    department: str
    owner_post: str
    owner_name: str
    due_on: date | None = None


@transaction.atomic
def draft_letter(*, actor: Actor, organ_id: int, year: int, goals: str) -> TargetLetter:
    """Draw up the letter of the actor's own body with a unit for a year.

    Raises:
        Forbidden: the post keeps no letters.
        Invalid: no unit of the body, a year far away, no goals, or a letter that exists.

    """
    if not actor.has("target.keep") or actor.region_id is None:
        raise Forbidden()
    organ = units_to_bind(actor).filter(pk=organ_id).first()
    problems = {}
    if organ is None:
        problems["organ"] = _("Choose a unit of this body.")
    if abs(year - timezone.localdate().year) > _YEARS:
        problems["year"] = _("Choose this year, the last or the next.")
    if problems:
        raise Invalid(problems)
    texts = lengths(TargetLetter, {"goals": goals})
    row = TargetLetter(
        region_id=actor.region_id, organ=organ, year=year, created_by_id=actor.user_id, **texts
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid({"organ": _("This unit has its letter of this year already; revise that.")}) from error
    logged(actor, "drafted", row)
    return row


@transaction.atomic
def edit_letter(
    *, actor: Actor, pk: int, goals: str, document: str = "", seen_edition: int | None = None
) -> TargetLetter:
    """Write goals and document number of a letter that nobody has signed anew.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: somebody has signed it.
        Invalid: no goals, or a text too long.

    """
    row = locked(actor, pk, "edit", seen_edition)
    demand_open(row)
    row.goals = lengths(TargetLetter, {"goals": goals})["goals"]
    row.document = plain_text(document).strip()
    if len(row.document) > 120:
        raise Invalid({"document": _("At most %(count)s characters.") % {"count": 120}})
    return changed(actor, row, "edited")


@transaction.atomic
def add_task(*, actor: Actor, pk: int, data: TaskData, seen_edition: int | None = None) -> TargetTask:
    """Add a task to a letter that nobody has signed.

    Raises:
        NotFound, Forbidden, Stale, Conflict: as for every change of a draft.
        Invalid: a text is missing or too long, a day outside the year, or too many tasks.

    """
    row = locked(actor, pk, "edit", seen_edition)
    demand_open(row)
    names = ("text", "department", "owner_post", "owner_name")
    texts = lengths(TargetTask, {name: getattr(data, name) for name in names})
    if data.due_on is not None and data.due_on.year != row.year:
        raise Invalid({"due_on": _("Choose a day of the year of the letter.")})
    numbers = list(row.tasks.order_by("number").values_list("number", flat=True))
    if len(numbers) >= MOST_TASKS:
        raise Invalid({"": _("A letter holds at most %(count)s tasks.") % {"count": MOST_TASKS}})
    number = (numbers[-1] if numbers else 0) + 1
    task = TargetTask.objects.create(letter=row, number=number, due_on=data.due_on, **texts)
    changed(actor, row, "task_added", number=number)
    return task


@transaction.atomic
def remove_task(*, actor: Actor, pk: int, number: int, seen_edition: int | None = None) -> TargetLetter:
    """Take a task out of a letter that nobody has signed.

    Raises:
        NotFound, Forbidden, Stale, Conflict: as for every change of a draft.
        Invalid: no such task.

    """
    row = locked(actor, pk, "edit", seen_edition)
    demand_open(row)
    if not row.tasks.filter(number=number).delete()[0]:
        raise Invalid({"number": _("There is no such task.")})
    return changed(actor, row, "task_removed", number=number)
