"""Target letters (Article 8): signed by both sides, fixed from then on, revised by a further version, followed up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessment.models import TargetLetter, TargetProgress, TargetTask
from assessment.services.target_signing import (
    record_progress,
    revise_letter,
    sign_letter,
    take_back_signature,
)
from assessment.services.targets import TaskData, add_task, draft_letter, edit_letter, remove_task
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from tests.factories.targets import TASK, given_letter
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], Any]) -> None:
    """The database itself says no, whoever asks."""
    with pytest.raises(DatabaseError), transaction.atomic():
        call()


def test_a_letter_is_in_force_when_both_sides_have_signed_and_not_before(here: Place) -> None:
    letter = given_letter(here)
    unit, leader = here.actor("unit_handler"), here.actor("leader")
    letter = sign_letter(actor=unit, pk=letter.pk, seen_edition=letter.edition)
    assert (letter.state, letter.body_signed_at) == ("draft", None)
    letter = sign_letter(actor=leader, pk=letter.pk, seen_edition=letter.edition)
    assert letter.state == "signed"
    assert letter.unit_signature and letter.body_signature and letter.unit_signature != letter.body_signature


def test_neither_the_office_nor_another_unit_signs(world: World) -> None:
    here = world.here
    letter = given_letter(here)
    with pytest.raises(Forbidden):
        sign_letter(actor=here.actor("body_office"), pk=letter.pk)
    for actor in (here.actor("unit_handler_2"), world.far.actor("unit_handler"), world.far.actor("leader")):
        with pytest.raises(NotFound):
            sign_letter(actor=actor, pk=letter.pk)


def test_a_letter_without_a_task_is_not_signed(here: Place) -> None:
    letter = given_letter(here, tasks=0)
    with pytest.raises(Invalid):
        sign_letter(actor=here.actor("unit_handler"), pk=letter.pk)


def test_nobody_signs_what_they_have_not_seen(here: Place) -> None:
    letter = given_letter(here)
    seen = letter.edition
    edit_letter(actor=here.actor("body_office"), pk=letter.pk, goals="矛盾纠纷化解率不低于百分之九十九")
    with pytest.raises(Stale):
        sign_letter(actor=here.actor("unit_handler"), pk=letter.pk, seen_edition=seen)


def test_while_one_side_has_signed_no_word_changes_until_it_takes_its_signature_back(here: Place) -> None:
    letter, office, unit = given_letter(here), here.actor("body_office"), here.actor("unit_handler")
    sign_letter(actor=unit, pk=letter.pk)
    with pytest.raises(Conflict):
        edit_letter(actor=office, pk=letter.pk, goals="另一目标")
    with pytest.raises(Conflict):
        add_task(actor=office, pk=letter.pk, data=TASK)
    with pytest.raises(Conflict):
        remove_task(actor=office, pk=letter.pk, number=1)
    with pytest.raises(Conflict):
        take_back_signature(actor=here.actor("leader"), pk=letter.pk)
    take_back_signature(actor=unit, pk=letter.pk)
    assert edit_letter(actor=office, pk=letter.pk, goals="另一目标").goals == "另一目标"
    refused(lambda: TargetLetter.objects.filter(pk=letter.pk).update(state="signed"))


def test_what_both_signed_is_fixed_in_the_database(here: Place) -> None:
    letter = given_letter(here, state="signed")
    rows = TargetLetter.objects.filter(pk=letter.pk)
    refused(lambda: rows.update(goals="改写"))
    refused(lambda: rows.update(state="draft", body_signed_at=None, body_signed_by=None, body_signature=""))
    refused(lambda: rows.update(unit_signature="别人"))
    refused(lambda: TargetTask.objects.filter(letter=letter).update(owner_name="别人"))
    refused(lambda: TargetTask.objects.filter(letter=letter).delete())
    refused(rows.delete)


def test_a_revision_is_a_further_version_and_the_old_holds_until_both_signed_the_new(here: Place) -> None:
    letter, office = given_letter(here, state="signed"), here.actor("body_office")
    with pytest.raises(Invalid):
        revise_letter(actor=office, pk=letter.pk, reason=" ")
    new = revise_letter(actor=office, pk=letter.pk, reason="机构改革，职责调整")
    with pytest.raises(Conflict):
        revise_letter(actor=office, pk=letter.pk, reason="再次调整")
    assert (new.version, new.state) == (2, "draft")
    assert [task.text for task in new.tasks.all()] == [task.text for task in letter.tasks.all()]
    for role in ("unit_handler", "leader"):
        letter.refresh_from_db()
        assert letter.state == "signed"
        sign_letter(actor=here.actor(role), pk=new.pk)
    letter.refresh_from_db()
    assert letter.state == "replaced"
    with pytest.raises(Conflict):
        record_progress(actor=here.actor("unit_handler"), pk=letter.pk, number=1, state="done", note="完成")


def test_the_unit_alone_says_how_far_a_task_has_come_and_what_it_said_stays(here: Place) -> None:
    draft = given_letter(here, unit="housing")
    with pytest.raises(Conflict):
        record_progress(
            actor=here.actor("unit_handler_2"), pk=draft.pk, number=1, state="on_track", note="起步"
        )
    letter, unit = given_letter(here, state="signed"), here.actor("unit_handler")
    for actor in (here.actor("body_office"), here.actor("leader")):
        with pytest.raises(Forbidden):
            record_progress(actor=actor, pk=letter.pk, number=1, state="done", note="完成")
    with pytest.raises(Invalid) as problem:
        record_progress(actor=unit, pk=letter.pk, number=7, state="soon", note="")
    assert set(problem.value.fields) == {"number", "state", "note"}
    made = record_progress(actor=unit, pk=letter.pk, number=1, state="behind", note="设备未到位")
    refused(lambda: TargetProgress.objects.filter(pk=made.pk).update(note="已完成"))
    refused(TargetProgress.objects.filter(pk=made.pk).delete)
    task = draft.tasks.get(number=1)
    refused(
        lambda: TargetProgress.objects.create(
            task=task, state="done", note="越过", made_at=timezone.now(), signature="某人"
        )
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2019}, "year"),
        ({"goals": "  "}, "goals"),
        ({"organ_id": 0}, "organ"),
        ({"goals": "长" * 4001}, "goals"),
    ],
)
def test_what_is_wrong_with_a_new_letter_is_said_at_its_field(
    here: Place, changes: dict[str, Any], field: str
) -> None:
    usual = {"organ_id": here.units["housing"].pk, "year": timezone.localdate().year, "goals": "零事故"}
    with pytest.raises(Invalid) as problem:
        draft_letter(actor=here.actor("body_office"), **{**usual, **changes})
    assert set(problem.value.fields) == {field}


def test_a_body_binds_no_unit_of_another_and_only_its_office_draws_letters_up(world: World) -> None:
    here, year = world.here, timezone.localdate().year
    with pytest.raises(Invalid):
        draft_letter(
            actor=here.actor("body_office"), organ_id=world.far.units["housing"].pk, year=year, goals="目标"
        )
    for role in ("leader", "unit_handler", "auditor", "township_desk"):
        with pytest.raises(Forbidden):
            draft_letter(actor=here.actor(role), organ_id=here.units["housing"].pk, year=year, goals="目标")


def test_a_task_names_department_and_person_and_a_day_of_the_year(here: Place) -> None:
    letter, office = given_letter(here), here.actor("body_office")
    with pytest.raises(Invalid) as problem:
        add_task(actor=office, pk=letter.pk, data=TaskData("排查", "", " ", "某某"))
    assert set(problem.value.fields) == {"department", "owner_post"}
    day = timezone.localdate().replace(year=letter.year + 1, month=1, day=1)
    with pytest.raises(Invalid) as problem:
        add_task(actor=office, pk=letter.pk, data=TaskData("排查", "综合科", "科长", "某某", day))
    assert set(problem.value.fields) == {"due_on"}
