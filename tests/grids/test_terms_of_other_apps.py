"""Stages, classes, terms and numbers of a higher app in the one rulebook: named through slots, loaded from its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from grids.models import Stage, TermUnit, TimeLimit, WorkflowNumber
from grids.models.limits import stage_label, stage_labels, term_in_words
from grids.pages.catalogue_forms import LimitForm
from grids.queries.limits import number_for, numbers_for, reason_text, time_limit_for
from grids.queries.rulebook import class_names
from grids.services.catalogue import Loaded, load_catalogue, load_terms
from grids.services.limits import (
    MOST,
    NumberInput,
    TimeLimitInput,
    retire_time_limit,
    set_time_limit,
    set_workflow_number,
)
from pingan.access.rules import system_actor
from pingan.calendars.rules import UNITS
from pingan.common import slots
from pingan.common.errors import Invalid
from tests.factories.grids import given_catalogue
from tests.factories.org import given_actor, given_two_counties
from tests.factories.world import given_world

pytestmark = pytest.mark.django_db
PLACE = "360703203200"
LIMITS = "stage,category_code,urgency,severity,amount,unit,source,confidence\n"
NUMBERS = "code,value,text,unit,note,source,confidence\n"


@pytest.fixture
def boats(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app of boats names a stage and its classes."""
    for slot in (slots.term_stages, slots.term_classes, slots.term_tables):
        monkeypatch.setattr(slot, "_entries", {})
    slots.term_stages.fill("boat_drying", gettext_lazy("answer to the reporter"), order=300)
    slots.term_classes.fill("boats", lambda: {"BARGE": "Barge", "PUNT": "Punt"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "time_limits.csv").write_text(
        LIMITS + "boat_drying,,,,3,months,船坞条例第三条,H\nboat_drying,BARGE,,,1,years,船坞条例第四条,H\n"
    )
    (tmp_path / "workflow_numbers.csv").write_text(NUMBERS + "boat.crew,4,,persons,定员,船坞条例第五条,L\n")
    return tmp_path


def drying(category: str = "", on: date | None = None) -> Any:
    return time_limit_for(
        stage="boat_drying", category_code=category, urgency="", severity="", region_code=PLACE, on=on
    )


BARGE = TimeLimitInput(
    "boat_drying", 2, "months", "康平安办〔2026〕2号", category_code="BARGE", region_code="360703"
)


def test_stages_of_other_apps_stand_behind_those_of_incidents(boats: None) -> None:
    assert list(stage_labels()) == [*Stage.values, "boat_drying"]
    with translation.override("zh-hans"):
        assert stage_label("boat_drying") == stage_label("answer")
    assert stage_label("nobodys") == "nobodys"
    offered = [code for code, _label in LimitForm().fields["stage"].choices]  # type: ignore[attr-defined]
    assert offered == list(stage_labels())


def test_without_other_apps_the_form_offers_the_stages_of_incidents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots.term_stages, "_entries", {})
    offered = LimitForm().fields["stage"].choices  # type: ignore[attr-defined]
    assert [code for code, _label in offered] == Stage.values


def test_the_files_of_an_app_are_loaded_once(boats: None, folder: Path) -> None:
    assert load_terms(folder) == Loaded(added=3, renewed=0, kept=0)
    assert load_terms(folder) == Loaded(added=0, renewed=0, kept=3)
    found = drying("BARGE")
    assert (found.rule.amount, found.rule.unit) == (1, "years")
    assert [row.unit for row in found.beaten] == ["months"]
    assert drying("PUNT").rule.unit == "months"
    crew = number_for("boat.crew", PLACE)
    assert crew is not None
    assert (crew.count, crew.source) == (4, "船坞条例第五条")
    assert set(numbers_for("boat.", PLACE)) == {"boat.crew"}


def test_the_catalogue_brings_the_files_of_every_app_that_named_its_folder(boats: None, folder: Path) -> None:
    own = load_catalogue()
    slots.term_tables.fill("boats", folder)
    assert load_catalogue() == Loaded(added=3, renewed=0, kept=own.added)
    assert load_catalogue() == Loaded(added=0, renewed=0, kept=own.added + 3)


def test_a_newer_file_renews_and_leaves_what_an_office_changed_or_ended(boats: None, folder: Path) -> None:
    load_terms(folder)
    general = TimeLimit.objects.get(stage="boat_drying", category_code="")
    set_workflow_number(
        actor=given_actor("body_office", given_two_counties().province),
        data=NumberInput("boat.crew", "persons", "省平安办通知", Decimal(6), region_code="36"),
        reason="增员",
    )
    text = (folder / "time_limits.csv").read_text()
    (folder / "time_limits.csv").write_text(text.replace(",3,months,", ",4,months,"))
    assert load_terms(folder) == Loaded(added=0, renewed=1, kept=2)
    assert drying().rule.amount == 4
    retire_time_limit(actor=system_actor(), limit_id=drying().rule.pk, reason="停用")
    assert load_terms(folder) == Loaded(added=0, renewed=0, kept=3)
    assert drying() is None
    general.refresh_from_db()
    assert general.effective_to is not None
    crew = number_for("boat.crew", PLACE)
    assert crew is not None
    assert crew.count == 6


def test_a_folder_that_lacks_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_terms(tmp_path)


def test_a_county_sets_its_own_term_for_a_class_of_another_app(boats: None, folder: Path) -> None:
    load_terms(folder)
    office = given_actor("body_office", given_two_counties().county)
    set_time_limit(actor=office, data=BARGE, reason="本区实际")
    found = drying("BARGE")
    assert (found.rule.amount, found.rule.unit) == (2, "months")
    with translation.override("en"):
        assert "class Barge" in reason_text(found.reason)
    assert class_names(["BARGE", "OAR", ""]) == {"BARGE": "Barge"}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("category_code", {"category_code": "HAZARD.FIRE"}),  # a class of incidents under a stage of boats
        ("category_code", {"category_code": "RAFT"}),
        ("category_code", {"stage": "accept"}),  # a class of boats under a stage of incidents
        ("stage", {"stage": "boat_sinking"}),
        ("amount", {"amount": 121}),
        ("amount", {"amount": 11, "unit": "years"}),
        ("amount", {"amount": 2, "unit": "same_day"}),
        ("unit", {"unit": "weeks"}),
    ],
)
def test_what_does_not_go_together_is_refused_at_its_field(
    boats: None, field: str, values: dict[str, Any]
) -> None:
    given_catalogue()
    office = given_actor("body_office", given_two_counties().county)
    with pytest.raises(Invalid) as refused:
        set_time_limit(actor=office, data=replace(BARGE, **values), reason="x")
    assert field in refused.value.fields


def test_the_database_knows_no_two_same_days() -> None:
    row = TimeLimit(
        stage="boat_drying",
        amount=2,
        unit="same_day",
        source="x",
        confidence="L",
        effective_from=date(2026, 1, 1),
    )
    with pytest.raises(IntegrityError, match="time_limit_same_day_is_one"), transaction.atomic():
        row.save()


def test_the_pages_of_the_rulebook_show_and_offer_them(boats: None, folder: Path) -> None:
    world = given_world()
    load_terms(folder)
    client = world.here.client("body_office")
    client.cookies["django_language"] = "en"
    text = client.get("/catalogue/limits/").content.decode()
    assert "3 months" in text and "1 year" in text and "Barge" in text and "船坞条例第四条" in text
    assert "boat_drying" not in text  # its name is shown
    barge = TimeLimit.objects.get(stage="boat_drying", category_code="BARGE")
    detail = client.get(f"/catalogue/limits/{barge.pk}/").content.decode()
    assert "answer to the reporter 1 year" in detail and "Barge" in detail
    form = client.get(f"/catalogue/limits/new/?like={barge.pk}").content.decode()
    for choice in ('value="boat_drying" selected', 'value="BARGE" selected', 'value="years" selected'):
        assert choice in form
    assert 'value="same_day"' in form and 'value="PUNT"' in form
    crew = WorkflowNumber.objects.get(code="boat.crew")
    assert "boat.crew" in client.get("/catalogue/numbers/").content.decode()
    assert "船坞条例第五条" in client.get(f"/catalogue/numbers/{crew.pk}/").content.decode()


def test_a_stage_whose_app_is_gone_does_not_break_the_rulebook(folder: Path) -> None:
    world = given_world()
    load_terms(folder)
    client = world.here.client("leader")
    text = client.get("/catalogue/limits/").content.decode()
    assert "boat_drying" in text and "BARGE" in text  # not "any class"
    barge = TimeLimit.objects.get(stage="boat_drying", category_code="BARGE")
    assert "BARGE" in client.get(f"/catalogue/limits/{barge.pk}/").content.decode()


def test_every_unit_is_said_in_both_languages() -> None:
    with translation.override("en"):
        assert [term_in_words(n, "months") for n in (1, 3)] == ["1 month", "3 months"]
        assert [term_in_words(n, "years") for n in (1, 2)] == ["1 year", "2 years"]
        assert term_in_words(1, "same_day") == "the same day"
        assert term_in_words(2, "moons") == "2 moons"
    with translation.override("zh-hans"):
        assert term_in_words(3, "months") == "3 个月"
        assert term_in_words(2, "years") == "2 年"
        assert term_in_words(1, "same_day") == "当日"


def test_every_unit_of_the_calendar_can_be_chosen() -> None:
    assert set(TermUnit.values) == set(UNITS) == set(MOST)
