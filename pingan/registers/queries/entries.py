"""Entries of registers as lists: one set of filters for pages, API and the numbers that open a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.policy import NOTHING, visible_to
from pingan.access.rules import Actor
from pingan.org.queries import covered_prefixes, region_by_code
from pingan.registers.models import (
    DefinitionKind,
    RegisterDefinition,
    RegisterFinding,
    RegisterReport,
    RegisterRound,
    ReportStep,
)
from pingan.registers.queries.places import itself_q
from pingan.registers.queries.reports import LARGEST_ID
from pingan.registers.rules import FieldSpec
from pingan.registers.rules.fields import CODE
from pingan.registers.rules.references import number_in
from pingan.registers.rules.units import reviewing_level

#: "Soon" in lists and numbers: what a desk can still arrange for (the list of the issue; our own choice).
SOON_DAYS = 30


def standing_q(at: str = "") -> Q:
    """Return the condition: it still stands, in a register that is kept."""
    return Q(
        **{
            f"{at}settled_on": None,
            f"{at}matter": None,
            f"{at}report__round__state": "open",
            f"{at}report__erased_at": None,
            f"{at}report__round__definition__kind": DefinitionKind.REGISTER,
        }
    )


def overdue_q(today: date) -> Q:
    """Return the condition: its watched day is past."""
    return standing_q() & Q(due_on__lt=today)


def soon_q(today: date) -> Q:
    """Return the condition: its watched day comes within ``SOON_DAYS``, today included."""
    return standing_q() & Q(due_on__gte=today, due_on__lte=today + timedelta(days=SOON_DAYS))


def held_in_q(year: int) -> Q:
    """Return the condition: it tells of something held in a year (drills, trainings)."""
    return Q(values__held_on__startswith=f"{year}-")


def is_of_sort_q(spec: FieldSpec, choice: str) -> Q:
    """Return the condition: a field of choices holds this one, alone or among several."""
    return Q(values__contains={spec.code: [choice] if spec.type == "choices" else choice})


#: What a number counts; the list behind it has the same condition.
WATCH: Mapping[str, tuple[Any, Callable[[date], Q]]] = {
    "overdue": (pgettext_lazy("entry", "overdue"), overdue_q),
    "soon": (_("due in 30 days"), soon_q),
    "standing": (pgettext_lazy("entry", "in force or open"), lambda today: standing_q()),
    "settled": (pgettext_lazy("entry", "closed or renewed"), lambda today: Q(settled_on__isnull=False)),
}


class EntryFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``watch`` is one of ``WATCH``; ``unit`` with ``unit_kind`` one unit in every register that it keeps.

    ``at``: a division itself, without its places. ``year`` is the year in which a drill or training was held; ``sort``
    a field of choices and its value: kind:field; ``ending`` a way in which the definition says that its entries end.
    ``q`` are words of the unit's name or of the entry, or its number.
    """

    watch = filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _q) in WATCH.items()], method="by_watch"
    )
    definition = filters.CharFilter(field_name="report__round__definition__code", max_length=40)
    ending = filters.CharFilter(validators=[RegexValidator(rf"^{CODE.pattern}\Z")])
    round = filters.NumberFilter(field_name="report__round_id", min_value=1, max_value=LARGEST_ID)
    report = filters.NumberFilter(field_name="report_id", min_value=1, max_value=LARGEST_ID)
    unit = filters.NumberFilter(field_name="report__unit_id", min_value=1, max_value=LARGEST_ID)
    unit_kind = filters.CharFilter(field_name="report__unit_kind", max_length=30)
    region = filters.CharFilter(method="by_region", validators=[RegexValidator(r"^36[0-9]{10}\Z")])
    at = filters.CharFilter(method="by_itself", validators=[RegexValidator(r"^36[0-9]{10}\Z")])
    year = filters.NumberFilter(method="by_year", min_value=2000, max_value=2100)
    sort = filters.CharFilter(
        method="by_sort", validators=[RegexValidator(rf"^{CODE.pattern}:[A-Za-z0-9_.-]{{1,40}}\Z")]
    )
    q = filters.CharFilter(method="by_words", max_length=40)

    def by_words(self, rows: QuerySet[RegisterFinding], name: str, value: str) -> QuerySet[RegisterFinding]:
        """Narrow to what the words are found in."""
        number = number_in(value)
        is_it = Q(report_id=number[0], number=number[1]) if number else Q(pk__in=[])
        return rows.filter(Q(report__unit_name__contains=value) | says_q(value) | is_it)

    def by_watch(self, rows: QuerySet[RegisterFinding], name: str, value: str) -> QuerySet[RegisterFinding]:
        """Narrow to what a number counts."""
        return rows.filter(WATCH[value][1](timezone.localdate()))

    def by_year(self, rows: QuerySet[RegisterFinding], name: str, value: Any) -> QuerySet[RegisterFinding]:
        """Narrow to what was held in a year, in the registers that are kept."""
        return rows.filter(held_in_q(int(value)), report__round__state="open")

    def by_sort(self, rows: QuerySet[RegisterFinding], name: str, value: str) -> QuerySet[RegisterFinding]:
        """Narrow to the entries that chose something, alone or among several."""
        code, _colon, choice = value.partition(":")
        return rows.filter(Q(values__contains={code: choice}) | Q(values__contains={code: [choice]}))

    def by_itself(self, rows: QuerySet[RegisterFinding], name: str, value: str) -> QuerySet[RegisterFinding]:
        """Narrow to what a division keeps itself, none of its places."""
        return rows.filter(itself_q(value, "report__region_code", timezone.localdate()))

    def by_region(self, rows: QuerySet[RegisterFinding], name: str, value: str) -> QuerySet[RegisterFinding]:
        """Narrow to a division, what it succeeded included."""
        return rows.filter(in_division(value, "report__region_code"))


def says_q(words: str) -> Q:
    """Return the condition: one of the texts that an entry holds has these words in it.

    Codes of choices, days and keys are texts or numbers as well, but nobody typed them: only what stands in a field of
    text counts, by the form of the entry's own version.
    """
    said: Any = Exists(
        RegisterDefinition.objects.filter(pk=OuterRef("report__round__definition"))
        .annotate(said=_Texts(F("finding_fields"), OuterRef("values")))
        .filter(said__contains=words)
    )
    return Q(said)


class _Texts(Func):
    """Texts of an entry, one per line: ``(fields, values)``."""

    template = (
        "(select string_agg(v.value, E'\\n') from jsonb_array_elements(%(fields)s) f"
        " join jsonb_each_text(%(values)s) v on v.key = f ->> 'code' where f ->> 'type' in ('text', 'long_text'))"
    )
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> tuple[str, Any]:
        """Write the expression; both places are JSON documents."""
        parts = [compiler.compile(one) for one in self.get_source_expressions()]
        return self.template % {"fields": parts[0][0], "values": parts[1][0]}, (*parts[0][1], *parts[1][1])


def in_division(code: str, path: str) -> Q:
    """Return the condition: within a division, what it succeeded included; an unknown code stands for itself."""
    region = region_by_code(code)
    condition = Q(**{path: code})
    for prefix in covered_prefixes(region) if region is not None else ():
        condition |= Q(**{f"{path}__startswith": prefix})
    return condition


FILTERS = tuple(EntryFilterSet.base_filters)
ORDER = ("due_on", "pk")


def entries_visible(actor: Actor) -> QuerySet[RegisterFinding]:
    """Return the entries of standing registers that the actor may be told of, with what a row shows."""
    rows = visible_to(RegisterFinding, actor).filter(report__round__definition__kind=DefinitionKind.REGISTER)
    return rows.select_related("report__round__definition", "responsible")


def own_entries_q(actor: Actor) -> Q:
    """Return the condition: kept by this post's own unit, handed to it, or kept by units whose desk above is this one."""
    mine = visible_to(RegisterReport, actor, "report")
    if actor.has("registers.report_area"):
        mine = mine.filter(Q(unit_level=actor.level) | Q(organ_id=actor.organ_id, organ__isnull=False))
    levels = [level for level in range(2, 7) if reviewing_level(level) == actor.level]
    below = visible_to(RegisterReport, actor, "review").filter(unit_level__in=levels)
    handed = NOTHING if actor.organ_id is None else Q(responsible_id=actor.organ_id)
    return Q(report__in=mine.values("pk")) | Q(report__in=below.values("pk")) | handed


def watched_counts(actor: Actor, today: date) -> Mapping[str, int]:
    """Count what of this post's entries, and of those it looks after, is overdue or due soon; one query."""
    rows = entries_visible(actor).filter(own_entries_q(actor), due_on__lte=today + timedelta(days=SOON_DAYS))
    return rows.order_by().aggregate(
        overdue=Count("pk", filter=overdue_q(today)), soon=Count("pk", filter=soon_q(today))
    )


def register_names(actor: Actor) -> dict[str, str]:
    """Return the registers that are kept in reach of the actor: code and name."""
    rows = visible_to(RegisterRound, actor).filter(state="open", definition__kind=DefinitionKind.REGISTER)
    found = RegisterDefinition.objects.filter(pk__in=rows.values("definition")).order_by("code", "version")
    return {row.code: str(row) for row in found}


def progress_steps() -> QuerySet[ReportStep]:
    """Return the steps by which somebody told how far an entry is, the latest first; erased words are left out."""
    return ReportStep.objects.filter(move="progress").exclude(note="").order_by("-pk")


def progress_of(row: RegisterFinding) -> list[ReportStep]:
    """Return what was told of an entry, the latest first; words that were erased are left out."""
    return list(progress_steps().filter(finding=row))


def chain_of(actor: Actor, row: RegisterFinding) -> list[RegisterFinding]:
    """Return an entry with those that it replaced and those that replaced it, the newest first; itself alone: none."""
    rows = entries_visible(actor).filter(report=row.report_id).exclude(replaced_by=None, replaces=None)
    known = {one.pk: one for one in rows}
    before = {one.replaced_by_id: one for one in known.values() if one.replaced_by_id is not None}
    current = row
    while current.replaced_by_id in known:
        current = known[current.replaced_by_id]
    found = [current]
    while current.pk in before:
        current = before[current.pk]
        found.append(current)
    return found if len(found) > 1 else []
