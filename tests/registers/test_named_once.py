"""One application leads to one title: a field that names an entry once, and the entry that says what names it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pingan.common.errors import Invalid
from pingan.registers.rules import field_faults
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import renew_entry, settle_entry
from pingan.registers.services.reports import save_report
from tests.api.conftest import Api
from tests.factories.world import Place
from tests.registers.test_references import award, given_application, given_award, hide, number, titles_of

pytestmark = pytest.mark.django_db


def test_an_application_leads_to_one_title_and_no_second(here: Place) -> None:
    """By page and program, whatever became of the title: who wants another one applies again."""
    application = given_application(here)
    row = given_award(here, number(application))
    office, api = here.client("body_office"), Api(here.users["body_office"])
    for given in (number(application), application.pk):
        made = api.post("/register-entries/", {"report": row.report_id, "values": award(application=given)})
        assert made.status_code == 422 and number(row) in str(made.json()["errors"]["values.application"])
    sent = {f"e-{code}": value for code, value in award(application=number(application)).items()}
    refused = office.post(reverse("registers:entry_new", args=[row.report_id]), sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'<option value="{number(application)}">' not in page, "what is named already is offered no more"
    settle_entry(
        actor=here.actor("body_office"), finding_id=row.pk, on=timezone.localdate(), ending="withdrawn", note="问题"
    )  # fmt: skip
    with pytest.raises(Invalid):
        given_award(here, number(application))


def test_a_renewed_title_keeps_its_application_and_no_other_gets_it(here: Place) -> None:
    application, other = given_application(here), given_application(here)
    row, second = given_award(here, number(application)), given_award(here, number(other))
    later = (timezone.localdate() + timedelta(days=800)).isoformat()
    actor = here.actor("body_office")
    told = award(application=number(application), review_on=later)
    fresh = renew_entry(actor=actor, finding_id=row.pk, values=told)
    assert fresh.values["application"] == application.pk
    with pytest.raises(Invalid) as refused:
        renew_entry(actor=actor, finding_id=second.pk, values=told)
    assert number(fresh) in str(refused.value.fields["values.application"])


def test_two_lines_of_one_answer_do_not_share_an_application(here: Place) -> None:
    application = given_application(here)
    report = titles_of(here)
    twice = (award(application=number(application)), award(application=number(application)))
    with pytest.raises(Invalid) as refused:
        save_report(actor=here.actor("body_office"), report_id=report.pk, data=ReportInput({}, twice))
    assert list(refused.value.fields) == ["findings.1.application"]


def test_who_cannot_see_the_first_title_hears_no_number(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    application = given_application(here)
    row = given_award(here, number(application))
    hide(monkeypatch, row)
    with pytest.raises(Invalid) as refused:
        given_award(here, number(application))
    assert number(row) not in str(refused.value.fields)


def test_an_application_shows_the_title_that_came_of_it(here: Place) -> None:
    application, other = given_application(here), given_application(here)
    row = given_award(here, number(application))
    office = here.client("body_office")
    page = office.get(reverse("registers:report_detail", args=[application.report_id])).content.decode()
    link = f'<a href="{reverse("registers:entry_detail", args=[row.pk])}">{number(row)} 康乐小区</a>'
    assert link in page and "平安创建称号台账" in page
    settle_entry(
        actor=here.actor("body_office"), finding_id=row.pk, on=timezone.localdate(), ending="withdrawn", note="问题"
    )  # fmt: skip
    page = office.get(reverse("registers:report_detail", args=[application.report_id])).content.decode()
    assert link in page and "已撤销" in page
    page = office.get(reverse("registers:report_detail", args=[other.report_id])).content.decode()
    assert "registers/entries/" not in page[page.index("finding-1") :]


def test_an_application_says_nothing_of_a_title_that_its_reader_may_not_see(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = given_application(here)
    row = given_award(here, number(application))
    hide(monkeypatch, row)
    page = here.client("body_office").get(reverse("registers:report_detail", args=[application.report_id]))
    assert number(row) not in page.content.decode()


def test_only_a_field_that_names_entries_names_one_once() -> None:
    row = {"code": "plan", "label": "预案", "label_en": "Plan", "type": "entry", "refers_to": ["drills"]}
    assert not field_faults([{**row, "named_once": True}])
    assert "0.named_once" in field_faults([{**row, "type": "text", "refers_to": [], "named_once": True}])
