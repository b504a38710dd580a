"""What pages of disputes say and where the menu leads: what a user found wrong, missing or in the wrong language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from disputes.models import DisputePaper
from disputes.pages.timelines import WORDS
from pingan.matters.models import TimelineEntry
from pingan.web.templatetags.pingan_format import at
from pingan.web.timelines import timeline
from tests.factories.disputes import act, given_dispute, given_registration, next_morning
from tests.factories.incidents import given_incident
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_each_invitation_says_to_whom_and_for_which_session(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    everybody = tuple(dispute.parties.values_list("pk", flat=True))
    days = (next_morning(3), next_morning(5))
    for day in days:
        act(here, dispute, "plan_session", "mediator", starts_at=day, room="调解室一", parties=everybody)
    assert DisputePaper.objects.filter(dispute=dispute, kind="session_invitation").count() == 4
    page = _page(here.client("mediator"), f"/disputes/{dispute.pk}/")
    lines = [
        re.sub(r"<[^>]+>", " ", one) for one in re.findall(r"<li class=\"row\">.*?</li>", page, re.DOTALL)
    ]
    invitations = [" ".join(line.split()) for line in lines if "通知书" in line and "申请人" in line]
    assert len(invitations) == len(set(invitations)) == 4, invitations
    for day in days:
        moment = " ".join(re.sub(r"<[^>]+>", " ", at(day)).split())
        whom = {line.partition(moment)[0].split()[-1] for line in invitations if moment in line}
        assert whom == {"申请人甲", "被申请人甲"}, (moment, invitations)


def test_amounts_have_their_thousands_apart(here: Place) -> None:
    dispute = given_registration(here, amount=Decimal(345678))
    page = _page(here.client("township_desk"), f"/disputes/{dispute.pk}/")
    assert "345,678.00" in page
    assert "345678" not in page


def test_a_restricted_dispute_says_that_figures_count_it_in_chinese_punctuation(here: Place) -> None:
    dispute = given_registration(here, "township_desk", source="walk_in", restriction="minor")
    page = _page(here.client("township_desk"), f"/disputes/{dispute.pk}/")
    notice = re.search(r"其他人员在列表[^<]*", page)
    assert notice and "统计只计入总数" in notice[0]
    assert re.search(r"[\u4e00-\u9fff]。其他人员", page)


def test_who_asks_for_more_time_sees_in_what_it_is_counted(here: Place) -> None:
    dispute = given_dispute(here, "mediating")
    form = _page(here.client("mediator"), f"/disputes/{dispute.pk}/actions/extend_mediation/")
    assert "延长多少（自然日）" in form
    offered = here.client("mediator").get(f"/api/v1/disputes/{dispute.pk}/actions/").json()["results"]
    (action,) = [one for one in offered if one["name"] == "extend_mediation"]
    assert "延长多少（自然日）" in {field["label"] for field in action["fields"]}
    incident = given_incident(here, "signed")
    unit = here.client("unit_handler")
    assert "延长多少（工作日）" in _page(unit, f"/incidents/{incident.pk}/actions/request_extension/")


def test_the_own_earlier_act_is_not_told_as_somebody_elses(here: Place) -> None:
    dispute = given_registration(here)
    desk = here.client("township_desk")
    address = f"/disputes/{dispute.pk}/actions/accept/"
    sent = {"seen_version": dispute.matter.version}
    assert desk.post(address, sent).status_code == 302
    again = desk.get(address)
    page = again.content.decode()
    assert again.status_code == 409
    assert "此事项已有新的变化" in page
    assert "他人已先行" not in page and "其他人员刚刚" not in page


def test_a_load_says_that_it_counts_what_the_reader_may_open(here: Place) -> None:
    given_dispute(here, "mediating", restriction="minor")
    address = f"/mediation/mediators/{here.mediators[0].pk}/"
    assert "仅计本人可查阅的" in _page(here.client("county_dispatcher"), address)
    assert "可见在办" in _page(here.client("county_dispatcher"), "/mediation/mediators/")
    assert "可见在办" in _page(here.client("county_dispatcher"), "/mediation/committees/")
    form = _page(
        here.client("township_desk"), f"/disputes/{given_dispute(here, 'accepted').pk}/actions/mediate/"
    )
    assert "可见在办" in form


def _marked(page: str) -> list[str]:
    bar = page.partition('<nav class="nav"')[2].partition("</nav>")[0]
    return list(dict.fromkeys(re.findall(r'href="([^"]+)" aria-current="page"', bar)))


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/mediation/committees/", "/mediation/committees/"), ("/mediation/mediators/", "/mediation/committees/"),
        ("/disputes/statistics/", "/disputes/registers/"), ("/disputes/registers/", "/disputes/registers/"),
        ("/disputes/", "/disputes/"), ("/mediation/week/", "/mediation/week/"), ("/", "/"),
    ],
)  # fmt: skip
def test_the_menu_marks_where_one_is(here: Place, address: str, entry: str) -> None:
    assert _marked(_page(here.client("township_desk"), address)) == [entry]


def test_no_page_elsewhere_marks_the_home_page(here: Place) -> None:
    assert _marked(_page(here.client("leader"), "/mediation/mediators/")) == []


@pytest.mark.parametrize("role", ["township_desk", "county_dispatcher", "mediator", "grid_worker"])
def test_disputes_stand_in_the_bar_of_a_phone(here: Place, role: str) -> None:
    page = _page(here.client(role), "/")
    bar = page.partition('<nav class="nav"')[2].partition("</nav>")[0]
    assert any(
        'href="/disputes/"' in one for one in re.findall(r'<li class="nav__item">(.*?)</li>', bar, re.DOTALL)
    )


def test_who_signed_is_told_in_the_readers_language(here: Place) -> None:
    dispute = given_dispute(here, "performing")
    rows: Any = TimelineEntry.objects.filter(matter_id=dispute.pk, action="sign")
    with translation.override("en"):
        said = " ".join(entry["note"] for entry in timeline(list(rows), WORDS))
    assert "applicant\u00a0甲" in said and "mediator" in said
    assert "申请人" not in said
