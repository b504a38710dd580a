"""Points that people change, each time with a reason: in the review, and where an objection is upheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.machine.run_ranking import place_units
from assessment.models import AssessedUnit, AssessmentRun, Objection, Score, ScoreChange, SelfReport
from assessment.queries.runs import objection_clock, of_office, of_units
from assessment.rules.givens import read_number
from assessment.rules.judging import point_bounds
from assessment.rules.params import read_params
from assessment.services.run_evidence import add_evidence
from assessment.services.runs import demand_state, locked_run
from disputes.services.screening import without_numbers
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.text import in_plain_text
from pingan.notify.services import notify

_LONGEST = 2_000
OBJECTED = gettext_noop("%(number)s: %(unit)s objects to a score")
ANSWERED = gettext_noop("%(number)s: your objection has been answered")


@transaction.atomic
def change_points(*, actor: Actor, score_id: int, points: str, reason: str) -> ScoreChange:
    """Change the points of a score while the run is under review.

    Raises:
        NotFound, Forbidden: not a run of the actor's body, or the actor reported for this unit.
        IllegalAction: not under review.
        Invalid: no number, out of bounds, nothing changed, or no reason.

    """
    score = fetch(Score, actor, score_id)
    _demand_reviewer(actor, score.unit)
    run = locked_run(score.run_id)
    demand_state(run, "reviewing")
    to = _points(score, points)
    return _change(actor, run, score.pk, to, _words(reason, "reason"), ScoreChange.Stage.REVIEW)


def _demand_reviewer(actor: Actor, unit: AssessedUnit) -> None:
    if not allows(actor, "review", unit):
        raise Forbidden()
    _demand_other_than_reporter(actor, unit)


def _demand_other_than_reporter(actor: Actor, unit: AssessedUnit) -> None:
    if SelfReport.objects.filter(unit=unit, reported_by_id=actor.user_id).exists():
        raise Forbidden(_("Who reported for a unit does not review it."))


def _points(score: Score, typed: str) -> Decimal:
    try:
        points = read_number(typed)
    except ValueError as error:
        raise Invalid({"points": str(error.args[0])}) from error
    if points is None:
        raise Invalid({"points": _("This field is required.")})
    if score.points is None:
        raise Invalid(
            {
                "points": _(
                    "There was no data, and its weight is with the other indicators: a correction brings the data."
                )
            }
        )
    method = score.indicator.method
    params = read_params(method, score.indicator.params)
    lowest, highest = point_bounds(method, params, score.weight, score.computed)
    if not lowest <= points <= highest:
        bounds = {"lowest": f"{lowest.normalize():f}", "highest": f"{highest.normalize():f}"}
        raise Invalid({"points": _("This indicator gives %(lowest)s to %(highest)s points.") % bounds})
    return points


def _words(text: str, field: str) -> str:
    words = without_numbers(text.strip())
    if not words:
        raise Invalid({field: _("This field is required.")})
    if len(words) > _LONGEST:
        raise Invalid({field: _("At most %(most)d characters.") % {"most": _LONGEST}})
    return words


def _change(
    actor: Actor, run: AssessmentRun, score_id: int, to: Decimal, reason: str, stage: str
) -> ScoreChange:
    score = Score.objects.select_for_update(no_key=True).get(pk=score_id)
    if score.points == to:
        raise Invalid({"points": _("These are the points that it has.")})
    change = ScoreChange.objects.create(
        score=score,
        from_points=score.points,
        to_points=to,
        reason=reason,
        stage=stage,
        changed_by_id=actor.user_id or 0,
        changed_at=timezone.now(),
    )
    score.points = to
    score.save(update_fields=["points"])
    AssessedUnit.objects.filter(pk=score.unit_id).update(is_vetoed=_is_vetoed(score.unit_id))
    # Places and grades are never older than the totals beside them.
    place_units(run)
    return change


def _is_vetoed(unit_id: int) -> bool:
    """Say whether a veto that gives the lowest grade is in force: as computed, or as people changed its points."""
    scores = Score.objects.filter(unit_id=unit_id, indicator__method="veto").select_related("indicator")
    for score in scores:
        fails = read_params("veto", score.indicator.params)["fails"]
        is_changed = score.points != score.computed
        if fails and ((score.points or 0) < 0 if is_changed else (score.value or 0) > 0):
            return True
    return False


@dataclass(frozen=True)
class NewObjection:
    """What a unit says against one score."""

    indicator: int
    text: str
    evidence: tuple[int, ...] = ()


@transaction.atomic
def raise_objection(*, actor: Actor, unit_id: int, data: NewObjection) -> Objection:
    """Object to one preliminary score of the actor's own unit, within the term.

    Raises:
        NotFound, Forbidden: not the actor's unit, or nothing is announced.
        IllegalAction: the term is over.
        Invalid: what is wrong, at each field.

    """
    unit = fetch(AssessedUnit, actor, unit_id, "object")
    run = locked_run(unit.run_id)
    demand_state(run, "preliminary")
    clock = objection_clock(run)
    if clock is None or clock.due_at is None or clock.due_at <= timezone.now():
        raise IllegalAction(_("The term for objections is over."))
    data = in_plain_text(data)
    if not Score.objects.filter(unit=unit, indicator_id=data.indicator).exists():
        raise Invalid({"indicator": _("Choose an indicator that your unit was scored for.")})
    text = _words(data.text, "text")
    if Objection.objects.filter(unit=unit, indicator_id=data.indicator, is_upheld=None).exists():
        raise Invalid({"indicator": _("An objection to this indicator already waits for its answer.")})
    made = Objection.objects.create(
        unit=unit,
        indicator_id=data.indicator,
        text=text,
        raised_by_id=actor.user_id or 0,
        raised_at=timezone.now(),
    )
    add_evidence(actor, data.evidence, objection=made)
    _tell(run, made, of_office(run), OBJECTED, actor)
    return made


def _tell(run: AssessmentRun, objection: Objection, people: Iterable[int], title: str, actor: Actor) -> None:
    """Tell people of an objection; never the one who acted."""
    notify(
        recipients=set(people) - {actor.user_id or 0},
        key=f"run:{run.pk}:objection:{objection.pk}:{objection.is_upheld is not None}",
        title=title,
        params={"number": run.matter.number, "unit": objection.unit.name},
        url=f"/assessment/runs/{run.pk}/objections/",
        kind="run.objection",
    )


@transaction.atomic
def uphold_objection(*, actor: Actor, objection_id: int, answer: str, points: str) -> Objection:
    """Uphold an objection: other points, with the answer as their reason.

    Raises:
        NotFound, Forbidden, IllegalAction: not of the actor's body, changed by them in the review, or answered already.
        Invalid: what is wrong, at each field.

    """
    found, run = _to_answer(actor, objection_id)
    score = Score.objects.select_related("indicator").get(
        unit_id=found.unit_id, indicator_id=found.indicator_id
    )
    words, to = _words(answer, "answer"), _points(score, points)
    if score.points is not None and to < score.points:
        raise Invalid({"points": _("An objection that is upheld never costs points.")})
    _change(actor, run, score.pk, to, words, ScoreChange.Stage.OBJECTION)
    found.is_upheld = True
    return _answered(actor, run, found, words)


@transaction.atomic
def dismiss_objection(*, actor: Actor, objection_id: int, answer: str) -> Objection:
    """Answer that the points stay.

    Raises:
        NotFound, Forbidden, IllegalAction, Invalid: as for ``uphold_objection``.

    """
    found, run = _to_answer(actor, objection_id)
    words = _words(answer, "answer")
    found.is_upheld = False
    return _answered(actor, run, found, words)


def _to_answer(actor: Actor, objection_id: int) -> tuple[Objection, AssessmentRun]:
    known = fetch(Objection, actor, objection_id, "answer")
    _demand_other_than_reporter(actor, known.unit)
    changes = ScoreChange.objects.filter(
        score__unit_id=known.unit_id, score__indicator_id=known.indicator_id, changed_by_id=actor.user_id
    )
    if changes.exists():
        raise Forbidden(_("Who changed the points in the review does not answer the objection to them."))
    run = locked_run(known.unit.run_id)
    demand_state(run, "preliminary")
    found = Objection.objects.select_for_update(no_key=True).get(pk=known.pk)
    if found.is_upheld is not None:
        raise IllegalAction(_("This objection has been answered."))
    return found, run


def _answered(actor: Actor, run: AssessmentRun, objection: Objection, words: str) -> Objection:
    objection.answer = words
    objection.answered_by_id, objection.answered_at = actor.user_id, timezone.now()
    objection.save()
    units = AssessedUnit.objects.filter(pk=objection.unit_id)
    _tell(run, objection, of_units(run, units), ANSWERED, actor)
    return objection
