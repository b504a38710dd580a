"""Numbers that could point at somebody (domain.md §9.1): told to who wrote or reviews them, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.coverage import coverage
from pingan.registers.rules import FieldSpec, clean_values, field_faults, specs_from, sums_of
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import submit_report
from tests.api.conftest import Api
from tests.factories.grids import given_grid
from tests.factories.registers import given_definition, given_own_definition, given_round
from tests.factories.world import World

TASKS = FieldSpec("tasks", "任务", "Tasks", "whole", aggregation="sum", small_cells=10)
DONE = replace(TASKS, code="done", label="完成", label_en="Done")
SHARE = FieldSpec(
    "share", "率", "Share", "amount", aggregation="share", numerator="done", denominator="tasks"
)
SPECS = (TASKS, DONE, SHARE)
FORM = [
    {"code": "tasks", "label": "任务数", "label_en": "Tasks", "type": "whole", "required": True, "minimum": 0,
     "aggregation": "sum", "small_cells": 10},
    {"code": "done", "label": "完成数", "label_en": "Done", "type": "whole", "required": True, "minimum": 0,
     "aggregation": "sum", "small_cells": 10, "at_most": "tasks"},
    {"code": "share", "label": "完成率", "label_en": "Share done", "type": "amount", "aggregation": "share",
     "numerator": "done", "denominator": "tasks"},
]  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({"tasks": st.integers(0, 30), "done": st.integers(0, 30)}), max_size=9)


@given(rows=ROWS, data=st.data())
def test_no_sum_depends_on_which_small_number_is_hidden(rows: list[dict[str, int]], data: Any) -> None:
    """Whatever is told of it at any level is the same for every number that it may be: so nothing can be computed."""
    other = [
        {code: data.draw(st.integers(1, 9)) if 0 < value < 10 else value for code, value in row.items()}
        for row in rows
    ]
    assert sums_of(SPECS, rows) == sums_of(SPECS, other)


@given(rows=ROWS)
def test_a_sum_lies_in_its_span_and_is_told_where_nothing_is_hidden(rows: list[dict[str, int]]) -> None:
    tasks = sums_of(SPECS, rows)[0]
    true = sum(row["tasks"] for row in rows)
    if any(0 < row["tasks"] < 10 for row in rows):
        assert tasks.value is None and tasks.span is not None and tasks.span[0] <= true <= tasks.span[1]
    else:
        assert (tasks.value, tasks.span, tasks.hidden) == (true, None, "")


@pytest.mark.parametrize("limit", [1, 0, -3, 101, "ten", True, 4.5])
def test_a_limit_that_cannot_be_is_refused(limit: Any) -> None:
    assert not field_faults(FORM)
    assert "0.small_cells" in field_faults([FORM[0] | {"small_cells": limit}])


def test_only_whole_numbers_that_are_added_up_have_small_cells() -> None:
    for change in ({"aggregation": "none"}, {"minimum": None}, {"type": "amount"}):
        assert "0.small_cells" in field_faults([FORM[0] | change])


def test_a_share_is_never_asked_for() -> None:
    specs = specs_from(FORM)
    assert clean_values(specs, {"tasks": 20, "done": 12}).errors == {}
    assert set(clean_values(specs, {"tasks": 20, "done": 12, "share": "0.6"}).errors) == {"share"}


@pytest.fixture
def row(world: World) -> RegisterRound:
    """A round of four grids in two townships: 4 of 6, 12 of 20, 0 of 0; 11 of 15 in the neighbour."""
    here = world.here
    for _number in range(2):
        given_grid(here.village)
    definition = given_own_definition("services", fields=FORM, needs_review=False)
    row = given_round(here.actor("body_office"), here.county, definition)
    reports = list(RegisterReport.objects.filter(round=row, region_code=here.village.code).order_by("pk"))
    staff = here.actor("community_staff")
    for report, (tasks, done) in zip(reports, [(6, 4), (20, 12), (0, 0)], strict=True):
        submit_report(actor=staff, report_id=report.pk, data=ReportInput({"tasks": tasks, "done": done}))
    other = RegisterReport.objects.get(round=row, region_code=world.neighbour.village.code)
    data = ReportInput({"tasks": 15, "done": 11})
    submit_report(actor=world.neighbour.actor("community_staff"), report_id=other.pk, data=data)
    return row


@pytest.mark.django_db
def test_the_table_tells_spans_and_agrees_with_the_rule(world: World, row: RegisterRound) -> None:
    office, specs = world.here.actor("body_office"), specs_from(FORM)
    found = coverage(office, row, specs)
    reports = RegisterReport.objects.filter(round=row)
    assert list(found.total.sums) == sums_of(specs, reports.values_list("values", flat=True))
    by_code = {line.code: line for line in found.lines}
    own = by_code[world.here.township.code].sums
    assert [(one.hidden, one.value, one.span) for one in own] == [
        ("21–29", None, (21, 29)), ("13–21", None, (13, 21)), ("–", None, None),
    ]  # fmt: skip
    assert [one.value for one in by_code[world.neighbour.township.code].sums[:2]] == [15, 11]
    page = world.here.client("leader").get(reverse("registers:round_table", args=[row.pk])).content.decode()
    assert "36–44" in page and "21–29" in page
    answer = Api(world.here.users["leader"]).get(f"/register-rounds/{row.pk}/coverage/").json()["total"]
    assert (answer["sums"]["tasks"], answer["spans"]["tasks"], answer["sums"]["share"]) == (
        None, [36, 44], None,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_report_tells_its_small_numbers_to_who_writes_or_reviews_it_alone(
    world: World, row: RegisterRound
) -> None:
    here = world.here
    report = RegisterReport.objects.filter(round=row, values__tasks=6).get()
    address = reverse("registers:report_detail", args=[report.pk])
    for role, told in (("community_staff", 6), ("township_desk", 6), ("body_office", 6), ("leader", "<10")):
        values = Api(here.users[role]).get(f"/register-reports/{report.pk}/").json()["values"]
        assert values["tasks"] == told, role
    assert "&lt;10" in here.client("leader").get(address).content.decode()
    assert "&lt;10" not in here.client("township_desk").get(address).content.decode()


@pytest.mark.django_db
def test_the_export_tells_no_small_number_and_no_sum_that_would(world: World, row: RegisterRound) -> None:
    url = f"{reverse('registers:report_export')}?round={row.pk}&part=all"
    done = world.here.client("body_office").post(
        url, {"format": "csv", "columns": "all", "purpose": "核对任务"}
    )
    lines = b"".join(done.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    cells = [line.split(",")[7:9] for line in lines[1:5]]
    assert sorted(cells) == [["0", "0"], ["15", "11"], ["20", "12"], ["<10", "<10"]]
    assert not any("41" in line.split(",") for line in lines), "the sum would tell the one that is not told"


@pytest.mark.django_db
def test_the_aggregates_of_the_regulation_hide_small_cells() -> None:
    for code in ("video_facilities", "special_group_services", "floating_population"):
        fields = given_definition(code).fields
        numbers = [row for row in fields if row["type"] == "whole"]
        assert numbers and all(row.get("small_cells") == 10 for row in numbers), code
