"""What a grid reported in screening rounds and keeps in standing registers, as lines of its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.queries.ledger_books import MOST, RecordBook
from grids.rules.ledger import LedgerEntry, Span
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import DefinitionKind, RegisterDefinition, RegisterFinding, RegisterReport
from pingan.registers.queries.reports import HANDED_IN
from pingan.registers.rules import FieldSpec, shown_value, specs_from

_UNIT = "grid"
#: A screening whose findings become these is that kind of work; all else that a grid reports is information.
_WORK_OF_TARGET = {"dispute": "disputes", "hazard": "hazards"}
#: As many words of an entry as a line of a table has room for.
_LONGEST = 120


def _work(definition: RegisterDefinition) -> str:
    return next(
        (_WORK_OF_TARGET[target] for target in definition.targets if target in _WORK_OF_TARGET), "information"
    )


def _answer(report: RegisterReport) -> str:
    if report.is_nothing_found:
        return _("nothing found")
    return _("%(count)d found") % {"count": report.finding_count}


def _who(actor: Actor, user_id: int | None) -> str:
    is_own = actor.user_id is not None and user_id == actor.user_id
    return actor.name if is_own else _("the grid")


def _reports(actor: Actor, grid: Grid, span: Span) -> Iterator[LedgerEntry]:
    rows = visible_to(RegisterReport, actor).filter(
        HANDED_IN,
        unit_kind=_UNIT,
        unit_id=grid.pk,
        first_submitted_at__date__range=(span.since, span.until),
    )
    rows = rows.exclude(round__definition__kind=DefinitionKind.REGISTER).select_related("round__definition")
    for row in rows.order_by("first_submitted_at", "pk")[:MOST]:
        accepted = row.state == "accepted"
        yield LedgerEntry(
            work=_work(row.round.definition),
            on=timezone.localdate(row.first_submitted_at),
            number="",
            place=grid.name,
            what=row.round.title,
            sort=str(row.round.definition),
            result=f"{_answer(row)} · {row.get_state_display()}",
            closed_on=timezone.localdate(row.reviewed_at or row.submitted_at) if accepted else None,
            reporter=_who(actor, row.submitted_by_id),
            url=f"/registers/reports/{row.pk}/",
        )


def day_of(specs: tuple[FieldSpec, ...], values: dict[str, Any]) -> date | None:
    """Return the day of an entry: its first date that is given; None: it tells none, or its words were erased."""
    dates = (values.get(spec.code) for spec in specs if spec.type == "date")
    return next((day for text in dates if text and (day := parse_date(str(text))) is not None), None)


def words_of(specs: tuple[FieldSpec, ...], values: dict[str, Any]) -> str:
    """Return what an entry says besides its days, in the reader's language, cut to the room of one line."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    told = [
        f"{spec.label_in(language)} {shown}"
        for spec in specs
        if spec.type not in {"date", "file", "region"}
        and (shown := shown_value(spec, values.get(spec.code), language))
    ]
    text = _("; ").join(told)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _entries(actor: Actor, grid: Grid, span: Span) -> Iterator[LedgerEntry]:
    rows = visible_to(RegisterFinding, actor).filter(
        report__unit_kind=_UNIT,
        report__unit_id=grid.pk,
        report__round__definition__kind=DefinitionKind.REGISTER,
    )
    rows = rows.select_related("report__round__definition", "matter")
    for row in rows.order_by("-pk")[: 2 * MOST]:
        definition = row.report.round.definition
        specs = specs_from(definition.finding_fields)
        day = day_of(specs, row.values)
        if day is None or not span.since <= day <= span.until:
            continue
        yield LedgerEntry(
            work=_work(definition),
            on=day,
            number=f"{row.report_id}-{row.number}",
            place=grid.name,
            what=words_of(specs, row.values) or str(definition),
            sort=str(definition),
            result=_("closed") if row.settled_on else _("recorded"),
            closed_on=row.settled_on,
            reporter=_("the grid"),
            url=f"/registers/entries/{row.pk}/",
        )


def _read(actor: Actor, grid: Grid, span: Span) -> list[LedgerEntry]:
    return [*_reports(actor, grid, span), *_entries(actor, grid, span)]


def _is_for(actor: Actor) -> bool:
    return actor.has("registers.report") or actor.has("registers.view_area")


REGISTER_BOOK = RecordBook(
    key="registers", label=gettext_lazy("Screenings and registers"), read=_read, is_for=_is_for
)
