"""Target letters and the catalogue of figures through page and API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pingan.common.figures import Grain, Period, all_figures, counts, figure
from pingan.org.models import MemberUnit
from tests.api.conftest import Api
from tests.factories.org import given_body
from tests.factories.targets import given_letter
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
TASK = {"text": "每季度排查一次", "department": "平安建设科", "owner_post": "副局长", "owner_name": "刘建平"}


def test_a_letter_lives_its_year_on_the_pages(here: Place) -> None:
    office, unit, leader = (here.client(role) for role in ("body_office", "unit_handler", "leader"))
    organ, year = here.units["city_management"], timezone.localdate().year
    made = office.post("/assessment/targets/new/", {"organ": organ.pk, "year": year, "goals": "零事故"})
    assert made.status_code == 302
    url = made["Location"]
    assert "代表本方签字" not in unit.get(url).content.decode()
    wrong = office.post(f"{url}tasks/new/", {**TASK, "owner_post": ""})
    assert wrong.status_code == 422 and "owner_post" in wrong.content.decode()
    assert office.post(f"{url}tasks/new/", TASK).status_code == 302
    for client in (unit, leader):
        assert "代表本方签字" in client.get(url).content.decode()
        assert client.post(f"{url}sign/").status_code == 302
    shown = unit.get(url).content.decode()
    assert "双方已签订" in shown and "刘建平" in shown and "尚未报告进展" in shown
    said = unit.post(f"{url}tasks/1/progress/", {"state": "done", "note": "四次排查均已完成"})
    assert said.status_code == 302
    assert "四次排查均已完成" in leader.get(url).content.decode()
    assert "任务1项，已完成1项" in office.get("/assessment/targets/").content.decode()
    revised = office.post(f"{url}revise/", {"reason": "职责调整"})
    assert revised.status_code == 302 and revised["Location"] != url
    again = office.get(revised["Location"]).content.decode()
    assert "职责调整" in again and "已完成" in again


def test_who_sees_an_old_page_is_told_so_and_signs_nothing(here: Place) -> None:
    letter = given_letter(here)
    url = f"/assessment/targets/{letter.pk}/sign/"
    answer = here.client("unit_handler").post(url, {"seen_version": letter.edition - 1})
    assert answer.status_code == 409
    letter.refresh_from_db()
    assert letter.unit_signed_at is None


def test_the_same_life_through_the_api(here: Place) -> None:
    office, unit, leader = (Api(here.users[role]) for role in ("body_office", "unit_handler", "leader"))
    body = {"organ": here.units["city_management"].pk, "year": timezone.localdate().year, "goals": "零事故"}
    made = office.post("/target-letters/", body)
    assert made.status_code == 201, made.content
    path = f"/target-letters/{made.json()['id']}/"
    assert office.post(f"{path}tasks/", TASK).status_code == 201
    tag = unit.get(path)["ETag"]
    changed = office.patch(path, {"goals": "零事故、零上访"}, If_Match=tag)
    assert changed.status_code == 200, changed.content
    assert unit.post(f"{path}sign/", {}, If_Match=tag).status_code == 412
    assert unit.post(f"{path}sign/", {}, If_Match=changed["ETag"]).status_code == 200
    assert unit.post(f"{path}sign/", {}).status_code == 409
    signed = leader.post(f"{path}sign/", {}).json()
    assert signed["state"] == "signed" and signed["body_signature"]
    assert office.post(f"{path}tasks/1/remove/", {}).status_code == 409
    assert leader.post(f"{path}tasks/1/progress/", {"state": "done", "note": "完成"}).status_code == 403
    wrong = unit.post(f"{path}tasks/1/progress/", {"state": "soon", "note": "完成"})
    assert wrong.status_code == 422 and "state" in wrong.json()["errors"]
    assert unit.post(f"{path}tasks/1/progress/", {"state": "done", "note": "完成"}).status_code == 201
    found = office.get("/target-letters/", state="signed").json()["results"]
    assert [(row["id"], row["task_count"], row["done_count"]) for row in found] == [(signed["id"], 1, 1)]
    assert office.post(f"{path}revise/", {"reason": "职责调整"}).json()["version"] == 2


def test_outside_the_area_there_is_no_letter(world: World) -> None:
    letter = given_letter(world.here)
    for place, role in ((world.far, "body_office"), (world.far, "leader"), (world.here, "unit_handler_2")):
        assert place.client(role).get(f"/assessment/targets/{letter.pk}/").status_code == 404
        assert Api(place.users[role]).get(f"/target-letters/{letter.pk}/").status_code == 404
        assert Api(place.users[role]).get("/target-letters/").json()["results"] == []
    for role in ("township_desk", "grid_worker"):
        assert world.here.client(role).get("/assessment/targets/").status_code == 403


def test_a_filter_that_cannot_be_read_says_so(here: Place) -> None:
    shown = here.client("body_office").get("/assessment/targets/?year=abc")
    assert shown.status_code == 200 and "年度" in shown.content.decode()
    assert Api(here.users["body_office"]).get("/target-letters/", year="abc").status_code == 400


def test_the_figure_counts_member_units_whose_letter_both_signed(here: Place) -> None:
    body, today = given_body(here.county), timezone.localdate()
    for name in ("city_management", "housing"):
        MemberUnit.objects.create(
            body=body, organ=here.units[name], duties="履职", decision_document="康平安〔2026〕1号", valid_from=today
        )  # fmt: skip
    given_letter(here, "signed")
    given_letter(here, unit="housing")
    period, one = Period(today, today), figure("target_letter.signed")
    tallies = counts(one, period, Grain.ORGAN, [here.county.code[:6]])
    assert {key: (tally.part, tally.whole) for key, tally in tallies.items()} == {
        str(here.units["city_management"].pk): (1, 1),
        str(here.units["housing"].pk): (0, 1),
    }


def test_the_catalogue_of_figures_shows_each_with_numerator_denominator_and_day(here: Place) -> None:
    shown = here.client("auditor").get("/figures/").content.decode()
    for one in all_figures().values():
        assert f"<code>{one.code}</code>" in shown
    assert "其中各环节均未超期的" in shown and "结案之日" in shown and "条例第十四条、第十五条" in shown
    found = here.client("auditor").get("/figures/?q=grid.full").content.decode()
    assert "grid.full_time" in found and "incident.on_time" not in found
