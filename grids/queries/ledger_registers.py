"""What a grid reported in screening rounds and keeps in standing registers, as lines of its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.queries.ledger_books import MOST, Asked, RecordBook, RecordCount
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


def _handed_in(actor: Actor, span: Span) -> QuerySet[RegisterReport]:
    """Return the screenings that grids handed in for the first time during a span and that stand."""
    days = (span.since, span.until)
    rows = visible_to(RegisterReport, actor).filter(
        HANDED_IN, unit_kind=_UNIT, first_submitted_at__date__range=days
    )
    return rows.exclude(round__definition__kind=DefinitionKind.REGISTER)


def _reports(actor: Actor, grid: Grid, span: Span) -> Iterator[LedgerEntry]:
    rows = _handed_in(actor, span).filter(unit_id=grid.pk).select_related("round__definition")
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


def _day(definitions: list[RegisterDefinition]) -> Case:
    """Return the day of an entry: its first date that is given; NULL: it tells none, or its words were erased."""
    by_dates: dict[tuple[str, ...], list[int]] = {}
    for row in definitions:
        codes = tuple(spec.code for spec in specs_from(row.finding_fields) if spec.type == "date")
        by_dates.setdefault(codes, []).append(row.pk)
    nothing = Value(None, output_field=CharField())
    cases = [
        # ``Coalesce`` asks for two at least; most registers have one date.
        When(
            report__round__definition__in=ids,
            then=Coalesce(*(KeyTextTransform(code, "values") for code in codes), nothing),
        )
        for codes, ids in by_dates.items()
        if codes
    ]
    return Case(*cases, default=nothing, output_field=CharField())


def _kept(actor: Actor, span: Span, definitions: list[RegisterDefinition]) -> QuerySet[Any]:
    """Return the entries of registers of grids whose day, ``told_on``, lies in a span; ISO days order as texts do."""
    rows = visible_to(RegisterFinding, actor).filter(
        report__unit_kind=_UNIT, report__round__definition__kind=DefinitionKind.REGISTER
    )
    days = (span.since.isoformat(), span.until.isoformat())
    return rows.annotate(told_on=_day(definitions)).filter(told_on__range=days)


def _definitions() -> list[RegisterDefinition]:
    """Return every version of the registers that grids keep, the newest last."""
    rows = RegisterDefinition.objects.filter(kind=DefinitionKind.REGISTER, unit_kind=_UNIT)
    return list(rows.order_by("code", "version", "pk"))


def words_of(specs: tuple[FieldSpec, ...], values: dict[str, Any]) -> str:
    """Return what an entry says besides its days, in the reader's language, cut to the room of one line."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    told = [
        f"{spec.label_in(language)} {shown}"
        for spec in specs
        if spec.type not in {"date", "file", "region", "entry"}
        and (shown := shown_value(spec, values.get(spec.code), language))
    ]
    text = _("; ").join(told)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _entries(actor: Actor, grid: Grid, span: Span) -> Iterator[LedgerEntry]:
    rows = _kept(actor, span, _definitions()).filter(report__unit_id=grid.pk)
    rows = rows.select_related("report__round__definition", "matter")
    for row in rows.order_by("-pk")[:MOST]:
        definition = row.report.round.definition
        specs, day = specs_from(definition.finding_fields), parse_date(row.told_on)
        if day is None:
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


def _by_place(rows: QuerySet[Any], unit: str, width: int, *names: str) -> list[tuple[Any, ...]]:
    """Count by the place in which the grid lies now, as its ledger stands there; ``unit`` is the path to its key."""
    code = Grid.objects.filter(pk=OuterRef(unit)).values("region__code")
    where = Left(Subquery(code), width) if width else F(unit)
    found = rows.annotate(where=where).order_by()
    return list(found.values_list(*names, "where").annotate(number=Count("pk")))


def _counts(actor: Actor, asked: Asked) -> list[RecordCount]:
    """Return the screenings that were handed in, then the entries of each register."""
    definitions = _definitions()
    names = {row.code: str(row) for row in definitions}
    grids = Grid.objects.filter(asked.within("region__code")).values("pk")
    handed_in = _handed_in(actor, asked.span).filter(unit_id__in=grids)
    screened = dict(_by_place(handed_in, "unit_id", asked.width))
    kept: dict[str, dict[Any, int]] = {}
    path = "report__round__definition__code"
    entries = _kept(actor, asked.span, definitions).filter(report__unit_id__in=grids)
    for code, where, number in _by_place(entries, "report__unit_id", asked.width, path):
        kept.setdefault(code, {})[where] = number
    return [
        RecordCount("screening", gettext_lazy("Screenings handed in"), screened),
        *(RecordCount(f"register.{code}", names[code], kept[code]) for code in sorted(kept)),
    ]


def _is_for(actor: Actor) -> bool:
    return actor.has("registers.report") or actor.has("registers.view_area")


REGISTER_BOOK = RecordBook(
    key="registers",
    label=gettext_lazy("Screenings and registers"),
    read=_read,
    is_for=_is_for,
    count=_counts,
)
