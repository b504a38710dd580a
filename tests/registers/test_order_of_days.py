"""Days of one entry follow one another, and nothing ends before it began: rules of the definition, in every door."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pingan.common.errors import Invalid
from pingan.registers.models import RegisterFinding
from pingan.registers.rules import FieldSpec, days_out_of_order, field_faults
from pingan.registers.services.entries import renew_entry, settle_entry
from tests.api.conftest import Api
from tests.factories.world import Place
from tests.registers.test_endings import end, given_title
from tests.registers.test_references import award, titles_of

BEGAN = FieldSpec("began_on", "开始日期", "Begins on", "date")
ENDS = FieldSpec("ends_on", "结束日期", "Ends on", "date", not_before="began_on")
FORM = [
    {"code": "began_on", "label": "开始日期", "label_en": "Begins on", "type": "date"},
    {"code": "ends_on", "label": "结束日期", "label_en": "Ends on", "type": "date", "not_before": "began_on"},
]


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("values", "is_wrong"),
    [
        ({"began_on": "2026-03-02", "ends_on": "2026-03-01"}, True),
        ({"began_on": "2026-03-02", "ends_on": "2026-03-02"}, False),
        ({"began_on": "2026-03-02", "ends_on": "2026-10-01"}, False),
        ({"ends_on": "2026-03-01"}, False),
        ({"began_on": "2026-03-02"}, False),
    ],
)
def test_a_day_is_held_to_the_one_it_follows(values: dict[str, str], is_wrong: bool) -> None:
    for language, name in (("zh-hans", "开始日期"), ("en", "Begins on")):
        found = days_out_of_order([BEGAN, ENDS], values, language)
        assert list(found) == (["ends_on"] if is_wrong else [])
        assert not is_wrong or name in found["ends_on"]


def test_only_a_date_follows_another_date() -> None:
    assert not field_faults(FORM)
    text = {"code": "word", "label": "字", "label_en": "Word", "type": "text"}
    for other in ("nothing", "ends_on", "word", 3, ["began_on"]):
        assert "1.not_before" in field_faults([FORM[0], {**FORM[1], "not_before": other}, text])
    assert "2.not_before" in field_faults([*FORM, {**text, "not_before": "began_on"}])


@pytest.mark.django_db
def test_a_title_is_not_examined_again_before_it_was_awarded(here: Place) -> None:
    report = titles_of(here)
    values = award(basis="earlier", awarded_on=day(-7), review_on=day(-8))
    sent = {f"e-{code}": value for code, value in values.items()}
    refused = here.client("body_office").post(reverse("registers:entry_new", args=[report.pk]), sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "field__error" in page[page.index('data-field="review_on"') :][:900]
    assert "命名日期" in page[page.index('data-field="review_on"') :][:900]
    api = Api(here.users["body_office"])
    answer = api.post("/register-entries/", {"report": report.pk, "values": values})
    assert answer.status_code == 422 and "values.review_on" in answer.json()["errors"]
    assert not RegisterFinding.objects.filter(report=report).exists()
    row = given_title(here)
    with pytest.raises(Invalid):
        renew_entry(
            actor=here.actor("body_office"), finding_id=row.pk,
            values=award(basis="earlier", awarded_on=day(0), review_on=day(-1)),
        )  # fmt: skip


@pytest.mark.django_db
def test_a_title_does_not_end_before_it_was_awarded(here: Place) -> None:
    row = given_title(here)
    refused = end(here, row, ending="ended", on=day(-1))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "命名日期" in page[page.index('name="on"') - 900 :][:1800]
    row.refresh_from_db()
    assert row.settled_on is None
    assert end(here, row, ending="ended", on=day(0)).status_code == 302


@pytest.mark.django_db
def test_what_was_accepted_after_its_end_still_ends_on_its_day(here: Place) -> None:
    """Only days that every entry has say when it began: a service is accepted after it was rendered."""
    row = given_title(here)
    report = row.report
    fields: Any = report.round.definition.finding_fields
    later = {
        "code": "checked_on", "label": "查验日期", "label_en": "Looked at on", "type": "date", "until_today": True,
    }  # fmt: skip
    fields.append(later)
    row.values |= {"checked_on": day(0), "awarded_on": day(-30)}
    row.save(update_fields=["values"])
    done = settle_entry(
        actor=here.actor("body_office"), finding_id=row.pk, on=date.fromisoformat(day(-3)), ending="ended"
    )
    assert done.settled_on == date.fromisoformat(day(-3))
