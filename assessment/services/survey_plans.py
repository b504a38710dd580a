"""Bringing in a sample plan: who lives where, and how many of each are to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.models import SampleCell, Survey
from assessment.queries.surveys import MOST_DIVISIONS, divisions_for
from assessment.rules.survey_rows import SETTINGS, SEXES, band_in, count_in
from assessment.rules.survey_samples import allocate, sample_size
from assessment.services.survey_sheets import MOST_FAULTS, Fault, Line, read_lines
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction
from pingan.imports.rules.faults import surplus_of
from pingan.matters.services import Event, record
from pingan.org.models import Region

COLUMNS = ("region", "sex", "age", "setting", "population")
_MOST_PEOPLE = 100_000_000


@dataclass
class PlanReading:
    """A plan as it was read: people by cell, and what is wrong, line by line."""

    people: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)


def read_plan(survey: Survey, content: bytes) -> PlanReading:
    """Read a file of populations by division (12 or 6 digits), sex, age band and setting; nothing is written.

    Raises:
        Invalid: the file cannot be read, or its columns are not these.

    """
    found = PlanReading(regions={row.code: row for row in divisions_for(survey.matter.region)})
    for line in read_lines(content, known=COLUMNS, needed=COLUMNS):
        if len(found.faults) >= MOST_FAULTS:
            break
        _take(found, line)
    if not found.people and not found.faults:
        found.faults.append(Fault(1, "", _("There is no row in this file.")))
    if len({key[0] for key in found.people}) > MOST_DIVISIONS:
        found.faults.append(
            Fault(1, "region", _("A plan has at most %(most)d divisions.") % {"most": MOST_DIVISIONS})
        )
    return found


def _take(found: PlanReading, line: Line) -> None:
    cells = line.cells
    code = cells["region"].ljust(12, "0")
    read = {
        "region": code if code in found.regions else None,
        "sex": SEXES.get(cells["sex"].lower()),
        "age": band_in(cells["age"]),
        "setting": SETTINGS.get(cells["setting"].lower()),
        "population": count_in(cells["population"], _MOST_PEOPLE),
    }
    wrong = [name for name, value in read.items() if value is None]
    surplus = surplus_of(line)
    found.faults += surplus
    if wrong or surplus:
        words = {
            "region": _("No division that is planned for here has this code."),
            "sex": _("Write male or female."),
            "age": _("Write 16_29, 30_44, 45_59 or 60_up."),
            "setting": _("Write urban or rural."),
            "population": _("Write a whole number from 0 on."),
        }
        found.faults += [Fault(line.number, name, words[name]) for name in wrong]
        return
    key = (code, str(read["sex"]), str(read["age"]), str(read["setting"]))
    if key in found.people:
        found.faults.append(Fault(line.number, "", _("This cell stands there twice.")))
        return
    found.people[key] = int(str(read["population"]))


def cells_of(survey: Survey, reading: PlanReading) -> Iterable[SampleCell]:
    """Return the cells of a plan: for each division the size that keeps the margin, shared out in proportion."""
    by_region: dict[str, dict[tuple[str, str, str, str], int]] = {}
    for key, people in reading.people.items():
        by_region.setdefault(key[0], {})[key] = people
    for code, people_of in by_region.items():
        size = sample_size(
            margin=float(survey.margin),
            share=float(survey.expected_share),
            deff=float(survey.expected_deff),
            population=sum(people_of.values()),
        )
        wanted = allocate(size, people_of)
        for key, people in people_of.items():
            _code, sex, age, setting = key
            yield SampleCell(
                survey=survey,
                region=reading.regions[code],
                sex=sex,
                age=age,
                setting=setting,
                population=people,
                wanted=wanted[key],
            )


@transaction.atomic
def bring_in_plan(*, actor: Actor, survey_id: int, content: bytes) -> PlanReading:
    """Put a plan in place of the one before; with any fault nothing is written, and the reading says which.

    Raises:
        NotFound, Forbidden: not the actor's to run.
        IllegalAction: it is no draft any more.
        Invalid: the file cannot be read.

    """
    survey: Survey = fetch(Survey, actor, survey_id, "run")
    survey = Survey.objects.select_for_update().select_related("matter__region").get(pk=survey.pk)
    if survey.matter.state != "drafted":
        raise IllegalAction(_("The plan of a survey in the field is never changed."))
    reading = read_plan(survey, content)
    if reading.faults:
        return reading
    SampleCell.objects.filter(survey=survey).delete()
    made = SampleCell.objects.bulk_create(cells_of(survey, reading), batch_size=1000)
    record(
        survey.pk,
        actor,
        Event(
            "plan",
            survey.matter.state,
            survey.matter.state,
            data={
                "divisions": len({key[0] for key in reading.people}),
                "population": sum(reading.people.values()),
                "wanted": sum(cell.wanted for cell in made),
            },
        ),
    )
    return reading
