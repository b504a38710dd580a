"""A field that names an entry of another register: one that exists, of the own area, and that whoever names it may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.common.errors import Invalid
from pingan.registers.models import RegisterDefinition, RegisterFinding, RegisterReport
from pingan.registers.rules import field_faults
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.definitions import save_definition
from pingan.registers.services.entries import add_entry, renew_entry
from pingan.registers.services.reports import review_report, submit_report
from tests.api.conftest import Api
from tests.factories.registers import definition_input, given_definition, given_round
from tests.factories.world import Place, World
from tests.registers.test_endings import exported

pytestmark = pytest.mark.django_db
APPLIED = {
    "applicant": "康乐小区", "title": "community", "met": ["no_grave_case"], "account": "成立巡防队",
}  # fmt: skip


def given_application(place: Place, *, is_accepted: bool = True, **values: Any) -> RegisterFinding:
    """Return an application of the place's village."""
    row = given_round(place.actor("body_office"), place.county, given_definition("title_applications"))
    report = RegisterReport.objects.get(round=row, region_code=place.village.code)
    data = ReportInput({"applied": 1}, ({**APPLIED, **values},))
    submit_report(actor=place.actor("community_staff"), report_id=report.pk, data=data)
    if is_accepted:
        review_report(actor=place.actor("township_desk"), report_id=report.pk, action="accept")
    return RegisterFinding.objects.get(report=report)


def number(row: RegisterFinding) -> str:
    return f"{row.report_id}-{row.number}"


def titles_of(place: Place, role: str = "body_office") -> RegisterReport:
    """Return the register of titles of the county's body, or of the township's."""
    region = place.county if role == "body_office" else place.township
    found = RegisterReport.objects.filter(round__definition__code="peace_titles", region_code=region.code)
    if not found.exists():
        given_round(place.actor(role), region, given_definition("peace_titles"), due_on=None)
    return found.latest("pk")


def award(**values: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "holder": "康乐小区", "title": "community", "basis": "applied", "awarded_on": today.isoformat(),
        "document": "康平安〔2026〕3号", "review_on": (today + timedelta(days=400)).isoformat(), **values,
    }  # fmt: skip


def given_award(place: Place, application: Any, **values: Any) -> RegisterFinding:
    report = titles_of(place)
    told = award(application=application, **values)
    return add_entry(actor=place.actor("body_office"), report_id=report.pk, values=told)


def test_an_award_names_its_application_and_leads_to_it(here: Place) -> None:
    application = given_application(here)
    report = titles_of(here)
    office = here.client("body_office")
    form = office.get(reverse("registers:entry_new", args=[report.pk])).content.decode()
    assert f'<option value="{number(application)}">康乐小区</option>' in form
    sent = {f"e-{code}": value for code, value in award(application=number(application)).items()}
    done = office.post(reverse("registers:entry_new", args=[report.pk]), sent)
    assert done.status_code == 302
    row = RegisterFinding.objects.get(report=report)
    assert row.values["application"] == application.pk
    page = office.get(done["Location"]).content.decode()
    link = f"{reverse('registers:report_detail', args=[application.report_id])}#finding-{application.number}"
    assert f'<a href="{link}">{number(application)} 康乐小区</a>' in page
    assert f'id="finding-{application.number}"' in office.get(link.partition("#")[0]).content.decode()
    again = office.get(reverse("registers:entry_renew", args=[row.pk])).content.decode()
    assert f'value="{number(application)}"' in again


@pytest.mark.parametrize("given", ["2026年申报第1号", "999999-1", "12", "1-1-1", "0-1"])
def test_what_names_no_application_is_refused_at_its_field(here: Place, given: str) -> None:
    report = titles_of(here)
    sent = {f"e-{code}": value for code, value in award(application=given).items()}
    refused = here.client("body_office").post(reverse("registers:entry_new", args=[report.pk]), sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    field = page[page.index('data-field="application"') :][:900]
    assert "field__error" in field and not RegisterFinding.objects.filter(report=report).exists()


def test_without_an_application_only_a_title_of_before_is_entered(here: Place) -> None:
    report = titles_of(here)
    with pytest.raises(Invalid) as refused:
        add_entry(actor=here.actor("body_office"), report_id=report.pk, values=award())
    assert "values.application" in refused.value.fields
    add_entry(actor=here.actor("body_office"), report_id=report.pk, values=award(basis="earlier"))


def test_an_application_that_was_not_accepted_cannot_be_named(here: Place) -> None:
    application = given_application(here, is_accepted=False)
    with pytest.raises(Invalid):
        given_award(here, number(application))
    page = here.client("body_office").get(reverse("registers:entry_new", args=[titles_of(here).pk]))
    assert number(application) not in page.content.decode()


def test_an_entry_of_another_register_cannot_be_named(here: Place) -> None:
    row = given_round(
        here.actor("body_office"), here.county, given_definition("legal_service_points"), due_on=None
    )
    report = RegisterReport.objects.get(round=row, region_code=here.township.code)
    values = {"point": "法律服务站", "kind": "center", "place": "一楼", "knowers": 4}
    other = add_entry(actor=here.actor("township_desk"), report_id=report.pk, values=values)
    with pytest.raises(Invalid):
        given_award(here, number(other))
    with pytest.raises(Invalid):
        given_award(here, other.pk)


def test_other_areas_and_unseen_entries_are_refused_in_the_same_words(world: World) -> None:
    """A township learns nothing of the application of another one: neither that it is there nor whose it is."""
    here, neighbour = world.here, world.neighbour
    application = given_application(neighbour)
    report = titles_of(here, "township_desk")
    desk = here.actor("township_desk")
    told = []
    for given in (number(application), "999999-1", application.pk, 999999):
        with pytest.raises(Invalid) as refused:
            add_entry(actor=desk, report_id=report.pk, values=award(application=given))
        told.append([str(text) for text in refused.value.fields["values.application"]])
    assert told[0] == told[1] == told[2] == told[3]
    page = here.client("township_desk").get(reverse("registers:entry_new", args=[report.pk]))
    assert number(application) not in page.content.decode()


def test_who_cannot_see_the_entry_that_is_named_learns_nothing_of_it(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = given_application(here)
    row = given_award(here, number(application))
    hide(monkeypatch, application)
    office = here.client("body_office")
    secrets = (number(application), f"reports/{application.report_id}/")
    for address in (
        reverse("registers:entry_detail", args=[row.pk]),
        reverse("registers:entry_renew", args=[row.pk]),
        reverse("registers:report_write", args=[row.report_id]),
    ):
        page = office.get(address).content.decode()
        assert not [one for one in secrets if one in page], address
    assert "无权查看的条目" in office.get(reverse("registers:entry_detail", args=[row.pk])).content.decode()
    api = Api(here.users["body_office"])
    document = api.get(f"/register-entries/{row.pk}/").json()
    assert (document["values"]["application"], document["references"]) == ("***", {})
    whole = api.get(f"/register-reports/{row.report_id}/").json()["findings"][0]
    assert (whole["values"]["application"], whole["references"]) == ("***", {})
    rows = exported(office, reverse("registers:entry_export"), definition="peace_titles")
    assert [one["申报审核编号"] for one in rows] == ["***"]


def test_who_cannot_see_it_keeps_it_by_leaving_it_alone(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    application = given_application(here)
    row = given_award(here, number(application))
    hide(monkeypatch, application)
    later = (timezone.localdate() + timedelta(days=800)).isoformat()
    actor = here.actor("body_office")
    fresh = renew_entry(actor=actor, finding_id=row.pk, values=award(application="***", review_on=later))
    assert fresh.values["application"] == application.pk
    with pytest.raises(Invalid):
        add_entry(actor=actor, report_id=row.report_id, values=award(application="***"))


def test_what_is_named_cannot_be_taken_out_and_stays_when_it_is_returned(here: Place) -> None:
    application = given_application(here)
    row = given_award(here, number(application))
    review_report(
        actor=here.actor("township_desk"), report_id=application.report_id, action="return", note="补充材料"
    )
    with pytest.raises(Invalid) as refused:
        submit_report(
            actor=here.actor("community_staff"),
            report_id=application.report_id,
            data=ReportInput({"applied": 1}, (APPLIED,)),
        )
    assert "findings" in refused.value.fields
    later = (timezone.localdate() + timedelta(days=800)).isoformat()
    told = award(application=number(application), review_on=later)
    renew_entry(actor=here.actor("body_office"), finding_id=row.pk, values=told)
    with pytest.raises(Invalid):
        given_award(here, number(application))


def test_programs_name_by_key_or_number_and_read_both(here: Place) -> None:
    report = titles_of(here)
    api = Api(here.users["body_office"])
    for by_key in (True, False):
        application = given_application(here)
        given = application.pk if by_key else number(application)
        made = api.post("/register-entries/", {"report": report.pk, "values": award(application=given)})
        assert made.status_code == 201, made.content
        document = made.json()
        assert document["values"]["application"] == application.pk
        assert document["references"]["application"] == {
            "id": application.pk, "number": number(application), "title": "康乐小区", "report": application.report_id,
        }  # fmt: skip
    refused = api.post("/register-entries/", {"report": report.pk, "values": award(application="9-9")})
    assert refused.status_code == 422 and "values.application" in refused.json()["errors"]


def test_a_list_of_entries_reads_what_they_name_at_once(here: Place) -> None:
    application = given_application(here)
    given_award(here, number(application))
    api = Api(here.users["body_office"])
    api.get("/register-entries/", definition="peace_titles")
    with CaptureQueriesContext(connection) as few:
        api.get("/register-entries/", definition="peace_titles")
    for _number in range(3):
        given_award(here, number(given_application(here)))
    with CaptureQueriesContext(connection) as many:
        found = api.get("/register-entries/", definition="peace_titles").json()["results"]
    assert len(found) == 4 and len(few) == len(many)


def test_an_export_holds_the_number(here: Place) -> None:
    application = given_application(here)
    given_award(here, number(application))
    rows = exported(here.client("body_office"), reverse("registers:entry_export"), definition="peace_titles")
    assert [one["申报审核编号"] for one in rows] == [number(application)]


def test_a_workbook_names_by_number(here: Place) -> None:
    """A field of the report itself; the same words as in every other door."""
    from pingan.registers.services.sheets import hand_in_sheet, read_sheet, template_of
    from tests.registers.test_sheets import filled

    application = given_application(here)
    field = {
        "code": "award", "label": "申报", "label_en": "Application", "type": "entry", "required": True,
        "refers_to": ["title_applications"], "purpose": "对应申报",
    }  # fmt: skip
    made = save_definition(
        actor=here.actor("body_office"),
        data=definition_input(
            fields=[field], unit_kind="township", region_code=here.county.code[:6], needs_review=False
        ),
        reason="试用",
    )
    row = given_round(here.actor("body_office"), here.county, made)
    desk = here.actor("township_desk")
    for given, is_good in (("88-8", False), (number(application), True)):
        content = filled(template_of(desk, row), {"award": given})
        assert read_sheet(actor=desk, row=row, content=content).is_good
        if is_good:
            assert hand_in_sheet(actor=desk, row=row, content=content) == 1
        else:
            with pytest.raises(Invalid):
                hand_in_sheet(actor=desk, row=row, content=content)
    report = RegisterReport.objects.get(round=row, region_code=here.township.code)
    assert report.values == {"award": application.pk}
    page = (
        here.client("township_desk")
        .get(reverse("registers:report_detail", args=[report.pk]))
        .content.decode()
    )
    assert f"{number(application)} 康乐小区</a>" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"refers_to": []},
        {"refers_to": "drills"},
        {"refers_to": ["No Code"]},
        {"refers_to": [f"r{number}" for number in range(6)]},
        {"type": "text", "refers_to": ["drills"]},
    ],
)
def test_a_field_says_of_which_registers_it_names_entries(changes: dict[str, Any]) -> None:
    row = {"code": "plan", "label": "预案", "label_en": "Plan", "type": "entry", "refers_to": ["drills"]}
    assert not field_faults([row])
    assert field_faults([{**row, **changes}])


def test_an_office_is_told_of_a_register_that_is_none(here: Place) -> None:
    row = {
        "code": "plan",
        "label": "预案",
        "label_en": "Plan",
        "type": "entry",
        "refers_to": ["no_such_register"],
    }
    with pytest.raises(Invalid) as refused:
        save_definition(
            actor=here.actor("body_office"),
            data=definition_input(fields=[row], region_code=here.county.code[:6]),
            reason="试用",
        )
    assert "fields.0.refers_to" in refused.value.fields
    assert not RegisterDefinition.objects.filter(code="test_report").exists()


def hide(monkeypatch: pytest.MonkeyPatch, row: RegisterFinding) -> None:
    """Let nobody see a finding, as one is that became a restricted matter."""
    from pingan.registers.queries import references as queries
    from pingan.registers.services import references as services

    def unseen(model: Any, actor: Any, verb: str = "view") -> Any:
        return visible_to(model, actor, verb).exclude(pk=row.pk)

    monkeypatch.setattr(queries, "visible_to", unseen)
    monkeypatch.setattr(services, "visible_to", unseen)


def test_a_township_is_given_no_title_for_an_application_of_another(world: World) -> None:
    """The county's office sees both and may write for either: the area is that of the register, not of the post."""
    here, neighbour = world.here, world.neighbour
    foreign, own = given_application(neighbour), given_application(here)
    titles_of(here)
    report = RegisterReport.objects.get(
        round__definition__code="peace_titles", region_code=here.township.code
    )
    office = here.actor("body_office")
    with pytest.raises(Invalid) as refused:
        add_entry(actor=office, report_id=report.pk, values=award(application=number(foreign)))
    assert "values.application" in refused.value.fields
    row = add_entry(actor=office, report_id=report.pk, values=award(application=number(own)))
    assert row.values["application"] == own.pk


def test_a_phone_is_told_at_the_form_why_what_is_named_cannot_be_taken_out(here: Place) -> None:
    """The form is sent by a script that reads documents: a refusal of no field is told there as on the page."""
    application = given_application(here)
    given_award(here, number(application))
    desk, staff = here.actor("township_desk"), here.client("community_staff")
    review_report(actor=desk, report_id=application.report_id, action="return", note="补充材料")
    address = reverse("registers:report_write", args=[application.report_id])
    version = RegisterReport.objects.get(pk=application.report_id).version
    sent = {
        "action": "submit", "v-applied": "1", "seen_version": version, "f0-number": application.number, "f0-remove": "1",
    }  # fmt: skip
    said = "其他台账已引用的条目不能删去。"
    page = staff.post(address, sent)
    assert page.status_code == 422 and said in page.content.decode()
    answer = staff.post(address, sent, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"] == {"": [said]}


def test_a_phone_is_told_that_a_report_changed_meanwhile(here: Place) -> None:
    application = given_application(here, is_accepted=False)
    review_report(
        actor=here.actor("township_desk"), report_id=application.report_id, action="return", note="补充材料"
    )
    address = reverse("registers:report_write", args=[application.report_id])
    sent = {"action": "save", "v-applied": "0", "seen_version": "1"}
    answer = here.client("community_staff").post(address, sent, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


def test_a_township_names_divisions_of_its_own_area(world: World) -> None:
    """The order is the county's, but a title of one township does not stand in another."""
    here, neighbour = world.here, world.neighbour
    report = titles_of(here).round.reports.get(region_code=here.township.code)
    desk = here.actor("township_desk")
    page = here.client("township_desk").get(reverse("registers:entry_new", args=[report.pk])).content.decode()
    assert f'value="{here.village.code}"' in page and neighbour.village.code not in page
    for region in (neighbour.village.code, neighbour.township.code, here.county.code):
        with pytest.raises(Invalid) as refused:
            add_entry(actor=desk, report_id=report.pk, values=award(basis="earlier", region=region))
        assert "values.region" in refused.value.fields
    add_entry(actor=desk, report_id=report.pk, values=award(basis="earlier", region=here.village.code))
    own = titles_of(here)
    assert own.region_code == here.county.code
    add_entry(
        actor=here.actor("body_office"),
        report_id=own.pk,
        values=award(basis="earlier", region=neighbour.village.code),
    )
