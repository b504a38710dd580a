"""Bringing in the rows of a third party: anonymous, all of a file or none, the same file once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from assessment.models import SampleCell, Survey
from assessment.models.survey_choices import Channel
from assessment.rules.survey_rows import SETTINGS, SEXES, band_in, count_in
from assessment.services.survey_answers import is_first_file, running
from assessment.services.survey_frames import Frame, Sheet, answer_row, frame_of, keep, problems_of
from assessment.services.survey_sheets import MOST_FAULTS, Fault, Line, read_lines
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.imports.rules.faults import surplus_of
from pingan.matters.services import Event, record

#: Columns besides the questions; ``seconds`` may be missing.
NEEDED = ("region", "sex", "age", "setting", "date")


@dataclass
class Taken:
    """What became of a file: sheets read, what is wrong line by line. ``is_again``: these rows had come before."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    is_again: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class _Row:
    code: str
    day: date
    sheet: Sheet

    def words(self) -> str:
        """Return the row as one line, by which the same file is known again."""
        return repr((self.code, self.day.isoformat(), self.sheet))


def columns_of(frame: Frame) -> tuple[str, ...]:
    """Return the columns that a file of this survey may have."""
    return (*NEEDED, "seconds", *(f"q{at + 1}" for at in range(frame.length)))


def take_file(*, actor: Actor, survey_id: int, content: bytes, is_trial: bool = False) -> Taken:
    """Read a file of answers and keep every row, or none where one is wrong or it is a trial.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``running``.
        Invalid: the file cannot be read, or has a column that is none of a survey's.

    """
    survey = running(actor, survey_id)
    frame = frame_of(survey)
    taken = Taken()
    rows = list(_read(survey, frame, content, taken))
    if not rows and not taken.faults:
        taken.faults.append(Fault(1, "", _("There is no row in this file.")))
    if taken.faults or is_trial:
        return taken
    _write(actor, survey, frame, rows, taken)
    return taken


@transaction.atomic
def _write(actor: Actor, survey: Survey, frame: Frame, rows: list[_Row], taken: Taken) -> None:
    if not is_first_file(survey, [row.words() for row in rows]):
        taken.is_again = True
        return
    regions = _regions(survey)
    keep([answer_row(frame, regions[row.code], row.sheet, Channel.THIRD_PARTY, row.day) for row in rows])
    data = {"answers": len(rows)}
    record(survey.pk, actor, Event("import", survey.matter.state, survey.matter.state, data=data))
    log(actor=actor, action="survey.import", object_type="survey", object_id=survey.pk, data=data)
    taken.is_kept = True


def _regions(survey: Survey) -> Mapping[str, int]:
    rows = SampleCell.objects.filter(survey=survey).order_by().values_list("region__code", "region_id")
    return dict(rows.distinct())


def _read(survey: Survey, frame: Frame, content: bytes, taken: Taken) -> Iterator[_Row]:
    questions = columns_of(frame)[len(NEEDED) + 1 :]
    needed = (*NEEDED, *(f"q{at + 1}" for at in sorted(frame.required)))
    for line in read_lines(content, known=columns_of(frame), needed=needed):
        taken.rows += 1
        row, problems = _row(survey, frame, line, questions)
        surplus = surplus_of(line)
        taken.faults += surplus
        if problems:
            taken.faults += [Fault(line.number, name, words) for name, words in problems.items()]
            if len(taken.faults) >= MOST_FAULTS:
                return
        elif row is not None and not surplus:
            yield row


def _row(
    survey: Survey, frame: Frame, line: Line, questions: tuple[str, ...]
) -> tuple[_Row | None, dict[str, str]]:
    cells = line.cells
    problems: dict[str, str] = {}
    marks = []
    for name in questions:
        mark = count_in(cells.get(name, "") or "0", 5)
        if mark is None:
            problems[name] = _("Write a mark from 1 to 5, or nothing.")
        marks.append(mark or 0)
    seconds = count_in(cells.get("seconds", ""), 86_400) if cells.get("seconds") else None
    if cells.get("seconds") and seconds is None:
        problems["seconds"] = _("Write a whole number from 0 on.")
    day = _day(cells["date"])
    if day is None or not survey.opens_on <= day <= survey.closes_on:
        problems["date"] = _("Write a day of the survey's term, as 2026-05-01.")
    code = cells["region"].ljust(12, "0")
    if code not in frame.codes:
        problems["region"] = _("No division of the plan has this code.")
    sheet = Sheet(
        SEXES.get(cells["sex"].lower(), ""),
        band_in(cells["age"]) or "",
        SETTINGS.get(cells["setting"].lower(), ""),
        tuple(marks),
        seconds,
    )
    problems = {**problems_of(frame, code, sheet), **problems}
    return (None, problems) if problems or day is None else (_Row(code, day, sheet), {})


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word[:10].replace("/", "-"))
    except ValueError:
        return None
